package cli

import (
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric/batch"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/train"
)

func TestWrongUsage(t *testing.T) {
	out := t.TempDir()
	tests := []struct {
		name string
		args []string
		want []string
	}{
		{"command", []string{"trin"}, []string{`unknown command "trin"`, `did you mean "train"?`}},
		{"subcommand", []string{"data", "tripletts"}, []string{`did you mean "triplets"?`}},
		{"flag", []string{"train", "--epoch", "3"}, []string{"unknown flag: --epoch", "did you mean --epochs?", "mekiki train --help"}},
		{"global flag", []string{"eval", "--jsn"}, []string{"did you mean --json?"}},
		{"flag without value", []string{"train", "--epochs"}, []string{"epochs"}},
		{"value", []string{"train", "--epochs", "many"}, []string{"many", "epochs"}},
		{"loss", []string{"train", "--out", out, "--loss", "cosin"}, []string{`"cosin"`, `"cosine"`}},
		{"preset", []string{"train", "--out", out, "--preset", "artikle"}, []string{`did you mean "article"?`}},
		{"protocol", []string{"train", "--out", out, "--protocol", "all"}, []string{"protocol"}},
		{"range", []string{"train", "--out", out, "--batch", "0"}, []string{"batch", "at least 1"}},
		{"two ranges", []string{"train", "--out", out, "--batch", "0", "--test-size", "1"}, []string{"batch", "test-size"}},
		{"NaN", []string{"train", "--out", out, "--learning-rate", "NaN"}, []string{"learning-rate"}},
		{"margin", []string{"train", "--out", out, "--margin-cos", "Inf"}, []string{"m_cos is +Inf"}},
		{"idle margin", []string{"train", "--out", out, "--loss", "cosine", "--margin-euc", "1"}, []string{"cosine has no parameter m_euc"}},
		{"exclusive", []string{"train", "--out", out, "--sample", "--data", "x"}, []string{"exclude each other"}},
		{"argument", []string{"train", "now"}, []string{`takes no argument, got "now"`}},
		{"eval without model", []string{"eval"}, []string{"--model"}},
		{"resamples", []string{"eval", "--model", "x", "--resamples", "-1"}, []string{"resamples"}},
		{"embed without out", []string{"embed", "--overwrite", "--model", "x"}, []string{"--out"}},
		{"part", []string{"embed", "--overwrite", "--model", "x", "--out", "x.npy", "--part", "tst"}, []string{`did you mean "test"?`}},
		{"model show", []string{"model", "show"}, []string{"one model file"}},
		{"eye show", []string{"eye", "show"}, []string{"wants one eye"}},
		{"eye show two", []string{"eye", "show", "a.onnx", "b.onnx"}, []string{"wants one eye"}},
		{"eye size", []string{"eye", "show", "a.onnx", "--size", "0x3"}, []string{`"0x3" is no size`}},
		{"picture", []string{"model", "show", "x", "--picture", "x.gif"}, []string{".svg or .png"}},
		{"triplets out", []string{"data", "triplets", "--out", "x.txt"}, []string{".npy"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := mekiki(t, test.args...).want(t, exitUsage, test.want...)
			if o.out != "" {
				t.Errorf("stdout: %s", o.out)
			}
		})
	}
}

// TestHelp: every command has help with an example, printed on stdout.
func TestHelp(t *testing.T) {
	commands := [][]string{nil, {"demo"}, {"data"}, {"data", "fetch"}, {"data", "info"}, {"data", "triplets"}, {"data", "check"},
		{"train"}, {"loss"}, {"loss", "check"}, {"loss", "show"}, {"eval"}, {"embed"}, {"model"}, {"model", "show"}, {"eye"}, {"eye", "show"}, {"version"}}
	for _, c := range commands {
		o := mekiki(t, append(c, "--help")...).want(t, exitOK)
		if !strings.Contains(o.out, "Usage:") || o.err != "" {
			t.Errorf("%v: stdout %q, stderr %q", c, o.out, o.err)
		}
		if len(c) > 0 && c[0] != "model" && c[0] != "eye" && c[0] != "loss" && !strings.Contains(o.out, "mekiki "+strings.Join(c, " ")+" ") && !strings.Contains(o.out, "Examples:") {
			t.Errorf("%v has no example", c)
		}
	}
	if o := mekiki(t).want(t, exitOK); !strings.Contains(o.out, "mekiki demo") {
		t.Errorf("mekiki alone prints %q", o.out)
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if o := mekiki(t, "completion", shell).want(t, exitOK); !strings.Contains(o.out, "mekiki") {
			t.Errorf("%s: %q", shell, o.out)
		}
	}
}

// TestCompletesNames: the shell completes losses, not files.
func TestCompletesNames(t *testing.T) {
	o := mekiki(t, "__complete", "train", "--loss", "comb").want(t, exitOK)
	if o.out != strings.Join(slices.Concat(triplet.PresetNames(), batch.Names()), "\n")+"\n:4\n" {
		t.Errorf("stdout %q", o.out)
	}
}

func TestVersion(t *testing.T) {
	if o := mekiki(t, "version").want(t, exitOK); !strings.HasPrefix(o.out, "mekiki ") {
		t.Errorf("stdout %q", o.out)
	}
	v := mekiki(t, "version", "--json").want(t, exitOK).object(t)
	if v["version"] == "" || v["platform"] == "" {
		t.Errorf("%v", v)
	}
}

// TestHelpNamesEverything: what a setting of train takes stands in its help.
func TestHelpNamesEverything(t *testing.T) {
	help := mekiki(t, "train", "--help").want(t, exitOK).out
	for flag, names := range map[string][]string{
		"preset": train.PresetNames(), "loss": slices.Concat(triplet.PresetNames(), batch.Names()),
		"miner": batch.MinerNames(), "reducer": batch.ReducerNames(), "sampler": train.SamplerNames(), "split": train.SplitNames(),
		"schedule": {"constant", "cosine", "one-cycle"},
	} {
		line := ""
		for l := range strings.Lines(help) {
			if strings.Contains(l, "--"+flag+" ") && !strings.Contains(l, "mekiki train") && strings.HasPrefix(strings.TrimSpace(l), "--") {
				line = l
			}
		}
		for _, name := range names {
			if !strings.Contains(line, name) {
				t.Errorf("--%s: %q lacks %s", flag, line, name)
			}
		}
	}
}
