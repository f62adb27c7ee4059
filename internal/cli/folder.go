package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// runsDir is the folder, in the one where the program was started, that gets a new
// folder for every result that nobody named another place for.
const runsDir = "runs"

// lastLink is the name in runsDir that leads to the last finished run.
const lastLink = "last"

// resultKind is a kind of result that fills a folder.
type resultKind struct {
	// what names it in messages, name ends the name of a new folder.
	what, name string
	// files are those by which a finished one is known.
	files []string
}

// folderFlags are the flags of a command that writes into a folder.
type folderFlags struct {
	out       string
	overwrite bool
}

// bind registers the flags; help says what the folder is for.
func (f *folderFlags) bind(cmd *cobra.Command, help string) {
	cmd.Flags().StringVarP(&f.out, "out", "o", "", help)
	cmd.Flags().BoolVar(&f.overwrite, "overwrite", false, "replace the result that the output folder holds, once the new one is complete")
}

// anyFolder is the help of --out where a new folder is taken if none is named.
const anyFolder = "output `folder`, made if missing (default: a new one in " + runsDir + ", such as " + runsDir + "/2026-11-29-1)"

// openFolder makes the output folder and locks it; call release when done. Without
// a name it makes a new folder in runsDir. A folder in use by another command is
// refused, and one that holds a result of the same kind, unless that is to be replaced.
func openFolder(kind resultKind, f folderFlags) (*folder, error) {
	if f.out == "" {
		dir, err := newFolder(runsDir, time.Now(), kind.name)
		if err != nil {
			return nil, err
		}
		held, err := lockFolder(dir)
		if err == nil {
			held.made = true // by newFolder
		}
		return held, err
	}
	held, err := lockFolder(f.out)
	if err != nil {
		return nil, err
	}
	if there := held.has(kind.files...); there != "" && !f.overwrite {
		held.release()
		return nil, fmt.Errorf("%s holds %s already (%s); choose another folder with --out, or replace it with --overwrite", f.out, kind.what, there)
	}
	return held, nil
}

// newFolder makes a folder in runs that is named by the day, a number of its own and
// the kind of result: 2026-11-29-1, 2026-11-29-2-map.
func newFolder(runs string, now time.Time, kind string) (string, error) {
	if err := os.MkdirAll(runs, 0o777); err != nil {
		return "", fmt.Errorf("output folder: %w; choose another one with --out", err)
	}
	day := now.Format(time.DateOnly) + "-"
	entries, err := os.ReadDir(runs)
	if err != nil {
		return "", fmt.Errorf("output folder: %w; choose another one with --out", err)
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
			return "", fmt.Errorf("output folder: %w; choose another one with --out", err)
		}
	}
}

// has gives the first of the files that the folder holds, or "".
func (f *folder) has(files ...string) string {
	for _, name := range files {
		if _, err := os.Lstat(filepath.Join(f.dir, name)); err == nil {
			return name
		}
	}
	return ""
}

// linkLast lets runs/last lead to a run that is finished, if that lies in runs. It
// is a convenience: where links cannot be made, as on Windows without the right to,
// or something else has that name, the printed path leads to the run.
func linkLast(dir string) {
	runs, name := filepath.Split(filepath.Clean(dir))
	if filepath.Base(filepath.Clean(runs)) != runsDir || name == lastLink {
		return
	}
	link := filepath.Join(runs, lastLink)
	if info, err := os.Lstat(link); err == nil && info.Mode()&os.ModeSymlink == 0 {
		return
	}
	fresh := filepath.Join(runs, "."+lastLink+"."+strconv.Itoa(os.Getpid()))
	if err := os.Symlink(name, fresh); err != nil {
		return
	}
	if err := os.Rename(fresh, link); err != nil {
		os.Remove(fresh)
	}
}
