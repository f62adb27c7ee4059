package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mekiki/internal/lang"
)

// create makes a new file beside path, whose name ends as said. os.CreateTemp would give it mode 0600,
// which hides a report from colleagues. One that ends in heldEnding is locked, where the file system can.
func create(path, ending string) (*os.File, error) {
	for try := 0; ; try++ {
		name := fmt.Sprintf("%s%08x%s", prefix(path), rand.Uint32(), ending)
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) && try < 100 {
			continue
		}
		if err != nil || ending != heldEnding {
			return f, err
		}
		err = lock(f)
		if !errors.Is(err, errLocked) && isAt(f, name) {
			return f, nil // without a lock, too, where there are none
		}
		// Another writer took it for a dead one's before it was locked.
		f.Close()
		if try == 100 {
			return nil, err
		}
	}
}

// isAt says whether name still is the open file f.
func isAt(f *os.File, name string) bool {
	own, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(name)
	return err == nil && os.SameFile(own, there)
}

const (
	ending = ".tmp"
	// heldEnding is that of a file that its writer keeps locked until it is in its place, so that any other
	// process can know whether the writer lives.
	heldEnding = ".held.tmp"
	// mostName is how many bytes of a name the temporary one repeats: systems allow
	// 255, and dots, number and ending take their share.
	mostName = 200
)

// prefix is how the temporary names of path begin.
func prefix(path string) string {
	name := filepath.Base(path)
	if len(name) > mostName {
		name = strings.ToValidUTF8(name[:mostName], "") // no half a letter at the cut
	}
	return filepath.Join(filepath.Dir(path), "."+name+".")
}

// quiet is how long nobody has written to a file that no process writes any more.
const quiet = 10 * time.Second

// Sweep clears what killed processes left in the folder dir, not in those below it. Whoever
// calls it has the folder to himself: what another one writes there, and has not for some
// seconds, would go too. What cannot be removed stays.
func Sweep(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !temporary(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > quiet {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// temporary says whether a name is one that create gives.
func temporary(name string) bool {
	name, ok := cutEnding(name)
	at := strings.LastIndexByte(name, '.')
	if !ok || at < 2 || name[0] != '.' || len(name)-at != len(".01234567") {
		return false
	}
	return strings.Trim(name[at+1:], "0123456789abcdef") == ""
}

// cutEnding cuts the ending of a temporary name.
func cutEnding(name string) (string, bool) {
	if rest, ok := strings.CutSuffix(name, heldEnding); ok {
		return rest, true
	}
	return strings.CutSuffix(name, ending)
}

// removeStale clears what killed processes left of this path: at once what its writer would hold locked if it lived, else what
// is an hour old, since younger files may belong to a writer at work.
func removeStale(path string) {
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), filepath.Base(prefix(path)))
		if !ok || !temporary(".a."+rest) {
			continue
		}
		name := filepath.Join(dir, e.Name())
		if strings.HasSuffix(rest, heldEnding) {
			if known := removeDead(name); known {
				continue
			}
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > time.Hour {
			os.Remove(name)
		}
	}
}

// removeDead removes a file that nobody holds locked. It says whether that is known: some file systems have no locks.
func removeDead(name string) (known bool) {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	switch err := lock(f); {
	case errors.Is(err, errLocked):
		return true
	case err != nil:
		return false
	}
	os.Remove(name)
	return true
}

// errLocked means that another process, or another open file of this one, holds the lock of a file.
var errLocked = lang.Errorf("locked")
