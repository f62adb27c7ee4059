package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
	"mekiki/internal/work/misuse"
)

// flagError makes a usage error of what pflag reports.
func flagError(cmd *cobra.Command, err error) error {
	var missing *pflag.NotExistError
	unknown := errors.As(err, &missing)
	err = flagWords(err)
	if unknown && len(missing.GetSpecifiedName()) > 1 {
		var known []string
		collect := func(f *pflag.Flag) { known = append(known, f.Name) }
		cmd.Flags().VisitAll(collect)
		cmd.InheritedFlags().VisitAll(collect)
		if near, ok := suggest.Nearest(missing.GetSpecifiedName(), known); ok {
			err = lang.Errorf("%w; did you mean --%s?", err, near)
		}
	}
	return &misuse.Error{Err: err, Hint: seeHelp(cmd)}
}

// unheeded refuses flags that have no effect with the others, and why says with which:
// whoever gives a flag expects an effect.
func unheeded(set *pflag.FlagSet, why lang.Message, names ...string) error {
	for _, name := range names {
		if set.Changed(name) {
			return misuse.Errorf("--%s has no effect %s; leave it out", name, why)
		}
	}
	return nil
}

// seeHelp is the hint of whoever mistook a command's flags.
func seeHelp(cmd *cobra.Command) lang.Message {
	return lang.T("Run '%s --help' for its flags.", cmd.CommandPath())
}

// noArgs refuses arguments that are not flags.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return &misuse.Error{Err: lang.Errorf("%s takes no argument, got %q", cmd.CommandPath(), args[0]), Hint: seeHelp(cmd)}
	}
	return nil
}

// nameShells makes the library's command completion refuse a shell that it does not
// know, as other commands do.
func nameShells(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		var shells []string
		for _, c := range cmd.Commands() {
			shells = append(shells, c.Name())
		}
		cmd.Args = func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse.Errorf("completion needs the name of a shell: %s", strings.Join(shells, ", "))
			}
			return misuse.Unknown(lang.T("shell"), args[0], shells)
		}
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return nil } // Args refuses all
	}
}

// nameTopics makes the library's command help refuse a command that it does not know.
func nameTopics(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() != "help" {
			continue
		}
		cmd.Args = func(_ *cobra.Command, args []string) error {
			for at := root; len(args) > 0; args = args[1:] {
				var known []string
				next := at
				for _, c := range at.Commands() {
					if c.IsAvailableCommand() || c == cmd {
						known = append(known, c.Name())
					}
					if c.Name() == args[0] {
						next = c
					}
				}
				if next == at && len(known) == 0 {
					return misuse.Errorf("%s has no commands of its own, got %q", at.CommandPath(), args[0])
				}
				if next == at {
					return misuse.Unknown(lang.T("command"), args[0], known)
				}
				at = next
			}
			return nil
		}
	}
}

// group makes cmd a mere holder of subcommands: alone it prints its help, and a
// word that is no subcommand is refused with the nearest.
func group(cmd *cobra.Command, sub ...*cobra.Command) *cobra.Command {
	cmd.AddCommand(sub...)
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		var known []string
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				known = append(known, c.Name())
			}
		}
		return misuse.Unknown(lang.T("command"), args[0], known)
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	return cmd
}
