package state

import "mekiki/internal/lang"

// Machine is the state that a station is in. The zero value is Preoperational. One goroutine
// at a time may use it.
type Machine struct{ s State }

// Change is a step of a machine.
type Change struct {
	From, To State
	By       Command
}

// State is the state now.
func (m *Machine) State() State {
	if m.s == None {
		return Preoperational
	}
	return m.s
}

// Do does a command. One that is not allowed changes nothing and is a *RefusedError.
func (m *Machine) Do(c Command) (Change, error) {
	from := m.State()
	to, ok := Next(from, c)
	if !ok {
		return Change{from, from, c}, &RefusedError{From: from, Command: c}
	}
	m.s = to
	return Change{from, to, c}, nil
}

// RefusedError is a command that is not allowed in the state that a station is in.
type RefusedError struct {
	From    State
	Command Command
}

// Error says what is refused, and what would help.
func (e *RefusedError) Error() string { return e.In(lang.English) }

// In says it in a language.
func (e *RefusedError) In(l lang.Language) string {
	why := lang.T("%s is refused in the state %s", e.Command, e.From)
	switch {
	case e.From == LocalControl:
		why = lang.T("%s is refused: a person has control of the station; they give it back with ReleaseControl", e.Command)
	case e.From == Halted:
		why = lang.T("%s is refused: the station is halted; only Reset leads out", e.Command)
	case e.From == Error:
		why = lang.T("%s is refused: the station has an error; ConfirmAll ends it when its cause is gone", e.Command)
	case e.From == Initialized && (e.Command == StartSingleJob || e.Command == StartContinuous):
		why = lang.T("%s is refused: no inspector is prepared; PrepareRecipe does that", e.Command)
	}
	return l.Say(why)
}
