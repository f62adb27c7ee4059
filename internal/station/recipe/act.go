package recipe

import (
	"slices"
	"time"

	"mekiki/internal/lang"
)

// Kind is what a step does.
type Kind string

// The kinds of steps. The first four are also what a version is after them.
const (
	Draft    Kind = "draft"
	Tried    Kind = "trial" // it was tried on parts of before
	Released Kind = "released"
	Retired  Kind = "retired"
	Active   Kind = "active"     // the station judges by it from now on
	Shadow   Kind = "shadow"     // it judges beside, and decides nothing
	NoShadow Kind = "shadow-end" // it does so no more
)

// Message is what people call a version of that status.
func (k Kind) Message() lang.Message {
	switch k {
	case Draft:
		return lang.T("draft")
	case Tried:
		return lang.T("tried")
	case Released:
		return lang.T("released")
	case Retired:
		return lang.T("retired")
	}
	return lang.T("of another kind")
}

// Act is a step: something that was done with a version, and is never undone: another one is added.
type Act struct {
	ID     int64     `json:"id"`
	Hash   string    `json:"hash"` // of the version
	Kind   Kind      `json:"kind"`
	At     time.Time `json:"at"`
	Who    string    `json:"who"`
	Second string    `json:"second,omitempty"` // who agreed, where that is asked for
	Reason string    `json:"reason,omitempty"`
}

// from says what a version must be for a step.
var from = map[Kind][]Kind{
	Tried:    {Draft, Tried},
	Released: {Tried},
	Retired:  {Draft, Tried, Released},
	Active:   {Released},
	Shadow:   {Draft, Tried, Released},
	NoShadow: {Draft, Tried, Released, Retired},
}

// Allowed is an error, in a user's words, where a version of a status may not take a step.
func Allowed(status, step Kind) error {
	if slices.Contains(from[step], status) {
		return nil
	}
	switch step {
	case Released:
		if status == Draft {
			return lang.Errorf("this version was not tried yet; a trial shows what it would have said, then it can be released")
		}
		return lang.Errorf("this version is %s; only one that was tried can be released", status.Message())
	case Active:
		return lang.Errorf("this version is %s; a station judges by released ones alone", status.Message())
	}
	return lang.Errorf("this version is %s; that is not possible then", status.Message())
}
