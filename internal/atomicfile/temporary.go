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
)

// create makes a new file beside path. os.CreateTemp would give it mode 0600,
// which hides a report from colleagues.
func create(path string) (*os.File, error) {
	for try := 0; ; try++ {
		name := fmt.Sprintf("%s%08x%s", prefix(path), rand.Uint32(), ending)
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) && try < 100 {
			continue
		}
		return f, err
	}
}

const (
	ending = ".tmp"
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
	name, ok := strings.CutSuffix(name, ending)
	at := strings.LastIndexByte(name, '.')
	if !ok || at < 2 || name[0] != '.' || len(name)-at != len(".01234567") {
		return false
	}
	return strings.Trim(name[at+1:], "0123456789abcdef") == ""
}

// removeStale clears what killed processes left of this path; younger files may
// belong to a writer at work.
func removeStale(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), filepath.Base(prefix(path)))
		if !ok || len(rest) != len("01234567"+ending) || !strings.HasSuffix(rest, ending) {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > time.Hour {
			os.Remove(filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
}
