package state

// table says where a command leads. What is not in it is refused.
//
// After local control, and after a reset, a recipe is prepared anew: a person may have
// changed it meanwhile. A person takes control between parts, never from a job that a
// machine has begun and waits for.
var table = map[State]map[Command]State{
	Preoperational: {
		SelectModeAutomatic: Initialized,
		TakeControl:         LocalControl,
		Halt:                Halted,
		Reset:               Preoperational,
		Fail:                Error,
	},
	Halted: {
		Reset: Preoperational,
		Fail:  Error,
	},
	Error: {
		ConfirmAll: Preoperational,
		Reset:      Preoperational,
		Halt:       Halted,
		Fail:       Error,
	},
	LocalControl: {
		ReleaseControl: Initialized,
		Halt:           Halted,
		Fail:           Error,
	},
	Initialized: {
		PrepareRecipe: Ready,
		TakeControl:   LocalControl,
		Halt:          Halted,
		Reset:         Preoperational,
		Fail:          Error,
	},
	Ready: {
		PrepareRecipe:   Ready,
		UnprepareRecipe: Initialized,
		StartSingleJob:  SingleExecution,
		StartContinuous: ContinuousExecution,
		TakeControl:     LocalControl,
		Halt:            Halted,
		Reset:           Preoperational,
		Fail:            Error,
	},
	SingleExecution: {
		JobDone: Ready,
		Stop:    Ready,
		Abort:   Ready,
		Halt:    Halted,
		Reset:   Preoperational,
		Fail:    Error,
	},
	ContinuousExecution: {
		JobDone:       ContinuousExecution,
		PrepareRecipe: ContinuousExecution, // between two parts
		Stop:          Ready,
		Abort:         Ready,
		Halt:          Halted,
		Reset:         Preoperational,
		Fail:          Error,
	},
}

// Next is where c leads from s; ok is false where it is refused.
func Next(s State, c Command) (next State, ok bool) {
	next, ok = table[s][c]
	return next, ok
}

// Allowed are the commands that somebody may give in s, in the order of Asked.
func Allowed(s State) []Command {
	var list []Command
	for _, c := range Asked() {
		if _, ok := Next(s, c); ok {
			list = append(list, c)
		}
	}
	return list
}
