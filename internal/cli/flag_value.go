package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mekiki/internal/lang"
	"mekiki/internal/work/settings"
)

// plainFlag lets a flag take what readValue takes, and speaks of a wrong value in
// its words. The flag alone would read 010 as 8.
type plainFlag struct{ pflag.Value }

func (f plainFlag) Set(text string) error {
	kind := f.Type()
	switch kind {
	case "bool":
		if _, err := strconv.ParseBool(text); err == nil {
			return f.Value.Set(text) // 1 and 0, too
		}
	case "intSlice":
		for i, part := range strings.Split(text, ",") {
			if _, err := settings.Read("int", strings.TrimSpace(part)); err != nil {
				return settings.InList(i, err)
			}
		}
		return f.Value.Set(text)
	case "stringSlice":
		if f.Value.Set(text) != nil {
			return settings.Wrong("is %q; it must be words separated by commas, without quotation marks", text)
		}
		return nil
	}
	if _, err := settings.Read(kind, text); err != nil {
		return err
	}
	return f.Value.Set(text)
}

// plainFlags makes every flag of the command and of those below it a plainFlag.
func plainFlags(cmd *cobra.Command) {
	wrap := func(f *pflag.Flag) {
		switch f.Value.Type() {
		case "bool", "int", "uint32", "uint64", "float64", "duration", "intSlice", "stringSlice":
			f.Value = plainFlag{f.Value}
		}
	}
	cmd.Flags().VisitAll(wrap)
	cmd.PersistentFlags().VisitAll(wrap)
	for _, sub := range cmd.Commands() {
		plainFlags(sub)
	}
}

// flagWords says what pflag reports in the words of a user.
func flagWords(err error) error {
	var wrong *pflag.InvalidValueError
	var missing *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var syntax *pflag.InvalidSyntaxError
	var value *settings.ValueError
	switch {
	case errors.As(err, &missing) && missing.GetSpecifiedShortnames() == "":
		return lang.Errorf("unknown flag: --%s", missing.GetSpecifiedName())
	case errors.As(err, &missing):
		return lang.Errorf("unknown shorthand flag: %q in -%s", rune(missing.GetSpecifiedName()[0]), missing.GetSpecifiedShortnames())
	case errors.As(err, &bare) && bare.GetSpecifiedShortnames() == "":
		return lang.Errorf("flag needs an argument: --%s", bare.GetSpecifiedName())
	case errors.As(err, &bare):
		return lang.Errorf("flag needs an argument: %q in -%s", rune(bare.GetSpecifiedName()[0]), bare.GetSpecifiedShortnames())
	case errors.As(err, &syntax):
		return lang.Errorf("bad flag syntax: %s", syntax.GetSpecifiedFlag())
	case !errors.As(err, &wrong):
		return err
	case errors.As(err, &value):
		return fmt.Errorf("--%s %w", wrong.GetFlag().Name, value)
	}
	return fmt.Errorf("--%s: %w", wrong.GetFlag().Name, wrong.Unwrap())
}
