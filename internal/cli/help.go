package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagGroup is the annotation that says under which heading the help lists a flag.
const flagGroup = "mekiki.group"

// headings are those of a long list of flags, in their order, by group. Flags of no
// group are the command's own.
var headings = []struct{ group, title string }{
	{"loss", "Loss"}, {"data", "Data"}, {"batches", "Training on batches"}, {"network", "Network and optimiser"},
	{"machine", "Machine"}, {"", "More"},
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

// groupHelp lets the help of root and all its commands list many flags under headings.
func groupHelp(root *cobra.Command) {
	cobra.AddTemplateFunc("flagsOf", flagsText)
	const plain = "Flags:\n{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}"
	template := root.UsageTemplate()
	grouped := strings.Replace(template, plain, "{{flagsOf .}}", 1)
	if grouped == template {
		panic("cli: cobra has another template for flags")
	}
	root.SetUsageTemplate(grouped)
}

// flagsText lists the flags of a command.
func flagsText(cmd *cobra.Command) string {
	all := cmd.LocalFlags()
	n := 0
	all.VisitAll(func(f *pflag.Flag) { n++ })
	if n < longList {
		return "Flags:\n" + strings.TrimRight(all.FlagUsages(), "\n")
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
			at := 1 + slices.IndexFunc(headings, func(h struct{ group, title string }) bool { return h.group == group })
			lists[at].AddFlag(f)
		}
	})
	var b strings.Builder
	fmt.Fprintf(&b, "Flags, the most used:\n%s", lists[0].FlagUsages())
	for i, h := range headings {
		if list := lists[i+1]; list.HasFlags() {
			fmt.Fprintf(&b, "\n%s:\n%s", h.title, list.FlagUsages())
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
