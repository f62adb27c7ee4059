// Command mekiki learns a distance that tells same from different, and proves
// it. See package cli.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"mekiki/internal/cli"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second Ctrl-C ends the program at once, should the first one hang.
	context.AfterFunc(ctx, stop)
	return cli.Main(ctx)
}
