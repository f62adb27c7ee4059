package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/atomicfile"
	"mekiki/internal/model"
	"mekiki/internal/report"
	"mekiki/internal/suggest"
	"mekiki/internal/train"
)

// Names of the files in the folder of a run, beside train.CheckpointFile and those
// of its report.
const (
	runFile   = "run.json"
	modelFile = "model.safetensors"
	// unfinishedDir is where a run trains that is to replace the one in the folder.
	unfinishedDir = ".unfinished"
)

// reportFiles are the files of a report.
var reportFiles = []string{report.HTMLFile, report.JSONFile}

// runFolder is the folder of a run.
type runFolder struct {
	*folder
	// work is where the run trains: the folder itself, or where that holds another
	// run, a folder in it until this one is finished.
	work string
	// begun says that this command wrote the settings there; earlier are those that
	// it replaced, nil for none.
	begun   bool
	earlier []byte
}

// newRun opens the folder of a new run. One that holds a run, finished or not, or
// one of the files that the command writes at its end, is refused unless they are
// to be replaced.
func newRun(kind resultKind, f folderFlags) (*runFolder, error) {
	held, err := openFolder(resultKind{kind.what, kind.name, nil}, f)
	if err != nil {
		return nil, err
	}
	r := &runFolder{folder: held, work: held.dir}
	stopped := filepath.Join(unfinishedDir, train.CheckpointFile)
	there := held.has(append([]string{modelFile, train.CheckpointFile, stopped}, kind.files...)...)
	if there == "" && held.has(runFile) != "" && !isRunFile(filepath.Join(held.dir, runFile)) {
		there = runFile // somebody else's
	}
	switch {
	case there == "":
		return r, nil
	case f.overwrite && held.has(stopped) != "":
		held.release()
		return nil, fmt.Errorf("%s holds a run that was to replace the one there and is not finished (%s); go on with --resume, or remove %s to give it up",
			held.dir, stopped, filepath.Join(held.dir, unfinishedDir))
	case f.overwrite:
		r.work = filepath.Join(held.dir, unfinishedDir)
		if err := r.makeWork(); err != nil {
			held.release()
			return nil, err
		}
		return r, nil
	}
	held.release()
	const cure = "choose another folder with --out, or replace it with --overwrite"
	switch there {
	case modelFile:
		return nil, fmt.Errorf("%s holds a finished run (%s); %s; --resume goes on with that run", held.dir, there, cure)
	case train.CheckpointFile, stopped:
		return nil, fmt.Errorf("%s holds a run that is not finished (%s); go on with --resume, or %s", held.dir, there, cure)
	}
	return nil, fmt.Errorf("%s holds %s, which this command would write; %s", held.dir, there, cure)
}

// makeWork makes the folder in which a run trains that replaces another, without
// what an earlier one left there.
func (r *runFolder) makeWork() error {
	if err := os.MkdirAll(r.work, 0o777); err != nil {
		return fmt.Errorf("output folder: %w; choose another one with --out", err)
	}
	for _, name := range append([]string{train.CheckpointFile, runFile}, reportFiles...) {
		if err := os.Remove(filepath.Join(r.work, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("what an earlier run left cannot be removed: %w; choose another folder with --out", err)
		}
	}
	return nil
}

// resumedRun opens the folder of a run to go on with. Without a name that is the
// newest run in runsDir that is not finished. settings says that the command line
// has settings for a run that has not begun.
func resumedRun(out string, settings bool) (*runFolder, error) {
	if out == "" {
		var err error
		if out, err = newestUnfinished(runsDir); err != nil {
			return nil, err
		}
	}
	if !settings && !exists(filepath.Join(out, runFile)) && !exists(filepath.Join(out, unfinishedDir, runFile)) {
		why := "there is no folder " + out
		if exists(out) {
			why = fmt.Sprintf("%s holds no run, for %s is missing", out, runFile)
		}
		return nil, fmt.Errorf("nothing to resume: %s; %s", why, otherRuns(out))
	}
	work := out
	if inner := filepath.Join(out, unfinishedDir); exists(filepath.Join(inner, runFile)) {
		work = inner
	}
	if saved := filepath.Join(work, runFile); !settings && isEmptyFile(saved) {
		return nil, fmt.Errorf("nothing to resume: %s has no settings; give those of the run again, such as --config, or begin another one", saved)
	}
	held, err := lockFolder(out)
	if err != nil {
		return nil, err
	}
	return &runFolder{folder: held, work: work}, nil
}

// otherRuns says which run may have been meant instead of the one in out.
func otherRuns(out string) string {
	var near []string
	for _, parent := range []string{filepath.Dir(filepath.Clean(out)), runsDir} {
		for _, dir := range runsIn(parent) {
			if !slices.Contains(near, dir) {
				near = append(near, dir)
			}
		}
	}
	if len(near) == 0 {
		return "name the folder of a run with --out, or leave --resume out to begin one"
	}
	if best, ok := suggest.Nearest(filepath.Clean(out), near); ok {
		return fmt.Sprintf("did you mean --out %s?", shellWord(best))
	}
	const most = 5
	more := ""
	if len(near) > most {
		more, near = fmt.Sprintf(" and %d more", len(near)-most), near[:most]
	}
	return fmt.Sprintf("there are runs in %s%s; name one with --out", strings.Join(near, ", "), more)
}

// runsIn are the folders in dir that hold a run, the newest name first.
func runsIn(dir string) []string {
	found, err := filepath.Glob(filepath.Join(globEscape(dir), "*", runFile))
	if err != nil {
		return nil
	}
	var out []string
	for _, path := range found {
		if name := filepath.Dir(path); filepath.Base(name) != lastLink {
			out = append(out, name)
		}
	}
	slices.Reverse(out)
	return out
}

// globEscape lets a folder's name stand in a pattern.
func globEscape(dir string) string {
	if os.PathSeparator == '\\' {
		return dir // where no sign can be escaped
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// newestUnfinished is the run in runs that was stopped last.
func newestUnfinished(runs string) (string, error) {
	best, dirs := "", runsIn(runs)
	var newest fs.FileInfo
	for _, dir := range dirs {
		work := dir
		if inner := filepath.Join(dir, unfinishedDir); exists(filepath.Join(inner, runFile)) {
			work = inner
		} else if exists(filepath.Join(dir, modelFile)) {
			continue
		}
		info, err := os.Stat(filepath.Join(work, train.CheckpointFile))
		if err != nil {
			info, err = os.Stat(filepath.Join(work, runFile))
		}
		if err == nil && (newest == nil || info.ModTime().After(newest.ModTime())) {
			best, newest = dir, info
		}
	}
	if best == "" {
		return "", fmt.Errorf("nothing to resume: no run in %s is unfinished; name the folder of a run with --out", runs)
	}
	return best, nil
}

// isRunFile says whether a file is one that mekiki writes.
func isRunFile(path string) bool {
	var file fileConfig
	keys, err := loadConfig(path, &file)
	return err == nil && len(keys) > 0
}

// replaces says whether the run is to take the place of another.
func (r *runFolder) replaces() bool { return r.work != r.dir }

// isEmptyFile says whether a file of settings is there and has none, so that all of
// them would be the defaults.
func isEmptyFile(path string) bool {
	var file fileConfig
	keys, err := loadConfig(path, &file)
	return err == nil && len(keys) == 0
}

// finish puts the model of a finished run into its folder. A run that replaces
// another takes its place with more, files beside it, and a report on the replaced
// model goes.
func (r *runFolder) finish(m *model.Model, more ...string) error {
	stale := r.staleReport(m)
	if err := m.Save(filepath.Join(r.dir, modelFile)); err != nil {
		return err
	}
	if r.replaces() {
		for _, name := range append([]string{runFile, train.CheckpointFile}, more...) {
			if err := os.Rename(filepath.Join(r.work, name), filepath.Join(r.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("the new run is finished, but cannot take the place of the old: %w", err)
			}
		}
		os.Remove(r.work) // stays where something else came in
	}
	if stale {
		for _, name := range reportFiles {
			if slices.Contains(more, name) {
				continue // the new one
			}
			if err := os.Remove(filepath.Join(r.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("%w; it is about the model that was replaced: remove it", err)
			}
		}
	}
	linkLast(r.dir)
	return nil
}

// staleReport says whether the folder holds a report of ours about the model there
// that m replaces.
func (r *runFolder) staleReport(m *model.Model) bool {
	old, err := model.Load(filepath.Join(r.dir, modelFile))
	if err != nil || old.Meta.Training.Seconds == m.Meta.Training.Seconds { // no two runs take equally long
		return false
	}
	f, err := os.Open(filepath.Join(r.dir, report.JSONFile))
	if err != nil {
		return false
	}
	defer f.Close()
	_, seconds, err := report.ReadEvaluation(f)
	return err == nil && seconds == old.Meta.Training.Seconds
}

// begin writes the settings of a new run that were given before anything else, so that
// it can be resumed wherever it stops; the others may still adapt to the data. Those
// of a run that is there change when the run has taken them.
func (r *runFolder) begin(cfg train.Config, given map[string]bool) error {
	if exists(filepath.Join(r.work, train.CheckpointFile)) {
		return nil
	}
	path := filepath.Join(r.work, runFile)
	var err error
	if r.earlier, err = os.ReadFile(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	r.begun = true
	return saveConfig(path, cfg, func(key string) bool {
		return given[key] || slices.Contains([]string{"preset", "loss", "param"}, key)
	})
}

// settle writes all settings of the run.
func (r *runFolder) settle(cfg train.Config) error {
	return saveConfig(filepath.Join(r.work, runFile), cfg, everySetting)
}

// refused takes back what begin wrote for a run that never began, so that the next
// try finds the folder as this one found it.
func (r *runFolder) refused() {
	if !r.begun {
		return
	}
	path := filepath.Join(r.work, runFile)
	if r.earlier != nil {
		// Where this fails the new settings stay, which are whole, too.
		_ = atomicfile.Write(path, func(w io.Writer) error {
			_, err := w.Write(r.earlier)
			return err
		})
		return
	}
	os.Remove(path)
	if r.work != r.dir {
		os.Remove(r.work)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
