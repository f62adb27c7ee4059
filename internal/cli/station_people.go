package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) stationHeadCommand() *cobra.Command {
	var cfg work.StationHeadConfig
	cmd := &cobra.Command{
		Use:   "head FOLDER",
		Short: "Sign where the audit stands now",
		Long: `Prints the head of a station's audit, which stands for all rows before it, and with --out
signs it: a text file, and beside it the signature by the station's Ed25519 key. The
station does the same each day by itself, in its folder heads. The public key is printed to
be kept elsewhere.`,
		Example: `  mekiki station head plant --out 2026-11-30.txt`,
		Args:    oneStation,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Dir = args[0]
			v, err := work.HeadOfStation(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) {
				t.line("head\t%s", strconv.FormatInt(v.Seq, 10)+":"+v.Hash)
				t.line("SHA-256 of the public key\t%s", v.Fingerprint)
				if v.File != "" {
					t.line("signed\t%s", foreign(v.File))
				}
				for line := range strings.Lines(v.PublicKey) {
					t.line("%s", foreign(strings.TrimSuffix(line, "\n")))
				}
			})
		},
	}
	bind(cmd, &cfg)
	return cmd
}

func (a *app) stationPasswordCommand() *cobra.Command {
	var cfg work.StationPasswordConfig
	cmd := &cobra.Command{
		Use:   "password FOLDER USER",
		Short: "Give a user a new first password, when no admin can",
		Long: `Gives a user of a station a new password, which must be changed at the first log-in, and lets
in again who is locked: for when nobody with the role admin can log in. The station
must not run meanwhile. It stands in the audit.`,
		Example: `  mekiki station password plant admin --reason 'sato left'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &misuse.Error{Err: lang.Errorf("%s wants the folder of a station and the name of a user, such as plant admin", cmd.CommandPath()), Hint: seeHelp(cmd)}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Dir, cfg.User = args[0], args[1]
			v, err := work.ResetStationPassword(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) {
				t.line("user\t%s", foreign(v.User))
				t.line("first password\t%s", foreign(v.Password))
			})
		},
	}
	bind(cmd, &cfg)
	return cmd
}
