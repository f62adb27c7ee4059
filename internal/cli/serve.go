package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mekiki/internal/work"
	"mekiki/internal/work/desk"
)

// Serve runs a station for others until ctx ends. It tells ready where it is reached, when it listens.
type Serve func(ctx context.Context, at *desk.Desk, c work.ServeConfig, ready func(work.Reached)) error

// serving is what serve says when it listens.
type serving struct {
	work.Reached
	Dir string `json:"dir"`
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

It listens on this computer alone unless --address says otherwise, and then by TLS. The
first time it makes the user admin and prints the password, which must be changed at the
first log-in; programs send API keys, which the admin page makes. --demo at 127.0.0.1 and
--open let in whoever uses this computer. Ctrl-C ends it in good order: parts that have
begun are judged and stored.`,
		Example: `  mekiki serve --demo
  mekiki serve --dir plant --inspector bracket.mekiki --window 200ms
  mekiki serve --dir plant --address 0.0.0.0:8640 --tls self`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.Serve(cmd.Context(), a.desk(), cfg, func(r work.Reached) {
				s := serving{r, cfg.Dir}
				_ = a.result(s, func(t *table) { servingText(t, s) }) // who started it may have closed the pipe, and it serves on
			})
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// servingText prints where a station is reached, and the password of its first user.
func servingText(t *table, s serving) {
	t.line("station\t%s", foreign(s.Dir))
	for _, address := range s.Addresses {
		t.line("page\t%s", address)
	}
	t.line("for programs\t%s", s.Address+"/openapi.json")
	if s.Fingerprint != "" {
		t.line("SHA-256 of the certificate\t%s", s.Fingerprint)
	}
	switch {
	case s.Open:
		t.line("log-in\tnone: whoever uses this computer may do all")
	case s.Password != "":
		t.line("user\t%s", s.User)
		t.line("first password\t%s", s.Password)
		t.line("It is shown this once, and must be changed at the first log-in.")
	}
}
