package work

import (
	"context"
	"errors"
	"fmt"
	"io"

	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
)

// Stopped is the end of a piece of work that was told to stop and can be gone on with.
type Stopped struct {
	GoOn  string // the command that goes on
	Cause error
}

func (s *Stopped) Error() string { return s.Cause.Error() }

// Unwrap is why the work ended: context.Canceled is in it.
func (s *Stopped) Unwrap() error { return s.Cause }

// trainedOnly is the error of work that was told to stop, or failed, after its
// training was done: what is missing comes from going on with that.
func trainedOnly(at *desk.Desk, dir string, err error) error {
	goOn := resumeCommand(at, dir)
	if errors.Is(err, context.Canceled) {
		return &Stopped{GoOn: goOn, Cause: err}
	}
	return lang.Errorf("%w; the training is kept, go on with it: %s", err, goOn)
}

// resumeCommand goes on with the run in dir when typed into a shell.
func resumeCommand(at *desk.Desk, dir string) string {
	return fmt.Sprintf("mekiki %s --resume --out %s", at.Job, ShellWord(dir))
}

// commandInto is the command that asked for the work with the output folder named, if it
// was not.
func commandInto(at *desk.Desk, dir, out string) string {
	if out != "" {
		return at.Command
	}
	return fmt.Sprintf("%s --out %s", at.Command, ShellWord(dir))
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
