package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mekiki/internal/dataset"
	"mekiki/internal/metric/batch"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/train"
	"mekiki/internal/work/settings"
)

// bind gives cmd a flag for each setting of the struct that cfg points to, and --config.
// What the struct holds is the default of a flag.
func bind(cmd *cobra.Command, cfg any) {
	own := settings.Of(cfg)
	for _, s := range own {
		bindFlag(cmd.Flags(), s)
	}
	file := configOf(cmd)
	file.own = append(file.own, own...)
}

// bindFlag registers the flag of one setting.
func bindFlag(set *pflag.FlagSet, s settings.Setting) {
	help := s.Help
	if s.Value != "" { // between such quotes the library looks for the value's name
		help = strings.Replace(help, s.Value, "`"+s.Value+"`", 1)
	}
	switch p := s.Field.Addr().Interface().(type) {
	case *string:
		set.StringVarP(p, s.Key, s.Short, *p, help)
	case *bool:
		set.BoolVarP(p, s.Key, s.Short, *p, help)
	case *int:
		set.IntVarP(p, s.Key, s.Short, *p, help)
	case *uint32:
		set.Uint32VarP(p, s.Key, s.Short, *p, help)
	case *uint64:
		set.Uint64VarP(p, s.Key, s.Short, *p, help)
	case *float64:
		set.Float64VarP(p, s.Key, s.Short, *p, help)
	case *time.Duration:
		set.DurationVarP(p, s.Key, s.Short, *p, help)
	case *[]int:
		set.IntSliceVarP(p, s.Key, s.Short, *p, help)
	case *[]string:
		if s.Comma {
			set.StringSliceVarP(p, s.Key, s.Short, *p, help)
			return
		}
		set.StringArrayVarP(p, s.Key, s.Short, *p, help)
	case pflag.Value: // a kind of settings
		set.VarP(p, s.Key, s.Short, help)
	default:
		panic(fmt.Sprintf("cli: no flag for a %T", p))
	}
}

// bindRun gives cmd the flags of the settings of a run, or only those with the given
// keys, and --config. What was chosen is in run when cmd runs.
func bindRun(cmd *cobra.Command, run *settings.Choice, keys ...string) {
	defaults, err := train.Bare("article")
	if err != nil {
		panic(err) // ours
	}
	run.Values = defaults
	set := cmd.Flags()
	set.SortFlags = false // the struct's order keeps together what belongs together
	for _, s := range settings.Of(&run.Values) {
		switch {
		case len(keys) > 0 && !slices.Contains(keys, s.Key):
		case s.Key == "param":
			bindParams(set, run, s)
		default:
			bindFlag(set, s)
			under(set, s.Group, s.Key)
		}
	}
	configOf(cmd).run = run
	for key, names := range map[string][]string{
		"preset": train.PresetNames(), "loss": slices.Concat(triplet.PresetNames(), batch.Names()),
		"miner": batch.MinerNames(), "reducer": batch.ReducerNames(), "sampler": train.SamplerNames(),
		"protocol": {dataset.ProtocolTutorial, dataset.ProtocolRandom}, "policy": dataset.Policies(), "color": train.ColorNames(), "split": train.SplitNames(),
	} {
		completes(cmd, key, names)
	}
}

// changed are the flags that were given, or set by a config file; a shortcut of one
// parameter is one of param.
func changed(set *pflag.FlagSet) map[string]bool {
	given := map[string]bool{}
	set.VisitAll(func(f *pflag.Flag) {
		if f.Changed {
			given[f.Name] = true
		}
	})
	for _, s := range settings.Shortcuts {
		given["param"] = given["param"] || given[s.Key]
	}
	return given
}

// completes lets a shell complete the values of a flag, if cmd has it.
func completes(cmd *cobra.Command, key string, values []string) {
	if cmd.Flags().Lookup(key) == nil {
		return
	}
	if err := cmd.RegisterFlagCompletionFunc(key, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // only for a flag that is not there
	}
}

// bindParams registers --param and its shortcuts.
func bindParams(set *pflag.FlagSet, run *settings.Choice, param settings.Setting) {
	run.Values.Params = map[string]float64{}
	set.Var(settings.Params{To: &run.Values.Params}, param.Key, param.Help)
	under(set, param.Group, param.Key)
	for _, s := range settings.Shortcuts {
		set.Var(shortcutValue{run.Values.Params, s.Param}, s.Key, s.Help+" (default: the loss's own)")
		under(set, param.Group, s.Key)
	}
}

// shortcutValue is a flag such as --margin-cos.
type shortcutValue struct {
	to    map[string]float64
	param string
}

func (v shortcutValue) Type() string   { return "float" }
func (v shortcutValue) String() string { return "" }

func (v shortcutValue) Set(text string) error {
	x, err := settings.Read("float64", text)
	if err != nil {
		return err
	}
	v.to[v.param] = x.(float64)
	return nil
}
