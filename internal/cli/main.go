package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"mekiki/internal/lang"
	"mekiki/internal/work/misuse"
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
	// Serve is what serve runs, ServeOverview what station view runs.
	Serve         Serve
	ServeOverview ServeOverview
	// Terminal says whether Err is a terminal that can show a progress bar.
	Terminal bool
	// ColorOut and ColorErr say whether Out and Err show colours.
	ColorOut, ColorErr bool
}

// Main runs the program on the real surroundings and returns its exit code. A
// cancelled ctx ends the command in good order; a Signal as its cause sets the
// exit code. serve and overview are what the commands serve and station view run: this room and the
// server's know nothing of each other.
func Main(ctx context.Context, serve Serve, overview ServeOverview) int {
	terminal := func(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
	colors := func(f *os.File) bool { return colored(terminal(f), os.Getenv) && takesColors(f) }
	return Run(ctx, System{
		Args: os.Args[1:], Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Serve: serve, ServeOverview: overview,
		Terminal: terminal(os.Stderr), ColorOut: colors(os.Stdout), ColorErr: colors(os.Stderr),
	})
}

// Run runs one command line and returns the exit code.
func Run(ctx context.Context, sys System) int {
	a := &app{System: sys, lang: languageOf(sys)}
	root := a.root()
	root.SetArgs(sys.Args)
	err := root.ExecuteContext(ctx)
	var usage *misuse.Error
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage):
		a.failure(err, usage.Hint)
		return exitUsage
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		a.failure(stopMessage(err), lang.Message{})
		return exitStopped(ctx)
	}
	a.failure(err, lang.Message{})
	return exitFailed
}

// failure says on stderr why the command ends, and the hint on a line of its own if there
// is one; with --json as a JSON line, which is always in English.
func (a *app) failure(err error, hint lang.Message) {
	if a.json {
		writeJSONLine(a.Err, notice{"error", plainly(lang.English, err)})
		return
	}
	fmt.Fprintf(a.Err, "%s %s\n", paint{a.ColorErr}.as(colorError, "mekiki:"), plainly(a.lang, err))
	if !hint.IsZero() {
		fmt.Fprintln(a.Err, a.lang.Say(hint))
	}
}
