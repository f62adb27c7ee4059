package work

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"mekiki/internal/inspect"
)

// killedInspector tells the test binary that it is to be killed.
const killedInspector = "MEKIKI_TEST_KILLED_INSPECTOR"

// TestKilledLearner is what the test below kills: it puts inspectors into place as learn does, on and on.
func TestKilledLearner(t *testing.T) {
	path := os.Getenv(killedInspector)
	if path == "" {
		t.Skip("only as a process of TestLearnSurvivesKill")
	}
	for {
		n, parent, err := inspect.OpenParent(path)
		if err != nil {
			t.Fatal(err)
		}
		n.Lineage = append(n.Lineage[:1], inspect.Step{What: "learn", Parent: parent})
		if _, _, err := replace(path, parent, n); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLearnSurvivesKill: whenever the process is killed, the inspector is whole, and so is each old one that was
// kept.
func TestLearnSurvivesKill(t *testing.T) {
	inspector, _ := drawnInspector(t)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	first := contents(t, inspector)
	replaced := false
	for kill := range 5 {
		c := exec.Command(program, "-test.run", "^TestKilledLearner$")
		c.Env = append(os.Environ(), killedInspector+"="+inspector)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for time.Since(began) < 20*time.Second { // until it has written once
			if kept, err := filepath.Glob(inspector + ".????????"); err == nil && len(kept) > kill {
				break
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(kill*kill) * time.Millisecond)
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		c.Wait() // it was killed
		kept, err := filepath.Glob(inspector + ".????????")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range append(kept, inspector) {
			if _, err := inspect.Open(path); err != nil {
				t.Errorf("kill %d: %v", kill, err)
			}
		}
		replaced = replaced || len(kept) > 1 && !bytes.Equal(contents(t, inspector), first)
	}
	if !replaced {
		t.Error("nothing was written before a kill")
	}
}
