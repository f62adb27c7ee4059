package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"mekiki/internal/lang"
)

// commands are all that can be run, by their path.
func commands() map[string]*cobra.Command {
	out := map[string]*cobra.Command{}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		out[cmd.CommandPath()] = cmd
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk((&app{System: System{Out: io.Discard, Err: io.Discard}, lang: lang.English}).root())
	return out
}

// TestEveryCommandWithSettingsHasConfig and says of a key that is none which it has.
func TestEveryCommandWithSettingsHasConfig(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.yaml")
	for name, cmd := range commands() {
		switch name {
		case "mekiki train", "mekiki demo", "mekiki compare", "mekiki tune", "mekiki eval", "mekiki embed", "mekiki predict", "mekiki analyze", "mekiki map",
			"mekiki calibrate", "mekiki data info", "mekiki data triplets", "mekiki data check", "mekiki loss check":
			if cmd.Flags().Lookup("config") == nil {
				t.Errorf("%s has no --config", name)
				continue
			}
		}
		if cmd.Flags().Lookup("config") == nil {
			continue
		}
		for text, want := range map[string]string{
			"workres: 2\ndaat: x": "line 1: unknown key",
			"daat: x":             `did you mean "data"?`,
			"qqqqqqqqqq: 1":       "--help' lists them",
		} {
			if cmd.Flags().Lookup("data") == nil && want != "--help' lists them" {
				continue
			}
			write(t, path, text)
			cmd.Flags().Lookup("config").Value.(*configFlag).path = path
			if err := cmd.PreRunE(cmd, nil); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s, %q: %v", name, text, err)
			}
		}
	}
}

// TestConfigFileIsAsFlags: what a file says a flag would have, flags win, and what has no
// effect is refused whoever says it.
func TestConfigFileIsAsFlags(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.yaml")
	for _, c := range []struct {
		name, text string
		flags      []string
		want       string
	}{
		{"a file alone", "model: there-is-none.safetensors", []string{"eval"}, "there-is-none.safetensors"},
		{"flags win", "model: there-is-none.safetensors", []string{"eval", "--model", "nor-here.safetensors"}, "nor-here.safetensors"},
		{"a range", "model: x\nresamples: -1", []string{"eval"}, "resamples is -1"},
		{"a range that a flag mends", "model: there-is-none.safetensors\nresamples: -1", []string{"eval", "--resamples", "0"}, "there-is-none.safetensors"},
		{"a kind, whatever the flag", "resamples: many", []string{"eval", "--model", "x", "--resamples", "0"}, "line 1: resamples is \"many\"; it must be a whole number"},
		{"a list", "model: x\nbeside: [a, b, 3]", []string{"eval"}, "beside shows other runs in the report"},
		{"no list", "model: x\nbeside: a", []string{"eval"}, "line 2: beside must be a list, such as [cosine, euclidean]"},
		{"pictures", "sample: true\ndata: here", []string{"eval", "--model", "x"}, "sample and data exclude each other"},
		{"only its pictures", "model: x\nsize: 32", []string{"eval"}, "line 2: unknown key \"size\""},
		{"without effect", "model: x\nshown: 3", []string{"predict", "."}, "--shown has no effect without --out"},
		{"own keys beside a run's", "overwrite: true\nresume: true\nbatch: 8", []string{"train"}, "overwrite begins a run anew"},
		{"near an own key", "overwirte: true", []string{"train"}, `did you mean "overwrite"?`},
		{"twice", "overwrite: true\noverwrite: false", []string{"train"}, "line 2: overwrite stands there twice"},
		{"no setting", "dry-run: true", []string{"train"}, "unknown key \"dry-run\""},
		{"no file", "", []string{"eval", "--model", "x", "--config", "there-is-none.yaml"}, "config file: there-is-none.yaml"},
	} {
		args := c.flags
		if c.text != "" {
			write(t, path, c.text)
			args = append(args, "--config", path)
		}
		if out := mekiki(t, args...); out.code == 0 || !strings.Contains(out.err, c.want) {
			t.Errorf("%s: exit code %d, %s", c.name, out.code, out.err)
		}
	}
}

// TestConfigFileMakesTheSame as flags do, for a command without a run and for one with.
func TestConfigFileMakesTheSame(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "my.yaml")
	for name, c := range map[string]struct {
		command, flags []string
		text           string
	}{
		"loss check":    {[]string{"loss", "check", "cosine"}, []string{"--seed", "5"}, "seed: 5"},
		"data triplets": {[]string{"data", "triplets"}, []string{"--sample", "--protocol", "random", "--triplet-count", "20", "--out", filepath.Join(dir, "flags.npy")}, "sample: true\nprotocol: random\ntriplet-count: 20\nout: " + filepath.Join(dir, "file.npy")},
	} {
		write(t, path, c.text)
		flags, file := mekiki(t, append(c.command, c.flags...)...), mekiki(t, append(c.command, "--config", path)...)
		if flags.code != 0 || file.code != 0 || flags.out != strings.ReplaceAll(file.out, "file.", "flags.") {
			t.Errorf("%s: exit codes %d and %d\n%s\n%s\n%s", name, flags.code, file.code, flags.out, file.out, file.err)
		}
	}
	one, err := os.ReadFile(filepath.Join(dir, "flags.npy"))
	if err != nil {
		t.Fatal(err)
	}
	if other, err := os.ReadFile(filepath.Join(dir, "file.npy")); err != nil || string(one) != string(other) {
		t.Errorf("other triplets: %v", err)
	}
}
