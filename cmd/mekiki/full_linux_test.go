package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
	"mekiki/internal/station/store"
)

// standing is how a station stands, with what its alarms say in a language.
type standing struct {
	State  string `json:"state"`
	Alarms []struct {
		Kind string `json:"kind"`
		Said string `json:"said"`
	} `json:"alarms"`
}

func (s *served) standing(t *testing.T, language string) (now standing) {
	t.Helper()
	a, err := http.Get(s.address + "/api/v1/state?lang=" + language)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if err := json.NewDecoder(a.Body).Decode(&now); err != nil {
		t.Fatal(err)
	}
	return now
}

// said is what an alarm of a kind says, "" where there is none.
func (now standing) said(kind string) string {
	for _, a := range now.Alarms {
		if a.Kind == kind {
			return a.Said
		}
	}
	return ""
}

// TestStationOnFullDisk fills the disk under a station, a real one of four megabytes: there is no verdict
// without its record, the station says in words what is wrong, goes on when there is room again,
// and nothing that was told is lost.
func TestStationOnFullDisk(t *testing.T) {
	inspector, pictures := fitted(t, 64)
	disk := t.TempDir()
	dir := filepath.Join(disk, "plant")
	cmd := serving(t, "--dir", dir, "--inspector", inspector, "--one-in-ok", "1")
	if err := exec.Command("unshare", "--mount", "true").Run(); err != nil {
		t.Skip("no disk of one's own can be had here: ", err)
	}
	inside := exec.Command("unshare", append([]string{"--mount", "sh", "-c", `mount -t tmpfs -o size=4m none "$0" && exec "$@"`, disk}, cmd.Args...)...)
	inside.Env = cmd.Env
	s := starting(t, inside)
	s.listening(t)
	there := filepath.Join("/proc", fmt.Sprint(s.cmd.Process.Pid), "root", dir) // the folder, as the station sees it

	told := map[string]record.Result{}
	give := func(k string) error {
		// Another file, the same picture: all are kept.
		r, err := post(s.address, k, append(slices.Clone(pictures[len(told)%len(pictures)]), k...))
		if err == nil {
			told[k] = r
		}
		return err
	}
	for round, ballast := range []string{"first", "second"} {
		for i := range 3 {
			if err := give(fmt.Sprint(ballast, i)); err != nil {
				t.Fatal(err)
			}
		}
		ballast = filepath.Join(filepath.Dir(there), ballast)
		if err := os.WriteFile(ballast, make([]byte, 8<<20), 0o666); !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		var refused error
		for i := 0; refused == nil && i < 5000; i++ {
			refused = give(fmt.Sprint("full", round, "-", i))
		}
		if refused == nil || !strings.Contains(refused.Error(), "the disk is full; make room") {
			t.Errorf("posting: %v", refused)
		}
		for language, want := range map[string]string{"en": "disk is full", "ja": "ディスクがいっぱいです"} {
			if now := s.standing(t, language); now.State != "Error" || !strings.Contains(now.said("store"), want) {
				t.Errorf("%+v", now)
			}
		}
		if err := give("then"); err == nil {
			t.Error("a part was judged in the state Error")
		}
		if err := os.Remove(ballast); err != nil {
			t.Fatal(err)
		}
		for _, c := range []state.Command{state.ConfirmAll, state.SelectModeAutomatic, state.PrepareRecipe, state.StartContinuous} {
			a, err := http.Post(s.address+"/api/v1/commands", "application/json", strings.NewReader(fmt.Sprintf(`{"command": %q, "who": "sato"}`, c)))
			if err != nil {
				t.Fatal(err)
			}
			if a.Body.Close(); a.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s", c, a.Status)
			}
		}
	}
	if err := give("last"); err != nil {
		t.Error(err)
	}
	// The disk goes with the station: what lies on it now is looked at elsewhere.
	time.Sleep(100 * time.Millisecond)
	copied := t.TempDir()
	for _, name := range []string{store.File, store.File + "-wal"} {
		b, err := os.ReadFile(filepath.Join(there, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(copied, name), b, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	stored(t, copied, told, true)
	s.cmd.Process.Signal(syscall.SIGTERM)
	if c := code(t, s.cmd); c != 0 {
		t.Errorf("exit code %d: %s", c, s.errs)
	}
}
