package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mekiki/internal/work"
	"mekiki/internal/work/desk"
)

// Serve runs a station for others until ctx ends. It tells ready the address when it listens.
type Serve func(ctx context.Context, at *desk.Desk, c work.ServeConfig, ready func(address string)) error

// serving is what serve says when it listens.
type serving struct {
	Address string `json:"address"`
	Dir     string `json:"dir"`
}

func (a *app) serveCommand() *cobra.Command {
	cfg := work.NewServeConfig()
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run an inspection station: pictures in, verdicts out, every one on record",
		Long: `Runs a station beside a line: parts come in as pictures over HTTP, verdicts go out, and a
page shows what the station sees. Every result, command and review is stored in the
folder of the station before it is answered, in a chain that shows later changes.

The station begins to judge at once if it has an inspector: --inspector, or the file
inspector.mekiki in its folder. --demo needs nothing: it draws parts, learns the good ones
and lets a simulated camera look at others.

It listens on this computer alone unless --address says otherwise. There are no users and
passwords yet: who reaches the address may give parts, commands and reviews. Ctrl-C
ends it in good order: parts that have begun are judged and stored.`,
		Example: `  mekiki serve --demo
  mekiki serve --dir plant --inspector bracket.mekiki --window 200ms`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.Serve(cmd.Context(), a.desk(), cfg, func(address string) {
				s := serving{address, cfg.Dir}
				_ = a.result(s, func(t *table) { // who started it may have closed the pipe, and it serves on
					t.line("station\t%s", foreign(s.Dir))
					t.line("page\t%s", s.Address)
					t.line("for programs\t%s", s.Address+"/openapi.json")
				})
			})
		},
	}
	bind(cmd, &cfg)
	return cmd
}
