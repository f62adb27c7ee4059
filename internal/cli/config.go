package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/work/settings"
)

// configFlag is the flag --config of a command, and what its file may set: settings of the
// command's own, and those of a run, which settings.Choice resolves.
type configFlag struct {
	path string
	own  []settings.Setting
	run  *settings.Choice // nil for a command without
}

func (f *configFlag) Type() string   { return "string" }
func (f *configFlag) String() string { return f.path }

func (f *configFlag) Set(path string) error {
	f.path = path
	return nil
}

// configOf is the flag --config of cmd, made if it is not there.
func configOf(cmd *cobra.Command) *configFlag {
	if there := cmd.Flags().Lookup("config"); there != nil {
		return there.Value.(*configFlag)
	}
	f := &configFlag{}
	cmd.Flags().Var(f, "config", "YAML `file` with any of these settings; flags win over it")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error { return f.read(cmd) }
	return f
}

// read sets what the file has and no flag gave. What it sets counts as given.
func (f *configFlag) read(cmd *cobra.Command) error {
	set := cmd.Flags()
	if f.path != "" {
		file, err := settings.OpenFile(f.path)
		if err != nil {
			return err
		}
		keys, err := file.Fill(f.own, f.run != nil, set.Changed, cmd.CommandPath())
		if err != nil {
			return err
		}
		for _, key := range keys {
			set.Lookup(key).Changed = true
		}
		if f.run != nil {
			f.run.File = file
		}
	}
	if f.run != nil {
		f.run.Given = changed(set)
	}
	return nil
}
