package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) stationCommand() *cobra.Command {
	return group(&cobra.Command{
		Use: "station", Short: "The records of a station: check, sign, export, back up",
		Long: `Looks after what 'mekiki serve' has stored in the folder of a station: checks that nothing
was changed, writes it for people and programs to read, and copies it. A station that runs
may go on meanwhile.`,
		Example: `  mekiki station verify plant
  mekiki station export plant --out export
  mekiki station backup plant --out plant-2026-11-30.sqlite`,
	}, a.stationVerifyCommand(), a.stationHeadCommand(), a.stationExportCommand(), a.stationBackupCommand(), a.stationPlantCommand(), a.stationViewCommand(), a.stationPasswordCommand())
}

// auditCommand is the name by which an auditor looks for what station has.
func (a *app) auditCommand() *cobra.Command {
	return group(&cobra.Command{
		Use: "audit", Short: "The audit of a station: check it, sign its head", Hidden: true,
	}, a.stationVerifyCommand(), a.stationHeadCommand())
}

func (a *app) stationVerifyCommand() *cobra.Command {
	var cfg work.VerifyStationConfig
	cmd := &cobra.Command{
		Use:   "verify FOLDER",
		Short: "Check that no record was changed, left out or put elsewhere",
		Long: `Checks the audit of a station: each row holds the hash of the row before, so a row that
was changed, is missing or stands elsewhere shows, and is named. Each result, late
judgement and review is held against the row that tells of it. The exit code is 1 if
anything is wrong.

Who knows how could make the whole chain anew. Against that stand the heads that the
station signs each day, in its folder heads: keep copies, and of audit.pub, outside of this
computer, and give them again with --head and --key.`,
		Example: `  mekiki station verify plant
  mekiki station verify plant --head 1234:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08`,
		Args: oneStation,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Dir = args[0]
			v, err := work.VerifyStation(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			if err := a.result(v, func(t *table) { verifiedText(t, v) }); err != nil {
				return err
			}
			if n := len(v.Findings); n > 0 {
				return lang.Errorf("the records of %s are not as they were written: %d findings", cfg.Dir, n)
			}
			return nil
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// verifiedText prints what is wrong with records, and the head to note.
func verifiedText(t *table, v *work.VerifiedStation) {
	for _, f := range v.Findings {
		t.line("%s", f.Text)
	}
	for _, seq := range v.ClockBack {
		t.line("the clock was set back before row %d", seq)
	}
	if len(v.Findings) == 0 {
		t.line("%d rows, each as it was written", v.Rows)
	}
	if v.Signed > 0 {
		t.line("%d signed heads, each with its signature", v.Signed)
	}
	if v.Rows > 0 {
		t.line("head\t%s", v.Head)
	}
}

func (a *app) stationExportCommand() *cobra.Command {
	cfg := work.NewExportStationConfig()
	cmd := &cobra.Command{
		Use:   "export FOLDER",
		Short: "Write all records as CSV or JSON",
		Long: `Writes results, late judgements, reviews, labels and audit of a station as files that people and
programs read. Times are those of the station's clock with its offset from UTC.

--sign adds signed.txt, which names each file by its SHA-256, and its signature. Anybody can
check that without mekiki:

  openssl pkeyutl -verify -pubin -inkey audit.pub -rawin -in signed.txt -sigfile signed.txt.sig
  tail -n +6 signed.txt | sha256sum -c`,
		Example: `  mekiki station export plant --out export
  mekiki station export plant --out export --format json --sign`,
		Args: oneStation,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Dir = args[0]
			v, err := work.ExportStation(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) {
				for _, f := range v.Files {
					t.line("%s\t%d records", foreign(f.File), f.Records)
				}
				if v.Signed != "" {
					t.line("%s\tsigned", foreign(v.Signed))
				}
				t.line("%s", foreign(v.Folder))
			})
		},
	}
	bind(cmd, &cfg)
	completes(cmd, "format", work.ExportFormats())
	cmd.Flags().Lookup("out").Usage = "write the files into this `folder`"
	return cmd
}

func (a *app) stationBackupCommand() *cobra.Command {
	var cfg work.BackupStationConfig
	cmd := &cobra.Command{
		Use:   "backup FOLDER",
		Short: "Copy all records as they are at one moment",
		Long: `Copies the records of a station into one file, as they are at one moment, while the
station runs. To go back, stop the station, put the file in the place of station.sqlite, and
remove station.sqlite-wal and station.sqlite-shm if they are there.

Pictures are plain files in the folder pictures that never change; any tool copies them.`,
		Example: `  mekiki station backup plant --out plant-2026-11-30.sqlite`,
		Args:    oneStation,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Dir = args[0]
			v, err := work.BackupStation(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) { t.line("%s\t%d bytes", foreign(v.File), v.Bytes) })
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// oneStation wants the folder of one station.
func oneStation(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return &misuse.Error{Err: lang.Errorf("%s wants the folder of one station, such as plant", cmd.CommandPath()), Hint: seeHelp(cmd)}
	}
	return nil
}
