package state

import (
	"sync"

	"mekiki/internal/lang"
)

// Machine is a station's state, for any number of goroutines. The zero value is Preoperational.
type Machine struct {
	mu   sync.Mutex
	s    State
	hear []func(Change)
}

// Change is a step of a machine.
type Change struct {
	From, To State
	By       Command
}

// State is the state now.
func (m *Machine) State() State {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now()
}

func (m *Machine) now() State {
	if m.s == None {
		return Preoperational
	}
	return m.s
}

// OnChange calls f after each step, in the order of the steps, while the machine is locked:
// f must not ask the machine, and be quick.
func (m *Machine) OnChange(f func(Change)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hear = append(m.hear, f)
}

// Do does a command. only, if not nil, is asked while the machine is locked, and its error
// refuses the step. A refused command changes nothing; its error is in a user's words.
func (m *Machine) Do(c Command, only func(from State) error) (Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	from := m.now()
	to, ok := Next(from, c)
	if !ok {
		return Change{from, from, c}, &RefusedError{From: from, Command: c}
	}
	if only != nil {
		if err := only(from); err != nil {
			return Change{from, from, c}, err
		}
	}
	m.s = to
	ch := Change{from, to, c}
	for _, f := range m.hear {
		f(ch)
	}
	return ch, nil
}

// RefusedError is a command that is not allowed in the state that a station is in.
type RefusedError struct {
	From    State
	Command Command
}

// Error says why.
func (e *RefusedError) Error() string { return e.said().Error() }

// Localized says why in a reader's language.
func (e *RefusedError) Unwrap() error { return e.said() }

func (e *RefusedError) said() error {
	switch e.From {
	case LocalControl:
		return lang.Errorf("%s is refused: a person has control of the station; they give it back with ReleaseControl", e.Command)
	case Halted:
		return lang.Errorf("%s is refused: the station is halted; only Reset leads out", e.Command)
	case Error:
		return lang.Errorf("%s is refused: the station has an error; ConfirmAll ends it when its cause is gone", e.Command)
	}
	return lang.Errorf("%s is refused in the state %s", e.Command, e.From)
}
