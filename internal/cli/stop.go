package cli

import (
	"context"
	"errors"
	"syscall"

	"mekiki/internal/lang"
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
func stopMessage(err error) error {
	var s *work.Stopped
	if !errors.As(err, &s) {
		return lang.Errorf("stopped; nothing was written")
	}
	var i *train.Interrupted
	if errors.As(err, &i) {
		return lang.Errorf("stopped in epoch %d after step %d; go on with: %s", i.Epoch, i.Step, s.GoOn)
	}
	return lang.Errorf("stopped; go on with: %s", s.GoOn)
}
