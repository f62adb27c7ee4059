package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mekiki/internal/lang"
)

// flagGroup is the annotation that says under which heading the help lists a flag.
const flagGroup = "mekiki.group"

// headings are those of a long list of flags, in their order, by group. Flags of no
// group are the command's own.
var headings = []heading{
	{"loss", lang.T("Loss")}, {"data", lang.T("Data")}, {"batches", lang.T("Training on batches")},
	{"network", lang.T("Network and optimiser")}, {"machine", lang.T("Machine")}, {"", lang.T("More")},
}

type heading struct {
	group string
	title lang.Message
}

// mostUsed are the flags that come first in a long list.
var mostUsed = []string{"preset", "loss", "data", "sample", "epochs", "batch", "seed", "config", "out", "resume"}

// longList is how many flags want headings.
const longList = 20

// under puts flags under a heading of the help.
func under(set *pflag.FlagSet, group string, names ...string) {
	for _, name := range names {
		if err := set.SetAnnotation(name, flagGroup, []string{group}); err != nil {
			panic(err) // only for a flag that is not there
		}
	}
}

// groupHelp lets the help of root and all its commands list many flags under headings,
// in a language.
func groupHelp(root *cobra.Command, l lang.Language) {
	template := root.UsageTemplate()
	replace := func(old, with string) {
		if !strings.Contains(template, old) {
			panic("cli: cobra has another template for help")
		}
		template = strings.ReplaceAll(template, old, with)
	}
	// The library keeps functions of templates for all trees of commands, so each
	// language has its own name.
	local, global, line := "flagsIn_"+l.Code(), "flagUsagesIn_"+l.Code(), "useLineIn_"+l.Code()
	cobra.AddTemplateFunc(local, func(cmd *cobra.Command) string { return flagsText(cmd, l) })
	cobra.AddTemplateFunc(global, func(set *pflag.FlagSet) string { return flagUsages(set, l) })
	cobra.AddTemplateFunc(line, func(cmd *cobra.Command) string {
		return strings.Replace(cmd.UseLine(), "[flags]", l.Text("[flags]"), 1)
	})
	replace("{{.UseLine}}", "{{"+line+" .}}")
	replace("\n  {{.CommandPath}} [command]", "\n  {{.CommandPath}} "+l.Text("[command]"))
	replace("\nFlags:\n{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}", "\n{{"+local+" .}}")
	replace("{{.InheritedFlags.FlagUsages |", "{{"+global+" .InheritedFlags |")
	for _, heading := range templateWords {
		replace(heading, l.Word(heading))
	}
	root.SetUsageTemplate(template)
}

// flagsText lists the flags of a command in a language.
func flagsText(cmd *cobra.Command, l lang.Language) string {
	all := cmd.LocalFlags()
	n := 0
	all.VisitAll(func(f *pflag.Flag) { n++ })
	if n < longList {
		return l.Text("Flags:") + "\n" + strings.TrimRight(flagUsages(all, l), "\n")
	}
	lists := make([]*pflag.FlagSet, len(headings)+1)
	for i := range lists {
		lists[i] = pflag.NewFlagSet("", pflag.ContinueOnError)
		lists[i].SortFlags = false
	}
	for _, name := range mostUsed {
		if f := all.Lookup(name); f != nil {
			lists[0].AddFlag(f)
		}
	}
	all.VisitAll(func(f *pflag.Flag) {
		group := ""
		if g := f.Annotations[flagGroup]; len(g) > 0 {
			group = g[0]
		}
		if lists[0].Lookup(f.Name) == nil {
			at := 1 + slices.IndexFunc(headings, func(h heading) bool { return h.group == group })
			lists[at].AddFlag(f)
		}
	})
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s", l.Text("Flags, the most used:"), flagUsages(lists[0], l))
	for i, h := range headings {
		if list := lists[i+1]; list.HasFlags() {
			b.WriteString("\n" + l.Text("%s:\n%s", h.title, flagUsages(list, l)))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
