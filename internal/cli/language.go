package cli

import (
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mekiki/internal/lang"
	"mekiki/internal/work/settings"
)

const langFlag = "lang"

// languageOf is the language that a command line asks for, or else the locale. It is
// needed before the command line is parsed, for its help and for what is wrong with it. A
// language that there is not is refused later, by the flag.
func languageOf(sys System) lang.Language {
	l := lang.FromEnvironment(sys.Getenv)
	for i, arg := range sys.Args {
		if arg == "--" {
			break
		}
		code, ok := strings.CutPrefix(arg, "--"+langFlag+"=")
		if arg == "--"+langFlag && i+1 < len(sys.Args) {
			code, ok = sys.Args[i+1], true
		}
		if !ok {
			continue
		}
		if given, err := lang.Parse(code); err == nil {
			l = given
		}
	}
	return l
}

// languageValue is the flag's value: languageOf has used it already.
type languageValue struct{ code string }

func (v *languageValue) String() string { return v.code }
func (v *languageValue) Type() string   { return "string" }
func (v *languageValue) Set(code string) error {
	if _, err := lang.Parse(code); err != nil {
		return settings.Wrong("is %q; it must be one of %s", code, strings.Join(lang.Codes(), ", "))
	}
	v.code = code
	return nil
}

// bindLanguage gives root and all its commands the flag --lang.
func bindLanguage(root *cobra.Command) {
	set := root.PersistentFlags()
	set.Var(&languageValue{}, langFlag, "language of all that people read, en or ja (default: that of the locale)")
	if err := root.RegisterFlagCompletionFunc(langFlag, cobra.FixedCompletions(lang.Codes(), cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err) // only for a flag that is not there
	}
}

// helpTexts are the places of a command's own texts: what its help says.
func helpTexts(cmd *cobra.Command) []*string {
	out := []*string{&cmd.Short, &cmd.Long}
	if strings.Contains(cmd.Example, "#") {
		out = append(out, &cmd.Example) // one without remarks is all commands
	}
	flag := func(f *pflag.Flag) {
		if f.Name != "help" && f.Name != "version" { // the library's
			out = append(out, &f.Usage)
		}
	}
	cmd.LocalNonPersistentFlags().VisitAll(flag)
	cmd.PersistentFlags().VisitAll(flag)
	return slices.DeleteFunc(out, func(s *string) bool { return *s == "" })
}

// translate puts the help of a finished command and those below it into a language.
func translate(cmd *cobra.Command, l lang.Language) {
	if l == lang.English {
		return
	}
	for _, text := range helpTexts(cmd) {
		*text = l.Word(*text)
	}
	cmd.InitDefaultHelpFlag() // else the library adds them, in English, when it runs
	cmd.InitDefaultVersionFlag()
	if f := cmd.Flags().Lookup("help"); f != nil {
		f.Usage = l.Text("help for %s", cmd.Name())
	}
	if f := cmd.Flags().Lookup("version"); f != nil {
		f.Usage = l.Text("version of %s", cmd.Name())
	}
	for _, sub := range cmd.Commands() {
		translate(sub, l)
	}
}

// templateWords are the words of the library's template for help.
var templateWords = []string{
	"Usage:", "Aliases:", "Examples:", "Available Commands:", "Additional Commands:", "Global Flags:", "Additional help topics:",
	`Use "{{.CommandPath}} [command] --help" for more information about a command.`,
}

// defaultValue is what pflag says of a flag's default, at the end of its line.
var defaultValue = regexp.MustCompile(`(?m) \(default (.*)\)$`)

// flagUsages is pflag's list of flags in a language.
func flagUsages(set *pflag.FlagSet, l lang.Language) string {
	text := set.FlagUsages()
	if l == lang.English {
		return text
	}
	return defaultValue.ReplaceAllStringFunc(text, func(s string) string {
		return l.Text("(default %s)", defaultValue.FindStringSubmatch(s)[1])
	})
}
