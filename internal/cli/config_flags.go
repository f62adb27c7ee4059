package cli

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mekiki/internal/dataset"
	"mekiki/internal/metric"
	"mekiki/internal/train"
)

// configFlags are the flags of a command that make a train.Config.
type configFlags struct {
	values train.Config // what the flags say; only the changed ones count
	file   string
	set    *pflag.FlagSet
	// manyLosses says that miner and reducer are for those of several losses that
	// take them.
	manyLosses bool
	// lossGiven and fileParams are known after resolve: whether a file or a flag
	// names the loss, and the parameters that files set, used or not.
	lossGiven  bool
	fileParams map[string]float64
	// given are the settings that files and flags chose, known after resolve; only the
	// others are adapted to the data.
	given map[string]bool
}

// bindConfig gives cmd one flag for each field of train.Config, or only those
// with the given keys, and --config.
func bindConfig(cmd *cobra.Command, keys ...string) *configFlags {
	defaults, err := train.Preset("article", "combined")
	if err != nil {
		panic(err) // both names are ours
	}
	c := &configFlags{values: defaults, set: cmd.Flags()}
	c.set.SortFlags = false // the struct's order keeps together what belongs together
	v := reflect.ValueOf(&c.values).Elem()
	for i := range v.NumField() {
		f := v.Type().Field(i)
		key := f.Tag.Get("yaml")
		if len(keys) > 0 && !slices.Contains(keys, key) {
			continue
		}
		if key == "param" {
			c.bindParams(f.Tag.Get("help"), f.Tag.Get("group"))
			continue
		}
		bindFlag(c.set, v.Field(i).Addr().Interface(), key, f.Tag.Get("help"))
		under(c.set, f.Tag.Get("group"), key)
	}
	c.set.StringVar(&c.file, "config", "", "YAML `file` with any of these settings; flags win over it")
	for key, names := range map[string][]string{
		"preset": train.PresetNames(), "loss": slices.Concat(metric.PresetNames(), metric.BatchLossNames()),
		"miner": metric.MinerNames(), "reducer": metric.ReducerNames(), "sampler": train.SamplerNames(),
		"protocol": {dataset.ProtocolTutorial, dataset.ProtocolRandom}, "policy": dataset.Policies(), "color": train.ColorNames(),
	} {
		if c.set.Lookup(key) == nil {
			continue
		}
		if err := cmd.RegisterFlagCompletionFunc(key, cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // only for a flag that is not there
		}
	}
	return c
}

// bindFlag registers one flag; p points to the field and holds the default.
func bindFlag(set *pflag.FlagSet, p any, name, help string) {
	switch p := p.(type) {
	case *string:
		set.StringVar(p, name, *p, help)
	case *bool:
		set.BoolVar(p, name, *p, help)
	case *int:
		set.IntVar(p, name, *p, help)
	case *uint32:
		set.Uint32Var(p, name, *p, help)
	case *uint64:
		set.Uint64Var(p, name, *p, help)
	case *float64:
		set.Float64Var(p, name, *p, help)
	case *time.Duration:
		set.DurationVar(p, name, *p, help)
	case *[]int:
		set.IntSliceVar(p, name, *p, help)
	default:
		panic(fmt.Sprintf("cli: no flag for a %T", p))
	}
}

// configKeys are the keys of train.Config in its order.
func configKeys() []string {
	var keys []string
	for f := range reflect.TypeFor[train.Config]().Fields() {
		keys = append(keys, f.Tag.Get("yaml"))
	}
	return keys
}

// configField is the field of cfg with the given key. It panics if there is none.
func configField(cfg *train.Config, key string) reflect.Value {
	for f, v := range reflect.ValueOf(cfg).Elem().Fields() {
		if f.Tag.Get("yaml") == key {
			return v
		}
	}
	panic("cli: no setting " + key)
}

// configText is the value of a setting as a flag takes it.
func configText(cfg *train.Config, key string) string {
	if key == "param" {
		return paramsValue{&cfg.Params}.String()
	}
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(configField(cfg, key).Interface()), " ", ","), "[]")
}
