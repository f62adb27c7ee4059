package folder

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
)

// LockName is the file in an output folder that a running command holds locked.
// It stays there afterwards: removing it would race with the next run. The
// system drops the lock when a process ends, however it ends.
const LockName = ".mekiki.lock"

// errLocked means that another process holds the lock.
var errLocked = lang.Errorf("locked")

// Folder is an output folder that this command holds locked.
type Folder struct {
	// Dir is its path.
	Dir  string
	lock *os.File
	// made says that the command made the folder, so nobody misses it if nothing comes
	// of the command.
	made bool
}

// InUseError is a folder that another process holds, whose number is PID, "" where it is not
// known.
type InUseError struct{ Dir, PID string }

// Error says what to do.
func (e *InUseError) Error() string { return e.In(lang.English) }

// In says it in a language.
func (e *InUseError) In(l lang.Language) string {
	if e.PID != "" {
		return l.Text("output folder %s is in use by another run (process %s); wait for it or choose another folder with --out", e.Dir, e.PID)
	}
	return l.Text("output folder %s is in use by another run; wait for it or choose another folder with --out", e.Dir)
}

// Lock makes the folder and locks it. A folder in use by another command is an *InUseError.
func Lock(dir string) (*Folder, error) {
	_, missing := os.Stat(dir)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, lang.Errorf("output folder: %w; choose another one with --out", err)
	}
	path := filepath.Join(dir, LockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, lang.Errorf("output folder %s cannot be written: %w; choose another one with --out", dir, err)
	}
	if err := lockFile(f); err != nil {
		defer f.Close()
		if errors.Is(err, errLocked) {
			return nil, &InUseError{Dir: dir, PID: holder(path)}
		}
		return nil, lang.Errorf("output folder %s cannot be locked: %w; choose a folder on a local disk with --out", dir, err)
	}
	// The number only helps the message of the next one who comes.
	if err := f.Truncate(0); err == nil {
		fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	atomicfile.Sweep(dir)
	return &Folder{Dir: dir, lock: f, made: missing != nil}, nil
}

// Release drops the lock. A folder that the command made and that holds nothing is
// removed.
func (f *Folder) Release() {
	f.lock.Close()
	if !f.made {
		return
	}
	entries, err := os.ReadDir(f.Dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != LockName {
		return
	}
	os.Remove(filepath.Join(f.Dir, LockName))
	os.Remove(f.Dir)
	if filepath.Dir(f.Dir) == Runs {
		os.Remove(Runs) // fails where there are other results
	}
}

// holder is the number of the process that wrote the lock file, "" where it cannot be read.
func holder(path string) string {
	b, err := os.ReadFile(path)
	pid := strings.TrimSpace(string(b))
	if err != nil || pid == "" || len(pid) > 20 {
		return ""
	}
	return pid
}
