package state

// Way are the fewest commands that lead from s to where each part that comes is judged. There are none
// where parts are judged already, and where a person must end something first: in Halted, Error and
// LocalControl.
func Way(s State) []Command {
	if s.Executing() || s == Halted || s == Error || s == LocalControl {
		return nil
	}
	ways := map[State][]Command{s: nil}
	for next := []State{s}; len(next) > 0; next = next[1:] {
		from := next[0]
		if from == ContinuousExecution {
			return ways[from]
		}
		for _, c := range Allowed(from) {
			to, _ := Next(from, c)
			if _, known := ways[to]; known {
				continue
			}
			ways[to] = append(append([]Command{}, ways[from]...), c)
			next = append(next, to)
		}
	}
	return nil
}

// GivesUp reports whether a command gives up the parts that have begun: they are not OK.
func (c Command) GivesUp() bool { return c == Abort || c == Halt || c == Reset || c == Fail }
