package work

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"mekiki/internal/inspect"
)

// What tells the test binary that it is to be killed: the inspector, and as which command it writes it.
const (
	killedInspector = "MEKIKI_TEST_KILLED_INSPECTOR"
	killedAs        = "MEKIKI_TEST_KILLED_AS"
)

// TestKilledWriter is what the test below kills: it puts inspectors into place as fit or learn does, on and on. They are large,
// so that most of its time is that of writing.
func TestKilledWriter(t *testing.T) {
	path := os.Getenv(killedInspector)
	if path == "" {
		t.Skip("only as a process of TestKillWhileWriting")
	}
	for i := 0; ; i++ {
		n, parent, err := inspect.OpenParent(path)
		if err != nil {
			t.Fatal(err)
		}
		enlarge(n)
		n.Lineage = []inspect.Step{{What: os.Getenv(killedAs), Parent: parent, Good: i}}
		if os.Getenv(killedAs) == "fit" {
			_, err = writeInspector(path, n)
		} else {
			_, _, err = replace(path, parent, n)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// enlarge repeats the gallery until it takes some MiB.
func enlarge(n *inspect.Inspector) {
	times := max(1, (16<<20)/4/len(n.Gallery.X))
	g := *n.Gallery
	g.X, g.N = slices.Repeat(g.X, times), g.N*times
	n.Gallery, n.Origin = &g, slices.Repeat(n.Origin, times)
}

// TestKillWhileWriting: a kill that surely falls within a write, since it leaves a temporary file, leaves the inspector whole,
// and each old one that was kept. The next save clears what is left.
func TestKillWhileWriting(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows clears such files after an hour only")
	}
	for name, c := range map[string]struct{ as, temporary string }{
		"fit":             {"fit", ".ring.mekiki.????????.held.tmp"},
		"learn, the new":  {"learn", ".ring.mekiki.????????.held.tmp"},
		"learn, the copy": {"learn", ".ring.mekiki.????????.????????.held.tmp"},
	} {
		t.Run(name, func(t *testing.T) {
			inspector, _ := drawnInspector(t)
			dir := filepath.Dir(inspector)
			first := contents(t, inspector)
			for tries := 1; !killed(t, inspector, c.as, filepath.Join(dir, c.temporary)); tries++ {
				if tries == 50 {
					t.Fatal("no kill fell within a write")
				}
			}
			kept, err := filepath.Glob(inspector + ".????????")
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range append(kept, inspector) {
				if _, err := inspect.Open(path); err != nil {
					t.Error(err)
				}
			}
			if c.as == "learn" && strings.Count(c.temporary, "?") == 8 && len(kept) == 0 {
				t.Error("the new one was written before the old one was kept")
			}
			n, parent, err := inspect.OpenParent(inspector)
			if err != nil {
				t.Fatal(err)
			}
			if len(n.Lineage) == 1 && n.Lineage[0].Parent == "" && !bytes.Equal(contents(t, inspector), first) {
				t.Error("the inspector is neither the old one nor one that was written")
			}
			if c.as == "fit" {
				_, err = writeInspector(inspector, n)
			} else {
				_, _, err = replace(inspector, parent, n)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".*.tmp")); err != nil || len(left) > 0 {
				t.Errorf("after the next save %v are left: %v", left, err)
			}
		})
	}
}

// killed runs a writer until it sees its temporary file, and kills it then. It says whether that is left.
func killed(t *testing.T, inspector, as, temporary string) bool {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "-test.run", "^TestKilledWriter$")
	c.Env = append(os.Environ(), killedInspector+"="+inspector, killedAs+"="+as)
	old, _ := filepath.Glob(temporary) // of a kill before, which the writer clears
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); ; {
		if time.Since(began) > time.Minute {
			c.Process.Kill()
			t.Fatalf("no temporary file %s within a minute", temporary)
		}
		if now, err := filepath.Glob(temporary); err == nil && slices.ContainsFunc(now, func(p string) bool { return !slices.Contains(old, p) }) {
			break
		}
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.Wait() // it was killed
	left, err := filepath.Glob(temporary)
	return err == nil && len(left) > 0
}
