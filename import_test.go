package mekiki_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnotherModule imports the package as its comment says, with what this module has
// downloaded and nothing else; and finds the rooms closed.
func TestAnotherModule(t *testing.T) {
	command, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command here")
	}
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), command, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	put("go.mod", "module example.com/line\n\ngo 1.26.0\n\nrequire mekiki v0.0.0\n")
	put("go.sum", string(sums))
	put("main.go", "package main\n\nimport _ \"mekiki\"\n\nfunc main() {}\n")
	if out, err := run("list", "-deps", "."); err == nil {
		t.Errorf("it is found without replace: %s", out)
	}
	if out, err := run("mod", "edit", "-replace", "mekiki="+root); err != nil {
		t.Fatal(err, out)
	}
	if out, err := run("list", "-deps", "."); err != nil || !strings.Contains(out, "mekiki/internal/inspect\n") {
		t.Errorf("%v: %s", err, out)
	}
	put("main.go", fmt.Sprintf("package main\n\nimport _ %q\n\nfunc main() {}\n", "mekiki/internal/nn"))
	if out, err := run("list", "-deps", "."); err == nil || !strings.Contains(out, "use of internal package mekiki/internal/nn not allowed") {
		t.Errorf("a room is open: %v: %s", err, out)
	}
}
