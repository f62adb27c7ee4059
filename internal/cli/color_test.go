package cli

import (
	"bytes"
	"strings"
	"testing"
)

func TestColoredOnlyWhereWanted(t *testing.T) {
	for _, test := range []struct {
		terminal bool
		env      map[string]string
		want     bool
	}{
		{true, nil, true}, {false, nil, false},
		{true, map[string]string{"NO_COLOR": "1"}, false}, {true, map[string]string{"TERM": "dumb"}, false},
		{true, map[string]string{"TERM": "xterm"}, true},
	} {
		if got := colored(test.terminal, func(k string) string { return test.env[k] }); got != test.want {
			t.Errorf("%v %v: %v", test.terminal, test.env, got)
		}
	}
}

// loud runs a command line as a terminal would see it.
func loud(t *testing.T, data string, color bool, args ...string) outcome {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	var out, errs bytes.Buffer
	env := map[string]string{"MEKIKI_DATA": data}
	code := Run(t.Context(), System{Args: args, Out: &out, Err: &errs, Getenv: func(k string) string { return env[k] }, ColorOut: color, ColorErr: color})
	return outcome{code, out.String(), errs.String()}
}

func TestColors(t *testing.T) {
	data := tinyData(t)
	o := loud(t, data, true, "eval", "--model", "none.safetensors")
	if !strings.HasPrefix(o.err, "\x1b[31mmekiki:\x1b[0m ") {
		t.Errorf("error %q", o.err)
	}
	args := small(t.TempDir(), "--loss", "combined-as-printed", "--epochs", "8", "--json=false")
	if o = loud(t, data, true, args...); !strings.Contains(o.err, "\x1b[33mwarning:\x1b[0m ") {
		t.Errorf("warning %q", o.err)
	}
	o = loud(t, data, false, small(t.TempDir(), "--loss", "combined-as-printed", "--epochs", "8", "--json=false")...)
	if strings.Contains(o.err+o.out, "\x1b[") {
		t.Errorf("colours that nobody wants: %q %q", o.err, o.out)
	}
}

func TestQuietAndVerbose(t *testing.T) {
	data := tinyData(t)
	run := func(more ...string) outcome {
		return loud(t, data, false, small(t.TempDir(), append([]string{"--json=false"}, more...)...)...)
	}
	if o := run("--quiet", "--loss", "cosine").want(t, exitOK); o.err != "" || !strings.Contains(o.out, "triplets in order") {
		t.Errorf("quiet: stdout %q, stderr %q", o.out, o.err)
	}
	if o := run("-q", "--loss", "combined-as-printed", "--epochs", "8").want(t, exitOK); !strings.HasPrefix(o.err, "warning: ") {
		t.Errorf("a quiet command keeps warnings: %q", o.err)
	}
	if o := loud(t, data, false, "map", "--raw", "-q", "--out", t.TempDir()).want(t, exitOK); o.err != "" {
		t.Errorf("a quiet map: stderr %q", o.err)
	}
	if o := run("-v").want(t, exitOK); !strings.Contains(o.err, "make triplets: ") || !strings.Contains(o.err, " cores, ") {
		t.Errorf("verbose: %q", o.err)
	}
	run("-q", "-v").want(t, exitUsage, "exclude each other")
	if o := loud(t, data, false, "--version").want(t, exitOK); o.out != loud(t, data, false, "version").out {
		t.Errorf("--version says %q", o.out)
	}
}
