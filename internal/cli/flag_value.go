package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
			if _, err := readValue("int", strings.TrimSpace(part)); err != nil {
				return inList(i, err)
			}
		}
		return f.Value.Set(text)
	case "stringSlice":
		if f.Value.Set(text) != nil {
			return wrongValue("is %q; it must be words separated by commas, without quotation marks", text)
		}
		return nil
	}
	if _, err := readValue(kind, text); err != nil {
		return err
	}
	return f.Value.Set(text)
}

// inList says which value of a list is wrong, the first being value 1.
func inList(i int, err error) error {
	return wrongValue("value %d %v", i+1, err)
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
	if !errors.As(err, &wrong) {
		return err
	}
	var value *valueError
	if errors.As(err, &value) {
		return fmt.Errorf("--%s %w", wrong.GetFlag().Name, value)
	}
	return fmt.Errorf("--%s: %w", wrong.GetFlag().Name, wrong.Unwrap())
}
