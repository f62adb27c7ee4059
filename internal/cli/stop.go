package cli

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"mekiki/internal/train"
	"mekiki/internal/work"
)

// Signal is the cause of a context that a signal cancelled. The exit code of the
// program is then 128 and its number, as shells have it.
type Signal struct{ Number syscall.Signal }

func (s Signal) Error() string { return "stopped by the signal " + s.Number.String() }

// exitStopped is the exit code of a command that a cancelled ctx ended: that of the
// signal, by default of Ctrl-C.
func exitStopped(ctx context.Context) int {
	number := syscall.SIGINT
	var s Signal
	if errors.As(context.Cause(ctx), &s) {
		number = s.Number
	}
	return 128 + int(number)
}

// stopMessage is what the user is told when a command was told to stop.
func stopMessage(err error) string {
	var s *work.Stopped
	if !errors.As(err, &s) {
		return "stopped; nothing was written"
	}
	where := ""
	var i *train.Interrupted
	if errors.As(err, &i) {
		where = fmt.Sprintf(" in epoch %d after step %d", i.Epoch, i.Step)
	}
	return fmt.Sprintf("stopped%s; go on with: %s", where, s.GoOn)
}
