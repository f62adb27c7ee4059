package cli

import (
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) stationPlantCommand() *cobra.Command {
	var cfg work.PlantViewConfig
	cmd := &cobra.Command{
		Use:   "plant ADDRESS",
		Short: "Show what all stations have sent to the plant's database",
		Long: `Reads the PostgreSQL database to which stations send copies of their records, with
'mekiki serve --plant'. It changes nothing, and needs a user who may read the schema mekiki
and no more. A password may stand in the address, but is better kept in ~/.pgpass, where
other users of this computer do not see it.`,
		Example: `  mekiki station plant postgres://reader@db.example/mekiki
  mekiki station plant postgres://reader@db.example/mekiki --lot L-0815 --verdict NG --results 50`,
		Args: oneDatabase,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Address = args[0]
			v, err := work.ViewPlant(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) { plantText(t, v) })
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// oneDatabase wants the address of a plant's database.
func oneDatabase(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return &misuse.Error{Err: lang.Errorf("%s wants the address of one database, such as postgres://reader@db.example/mekiki", cmd.CommandPath()), Hint: seeHelp(cmd)}
	}
	return nil
}

// plantText prints a row a station, and a row a result.
func plantText(t *table, v *work.PlantView) {
	t.line("station\tOK\tNG\tREVIEW\tNONE\tlast part\tlast sent")
	for _, s := range v.Stations {
		t.line("%s\t%d\t%d\t%d\t%d\t%s\t%s", foreign(s.Name), s.OK, s.NG, s.Review, s.None, clockOf(s.Last), clockOf(s.Seen))
	}
	for _, s := range v.Stations {
		if s.Twice > 0 {
			t.line("%s (%s): %d numbers have two results each; the station was put back from a backup, or a copy of it runs", foreign(s.Name), s.ID, s.Twice)
		}
	}
	if len(v.Results) == 0 {
		return
	}
	t.line("")
	t.line("station\tnumber\ttime\tpart\tlot\tverdict\tscore\treview")
	for _, r := range v.Results {
		t.line("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", foreign(r.Station), strconv.FormatInt(r.Trigger, 10), clockOf(r.At), foreign(r.Part), foreign(r.Lot), string(r.Verdict), scoreOf(r.Result), string(r.Called))
	}
}

// scoreOf is a score as people read it, nothing where there was none.
func scoreOf(r record.Result) string {
	if r.Verdict == record.None {
		return ""
	}
	return strconv.FormatFloat(r.Score, 'g', 4, 64)
}

// clockOf is a time in this computer's zone, nothing for none.
func clockOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04:05")
}
