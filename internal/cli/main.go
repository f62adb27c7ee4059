package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// Exit codes of the program.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// System is what the program sees of its surroundings; tests make their own.
type System struct {
	Args     []string // without the program's name
	Out, Err io.Writer
	Getenv   func(string) string
	// Terminal says whether Err is a terminal that can show a progress bar.
	Terminal bool
}

// Main runs the program on the real surroundings and returns its exit code. A
// cancelled ctx ends the command in good order.
func Main(ctx context.Context) int {
	return Run(ctx, System{
		Args: os.Args[1:], Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
	})
}

// Run runs one command line and returns the exit code.
func Run(ctx context.Context, sys System) int {
	a := &app{System: sys, since: time.Now()}
	root := a.root()
	root.SetArgs(sys.Args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	var usage *usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(sys.Err, "mekiki: %s\n%s", plainly(err), usage.hint)
		return exitUsage
	}
	fmt.Fprintf(sys.Err, "mekiki: %s\n", plainly(err))
	return exitFailed
}
