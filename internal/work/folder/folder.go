// Package folder is about the folders that results go into: none that holds a result is
// written into unasked, and no two commands write into one at a time.
package folder

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mekiki/internal/lang"
)

// Runs is the folder, in the one where the program was started, that gets a new
// folder for every result that nobody named another place for.
const Runs = "runs"

// Last is the name in Runs that leads to the last finished run.
const Last = "last"

// Kind is a kind of result that fills a folder.
type Kind struct {
	// What names it in messages, Name ends the name of a new folder.
	What lang.Message
	Name string
	// Files are those by which a finished one is known.
	Files []string
}

// Choice is where a result is to go. The zero value is a new folder in Runs.
type Choice struct {
	Out       string `yaml:"out" json:"out,omitempty" short:"o" value:"folder" help:"output folder, made if missing (default: a new one in runs, such as runs/2026-11-29-1)"`
	Overwrite bool   `yaml:"overwrite" json:"overwrite,omitempty" help:"replace the result that the output folder holds, once the new one is complete"`
}

// Open makes the output folder and locks it; call Release when done. Without
// a name it makes a new folder in Runs. A folder in use by another command is
// refused, and one that holds a result of the same kind, unless that is to be replaced.
func Open(kind Kind, f Choice) (*Folder, error) {
	if f.Out == "" {
		dir, err := newFolder(Runs, time.Now(), kind.Name)
		if err != nil {
			return nil, err
		}
		held, err := Lock(dir)
		if err == nil {
			held.made = true // by newFolder
		}
		return held, err
	}
	held, err := Lock(f.Out)
	if err != nil {
		return nil, err
	}
	if there := held.Has(kind.Files...); there != "" && !f.Overwrite {
		held.Release()
		return nil, lang.Errorf("%s holds %s already (%s); choose another folder with --out, or replace it with --overwrite", f.Out, kind.What, there)
	}
	return held, nil
}

// newFolder makes a folder in runs that is named by the day, a number of its own and
// the kind of result: 2026-11-29-1, 2026-11-29-2-map.
func newFolder(runs string, now time.Time, kind string) (string, error) {
	if err := os.MkdirAll(runs, 0o777); err != nil {
		return "", lang.Errorf("output folder: %w; choose another one with --out", err)
	}
	day := now.Format(time.DateOnly) + "-"
	entries, err := os.ReadDir(runs)
	if err != nil {
		return "", lang.Errorf("output folder: %w; choose another one with --out", err)
	}
	last := 0
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), day)
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(rest, "-")
		if n, err := strconv.Atoi(number); err == nil {
			last = max(last, n)
		}
	}
	ending := ""
	if kind != "" {
		ending = "-" + kind
	}
	const tries = 100 // others may look for a number at the same moment
	for n := last + 1; ; n++ {
		dir := filepath.Join(runs, day+strconv.Itoa(n)+ending)
		err := os.Mkdir(dir, 0o777)
		if err == nil {
			return dir, nil
		}
		if !os.IsExist(err) || n > last+tries {
			return "", lang.Errorf("output folder: %w; choose another one with --out", err)
		}
	}
}

// Has gives the first of the files that the folder holds, or "".
func (f *Folder) Has(files ...string) string {
	for _, name := range files {
		if _, err := os.Lstat(filepath.Join(f.Dir, name)); err == nil {
			return name
		}
	}
	return ""
}

// LinkLast lets runs/last lead to a run that is finished, if that lies in runs. It
// is a convenience: where links cannot be made, as on Windows without the right to,
// or something else has that name, the printed path leads to the run.
func LinkLast(dir string) {
	runs, name := filepath.Split(filepath.Clean(dir))
	if filepath.Base(filepath.Clean(runs)) != Runs || name == Last {
		return
	}
	link := filepath.Join(runs, Last)
	if info, err := os.Lstat(link); err == nil && info.Mode()&os.ModeSymlink == 0 {
		return
	}
	fresh := filepath.Join(runs, "."+Last+"."+strconv.Itoa(os.Getpid()))
	if err := os.Symlink(name, fresh); err != nil {
		return
	}
	if err := os.Rename(fresh, link); err != nil {
		os.Remove(fresh)
	}
}
