package state

// Command is what changes a state: what somebody asks for, or what happens by itself.
type Command int

// What somebody asks for.
const (
	SelectModeAutomatic Command = iota + 1
	PrepareRecipe               // or another one
	UnprepareRecipe
	StartSingleJob
	StartContinuous
	Stop  // ends the job when what has begun is judged
	Abort // ends it at once: what has begun is not OK
	Halt
	Reset
	ConfirmAll // the errors are seen, and gone
	TakeControl
	ReleaseControl
)

// What happens by itself.
const (
	JobDone Command = iota + 101
	Fail
)

// Asked are the commands that somebody may give, in a fixed order.
func Asked() []Command {
	return []Command{SelectModeAutomatic, PrepareRecipe, UnprepareRecipe, StartSingleJob, StartContinuous, Stop, Abort, Halt, Reset, ConfirmAll, TakeControl, ReleaseControl}
}

// Commands are Asked and those of what happens by itself.
func Commands() []Command { return append(Asked(), JobDone, Fail) }

var commandNames = map[Command]string{
	SelectModeAutomatic: "SelectModeAutomatic", PrepareRecipe: "PrepareRecipe", UnprepareRecipe: "UnprepareRecipe",
	StartSingleJob: "StartSingleJob", StartContinuous: "StartContinuous", Stop: "Stop", Abort: "Abort", Halt: "Halt",
	Reset: "Reset", ConfirmAll: "ConfirmAll", TakeControl: "TakeControl", ReleaseControl: "ReleaseControl",
	JobDone: "JobDone", Fail: "Fail",
}

// String is the name of the method in OPC 40100-1, where it has one.
func (c Command) String() string { return commandNames[c] }

// Named is the command of a name; ok reports whether it is one that somebody may give.
func Named(name string) (c Command, ok bool) {
	for _, c := range Asked() {
		if c.String() == name {
			return c, true
		}
	}
	return 0, false
}
