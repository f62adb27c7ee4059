// Command mekiki learns a distance that tells same from different, and proves
// it. See package cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"mekiki/internal/cli"
	"mekiki/internal/server"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	stopOnSignal(cancel)
	// A reader that has gone, as after "| head", fails the write and does not end
	// the program: a training goes on.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return cli.Main(ctx, server.Serve, server.ServeOverview)
}

// stopOnSignal cancels with the first signal that asks the program to end. The
// second one ends it at once, should the first hang.
func stopOnSignal(cancel context.CancelCauseFunc) {
	var ends []os.Signal
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as nohup has it, which must stay so
			ends = append(ends, s)
		}
	}
	if len(ends) == 0 {
		return // Notify would take every signal
	}
	came := make(chan os.Signal, 1)
	signal.Notify(came, ends...)
	go func() {
		s := <-came
		signal.Stop(came)
		number, _ := s.(syscall.Signal) // all of the list are
		cancel(cli.Signal{Number: number})
	}()
}
