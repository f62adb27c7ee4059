package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"

	"mekiki/internal/train"
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

// stoppable is a writer that fails with ctx's error once ctx has ended, for files that
// take long to write.
type stoppable struct {
	ctx context.Context
	w   io.Writer
}

func (s stoppable) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(b)
}

// stopped is the end of a command that was told to stop and can be gone on with.
type stopped struct {
	goOn  string // the command that goes on
	cause error
}

func (s *stopped) Error() string { return s.cause.Error() }
func (s *stopped) Unwrap() error { return s.cause }

// stopMessage is what the user is told when a command was told to stop.
func stopMessage(err error) string {
	var s *stopped
	if !errors.As(err, &s) {
		return "stopped; nothing was written"
	}
	where := ""
	var i *train.Interrupted
	if errors.As(err, &i) {
		where = fmt.Sprintf(" in epoch %d after step %d", i.Epoch, i.Step)
	}
	return fmt.Sprintf("stopped%s; go on with: %s", where, s.goOn)
}

// commandInto is this command line with the output folder named, if it was not.
func (a *app) commandInto(dir, out string) string {
	if out != "" {
		return a.commandLine()
	}
	return fmt.Sprintf("%s --out %s", a.commandLine(), shellWord(dir))
}
