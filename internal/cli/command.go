package cli

import (
	"io"

	"github.com/spf13/cobra"
)

// Command is the tree of commands, for documents that are made from it. It is not
// for running.
func Command() *cobra.Command {
	a := &app{System: System{Out: io.Discard, Err: io.Discard, Getenv: func(string) string { return "" }}}
	return a.root()
}
