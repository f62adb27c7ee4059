package inspect

import (
	"crypto/sha256"
	"encoding/hex"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
)

// Step is one change of an inspector.
type Step struct {
	What    string `json:"what"` // "fit", "learn" or "thresholds"
	When    string `json:"when"` // RFC 3339, UTC
	Version string `json:"version"`
	Command string `json:"command"`
	Good    int    `json:"good"` // pictures that came in
	Bad     int    `json:"bad"`
	By      string `json:"by,omitempty"` // who says so
	// Parent is the SHA-256 of the file that it was made from; "" for a fit.
	Parent string `json:"parent,omitempty"`
	// Thresholds are those in force after it; nil in files of before.
	Thresholds *risk.Thresholds `json:"thresholds,omitempty"`
	// Pictures are those that came in, good ones first; none in files of before.
	Pictures []Source `json:"pictures,omitempty"`
}

// Source is a picture file that an inspector has learned from. In an inspector it takes some 100 bytes and its name.
type Source struct {
	Name   string `json:"name"`   // path below the folder that was given
	SHA256 string `json:"sha256"` // of the file's bytes, 64 hex digits
	Bad    bool   `json:"bad,omitempty"`
	// Kind is, of a bad part, the first folder of Name; "" where there is none.
	Kind string `json:"kind,omitempty"`
}

// Outline is a lineage without its single pictures.
func Outline(steps []Step) []Step {
	list := make([]Step, len(steps))
	for i, s := range steps {
		s.Pictures = nil
		list[i] = s
	}
	return list
}

// checkLineage refuses pictures without the hash of a file.
func checkLineage(steps []Step) error {
	for _, s := range steps {
		for _, p := range s.Pictures {
			if b, err := hex.DecodeString(p.SHA256); err != nil || len(b) != sha256.Size {
				return lang.Errorf("the inspector is damaged: its lineage has no SHA-256 of the picture %.60q", p.Name)
			}
		}
	}
	return nil
}
