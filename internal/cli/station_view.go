package cli

import (
	"context"

	"github.com/spf13/cobra"

	"mekiki/internal/work"
	"mekiki/internal/work/desk"
)

// ServeOverview runs the pages over all stations of a plant until ctx ends. It tells ready where they are
// reached, when it listens.
type ServeOverview func(ctx context.Context, at *desk.Desk, c work.OverviewConfig, ready func(work.Reached)) error

func (a *app) stationViewCommand() *cobra.Command {
	cfg := work.NewOverviewConfig()
	cmd := &cobra.Command{
		Use:   "view ADDRESS",
		Short: "Show all stations of a plant in a browser, to be read",
		Long: `Serves pages over what all stations have sent to the PostgreSQL database of the plant, with
'mekiki serve --plant', and with the pictures that they have sent to a bucket, with
--plant-pictures: how stations stand, results of all of them, parts, control charts. Nothing
can be changed there, and the database user needs to read the schema mekiki and no more.

Who may read logs in, as at a station: users and the audit of that are in a folder of its own.
It listens on this computer alone unless --address says otherwise, and then by TLS.`,
		Example: `  mekiki station view postgres://reader@db.example/mekiki
  mekiki station view postgres://reader@db.example/mekiki --plant-pictures s3://pictures --s3-endpoint https://s3.example:9000`,
		Args: oneDatabase,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Database = args[0]
			return a.ServeOverview(cmd.Context(), a.desk(), cfg, func(r work.Reached) {
				s := serving{r, cfg.Dir}
				_ = a.result(s, func(t *table) { servingText(t, s) }) // as serve
			})
		},
	}
	bind(cmd, &cfg)
	return cmd
}
