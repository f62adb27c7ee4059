package state

// State is what a station can be asked to do next.
type State int

// The states. Numbers are those that interfaces show; they do not change. None is no state.
const (
	None                State = iota
	Preoperational            // started; nothing is judged
	Halted                    // stopped on purpose; only a reset leads out
	Error                     // something is wrong that a person or a reset must end
	LocalControl              // a person has control: commands from outside are refused
	Initialized               // automatic mode, without a recipe
	Ready                     // a recipe is prepared: parts may come
	SingleExecution           // one part is being judged
	ContinuousExecution       // each part that comes is judged
)

// All are the states, in the order of their numbers.
func All() []State {
	return []State{Preoperational, Halted, Error, LocalControl, Initialized, Ready, SingleExecution, ContinuousExecution}
}

var names = [...]string{"None", "Preoperational", "Halted", "Error", "LocalControl", "Initialized", "Ready", "SingleExecution", "ContinuousExecution"}

// String is the name in OPC 40100-1.
func (s State) String() string {
	if s < 0 || int(s) >= len(names) {
		return "None"
	}
	return names[s]
}

// Executing reports whether parts are judged.
func (s State) Executing() bool { return s == SingleExecution || s == ContinuousExecution }
