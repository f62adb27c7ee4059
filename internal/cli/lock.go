package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// lockName is the file in an output folder that a running command holds locked.
// It stays there afterwards: removing it would race with the next run. The
// system drops the lock when a process ends, however it ends.
const lockName = ".mekiki.lock"

// errLocked means that another process holds the lock.
var errLocked = errors.New("locked")

// openFolder makes the output folder and locks it; call release when done. A
// folder in use by another run is refused.
func openFolder(dir string) (release func(), err error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("output folder: %w; choose another one with --out", err)
	}
	path := filepath.Join(dir, lockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fmt.Errorf("output folder %s cannot be written: %w; choose another one with --out", dir, err)
	}
	if err := lockFile(f); err != nil {
		defer f.Close()
		if errors.Is(err, errLocked) {
			return nil, fmt.Errorf("output folder %s is in use by another run%s; wait for it or choose another folder with --out", dir, holder(path))
		}
		return nil, fmt.Errorf("output folder %s cannot be locked: %w; choose a folder on a local disk with --out", dir, err)
	}
	// The number only helps the message of the next one who comes.
	if err := f.Truncate(0); err == nil {
		fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	return func() { f.Close() }, nil
}

// holder names the process that wrote the lock file, if it is to be read.
func holder(path string) string {
	b, err := os.ReadFile(path)
	pid := strings.TrimSpace(string(b))
	if err != nil || pid == "" || len(pid) > 20 {
		return ""
	}
	return " (process " + pid + ")"
}
