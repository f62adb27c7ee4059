package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	ossignal "os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSignals: whatever asks the program to end, a checkpoint is written and the
// exit code says which signal it was.
func TestSignals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent signals there")
	}
	for signal, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		if ossignal.Ignored(signal) {
			continue // whoever started this test, such as nohup, wants that, and the program heeds it
		}
		dir := t.TempDir()
		cmd, out, errs := process(t, training(dir, "--epochs", "10000")...)
		waitFor(t, filepath.Join(dir, "checkpoint.safetensors"))
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if c := code(t, cmd); c != want {
			t.Errorf("%v: exit code %d, want %d", signal, c, want)
		}
		if !strings.Contains(errs.String(), "mekiki train --resume --out "+dir) || out.Len() > 0 {
			t.Errorf("%v: stdout %q, stderr %s", signal, out, errs)
		}
		if strings.Contains(errs.String(), "context") {
			t.Errorf("%v: words of Go: %s", signal, errs)
		}
	}
}

// TestNohup: a signal that the surroundings ignore stays ignored.
func TestNohup(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such signal there")
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.Command("sh", append([]string{"-c", `trap "" HUP; exec "$0" "$@"`, exe}, training(dir)...)...)
	cmd.Env = append(os.Environ(), "MEKIKI_TEST_MAIN=1", "MEKIKI_DATA=")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, filepath.Join(dir, "checkpoint.safetensors"))
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if c := code(t, cmd); c != 0 {
		t.Errorf("exit code %d: %s", c, &errs)
	}
}

// TestReaderGone closes stdout and stderr under a training, as "| head" does.
func TestReaderGone(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, json := range []string{"--json", "--json=false"} {
		dir := t.TempDir()
		cmd := exec.Command(exe, training(dir, json)...)
		cmd.Env = append(os.Environ(), "MEKIKI_TEST_MAIN=1", "MEKIKI_DATA=")
		var closed []io.Closer
		for _, to := range []func() (io.ReadCloser, error){cmd.StdoutPipe, cmd.StderrPipe} {
			pipe, err := to()
			if err != nil {
				t.Fatal(err)
			}
			closed = append(closed, pipe)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitFor(t, filepath.Join(dir, "checkpoint.safetensors"))
		for _, c := range closed {
			c.Close()
		}
		if c := code(t, cmd); c != 0 {
			t.Errorf("%s: exit code %d", json, c)
		}
		if _, err := os.Stat(filepath.Join(dir, "model.safetensors")); err != nil {
			t.Errorf("%s: %v", json, err)
		}
	}
}

// files are the contents of a run's files, by name.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range []string{"run.json", "model.safetensors", "checkpoint.safetensors", "report.html", "report.json"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			out[name] = string(b)
		}
	}
	return out
}

// TestKilledOverwriteLeavesTheOldRun kills a run that is to replace another at
// several moments: the old one is whole. Gone on with, the new one takes its place.
func TestKilledOverwriteLeavesTheOldRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	short := []string{"--epochs", "1"}
	cmd, _, errs := process(t, training(dir, short...)...)
	if code(t, cmd) != 0 {
		t.Fatal(errs)
	}
	cmd, _, errs = process(t, "eval", "--model", filepath.Join(dir, "model.safetensors"), "--out", dir, "--resamples", "0")
	if code(t, cmd) != 0 {
		t.Fatal(errs)
	}
	before := files(t, dir)
	if len(before) != 5 {
		t.Fatalf("%d files", len(before))
	}
	for _, pause := range []time.Duration{0, 3 * time.Millisecond, 30 * time.Millisecond, 200 * time.Millisecond} {
		// A stopped replacement is not thrown away unless the user does it.
		if err := os.RemoveAll(filepath.Join(dir, ".unfinished")); err != nil {
			t.Fatal(err)
		}
		cmd, _, _ := process(t, training(dir, "--overwrite", "--seed", "2")...)
		if pause > 100*time.Millisecond {
			waitFor(t, filepath.Join(dir, ".unfinished", "checkpoint.safetensors"))
		}
		time.Sleep(pause)
		cmd.Process.Kill()
		code(t, cmd)
		for name, text := range files(t, dir) {
			if before[name] != text {
				t.Errorf("killed after %v: %s changed", pause, name)
			}
		}
	}
	cmd, out, errs := process(t, "train", "--resume", "--out", dir, "--json")
	if code(t, cmd) != 0 {
		t.Fatal(errs)
	}
	whole, want, errs := process(t, training(t.TempDir(), "--seed", "2")...)
	if code(t, whole) != 0 {
		t.Fatal(errs)
	}
	if weights(t, out) != weights(t, want) {
		t.Error("after kills the new run has other weights")
	}
	if after := files(t, dir); len(after) != 3 || after["model.safetensors"] == before["model.safetensors"] {
		t.Errorf("%d files after the new run", len(after))
	}
}

// TestFullDisk lets a small disk of the test's own run full under a run that is to
// replace another.
func TestFullDisk(t *testing.T) {
	if err := exec.Command("unshare", "--mount", "true").Run(); err != nil {
		t.Skip("no disk of one's own can be had here: ", err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const script = `set -e
mount -t tmpfs -o size=4m none "$1"
go() { d=$1; shift; "$exe" train --sample --layers 64,32 --epochs 1 --out "$d/run" --json "$@" 2>&1; }
exe=$0
go "$1" >/dev/null
sums() { cd "$1/run" && sha256sum run.json model.safetensors checkpoint.safetensors; }
before=$(sums "$1")
for room in 0 1 250 700 850 900; do
  rm -rf "$1/run/.unfinished"
  head -c 10m /dev/zero >"$1/filler" 2>/dev/null || true
  dd if=/dev/null of="$1/filler" bs=1k seek=$(($(stat -c %s "$1/filler") / 1024 - room)) 2>/dev/null
  set +e
  said=$(go "$1" --overwrite --seed 2)
  code=$?
  set -e
  [ "$code" = 1 ] || { echo "with $room KiB: exit code $code"; exit 1; }
  case $said in *"disk is full"*) ;; *) echo "no word of the disk: $said"; exit 1;; esac
  [ "$(sums "$1")" = "$before" ] || { echo "with $room KiB the old run changed"; exit 1; }
done
rm "$1/filler"
go "$1" --resume >/dev/null
[ "$(sums "$1")" != "$before" ] || { echo "the new run did not take its place"; exit 1; }
`
	cmd := exec.Command("unshare", "--mount", "sh", "-c", script, exe, t.TempDir())
	cmd.Env = append(os.Environ(), "MEKIKI_TEST_MAIN=1", "MEKIKI_DATA=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
