package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestMain makes the test's own binary the program when it is told so, which
// is quicker than building it.
func TestMain(m *testing.M) {
	if os.Getenv("MEKIKI_TEST_MAIN") != "" {
		os.Exit(run())
	}
	os.Exit(m.Run())
}

// process starts the program.
func process(t *testing.T, args ...string) (cmd *exec.Cmd, out, errs *bytes.Buffer) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), "MEKIKI_TEST_MAIN=1", "MEKIKI_DATA=")
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out, errs
}

// code waits for the end and gives the exit code.
func code(t *testing.T, cmd *exec.Cmd) int {
	t.Helper()
	err := cmd.Wait()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}

// training is a run on the sample of about a second, with checkpoints all the time.
func training(out string, more ...string) []string {
	return append([]string{"train", "--sample", "--layers", "64,32", "--patience", "0", "--epochs", "12",
		"--checkpoint-every", "10ms", "--workers", "2", "--out", out, "--json"}, more...)
}

func weights(t *testing.T, out *bytes.Buffer) string {
	t.Helper()
	var v struct {
		Weights string `json:"weights_sha256"`
	}
	if err := json.Unmarshal(out.Bytes(), &v); err != nil || v.Weights == "" {
		t.Fatalf("%v: %s", err, out)
	}
	return v.Weights
}

func TestExitCodes(t *testing.T) {
	for want, args := range map[int][]string{
		0: {"version"}, 1: {"model", "show", "missing.safetensors"}, 2: {"nonsense"},
	} {
		cmd, _, errs := process(t, args...)
		if got := code(t, cmd); got != want {
			t.Errorf("%v: exit code %d, want %d: %s", args, got, want, errs)
		}
	}
}

// TestKilledRunsResume kills a run at several moments, without warning, and
// wants bitwise the weights of an undisturbed run in the end. While the first
// one runs, a second run in its folder is refused.
func TestKilledRunsResume(t *testing.T) {
	for name, way := range map[string][]string{
		"triplets": nil,
		"batches":  {"--loss", "normface", "--average", "0.9", "--augment", "flip shift=1", "--learning-rate", "0.001", "--epochs", "4", "--schedule", "one-cycle"},
	} {
		t.Run(name, func(t *testing.T) { killAndResume(t, way) })
	}
}

// killAndResume does that with one way to train.
func killAndResume(t *testing.T, way []string) {
	cmd, out, errs := process(t, training(t.TempDir(), way...)...)
	if code(t, cmd) != 0 {
		t.Fatal(errs)
	}
	want := weights(t, out)

	dir := t.TempDir()
	for i, pause := range []time.Duration{0, 60 * time.Millisecond, 170 * time.Millisecond} {
		cmd, _, _ := process(t, training(dir, append(way, "--resume")...)...)
		waitFor(t, filepath.Join(dir, "checkpoint.safetensors"))
		if i == 0 {
			second, _, errs := process(t, training(dir, append(way, "--resume")...)...)
			if c := code(t, second); c != 1 || !strings.Contains(errs.String(), "in use by another run") {
				t.Errorf("second run in the folder: exit code %d, %s", c, errs)
			}
		}
		time.Sleep(pause)
		cmd.Process.Kill()
		code(t, cmd)
	}
	cmd, out, errs = process(t, training(dir, append(way, "--resume")...)...)
	if code(t, cmd) != 0 {
		t.Fatal(errs)
	}
	if !strings.Contains(errs.String(), `"resumed"`) {
		t.Error("the last run did not resume")
	}
	if got := weights(t, out); got != want {
		t.Errorf("weights %s after kills, %s undisturbed", got, want)
	}
}
