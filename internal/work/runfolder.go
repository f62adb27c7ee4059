package work

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/train"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/settings"
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
var reportFiles = []string{evaluation.HTMLFile, evaluation.JSONFile}

// runFolder is the folder of a run.
type runFolder struct {
	*folder.Folder
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
func newRun(kind folder.Kind, f folder.Choice) (*runFolder, error) {
	held, err := folder.Open(folder.Kind{What: kind.What, Name: kind.Name}, f)
	if err != nil {
		return nil, err
	}
	r := &runFolder{Folder: held, work: held.Dir}
	stopped := filepath.Join(unfinishedDir, train.CheckpointFile)
	there := held.Has(append([]string{modelFile, train.CheckpointFile, stopped}, kind.Files...)...)
	if there == "" && held.Has(runFile) != "" && !isRunFile(filepath.Join(held.Dir, runFile)) {
		there = runFile // somebody else's
	}
	switch {
	case there == "":
		return r, nil
	case f.Overwrite && held.Has(stopped) != "":
		held.Release()
		return nil, lang.Errorf("%s holds a run that was to replace the one there and is not finished (%s); go on with --resume, or remove %s to give it up",
			held.Dir, stopped, filepath.Join(held.Dir, unfinishedDir))
	case f.Overwrite:
		r.work = filepath.Join(held.Dir, unfinishedDir)
		if err := r.makeWork(); err != nil {
			held.Release()
			return nil, err
		}
		return r, nil
	}
	held.Release()
	cure := lang.T("choose another folder with --out, or replace it with --overwrite")
	switch there {
	case modelFile:
		return nil, lang.Errorf("%s holds a finished run (%s); %s; --resume goes on with that run", held.Dir, there, cure)
	case train.CheckpointFile, stopped:
		return nil, lang.Errorf("%s holds a run that is not finished (%s); go on with --resume, or %s", held.Dir, there, cure)
	}
	return nil, lang.Errorf("%s holds %s, which this command would write; %s", held.Dir, there, cure)
}

// makeWork makes the folder in which a run trains that replaces another, without
// what an earlier one left there.
func (r *runFolder) makeWork() error {
	if err := os.MkdirAll(r.work, 0o777); err != nil {
		return lang.Errorf("output folder: %w; choose another one with --out", err)
	}
	for _, name := range append([]string{train.CheckpointFile, runFile}, reportFiles...) {
		if err := os.Remove(filepath.Join(r.work, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return lang.Errorf("what an earlier run left cannot be removed: %w; choose another folder with --out", err)
		}
	}
	return nil
}

// isRunFile says whether a file is one that mekiki writes.
func isRunFile(path string) bool {
	keys, err := settings.KeysIn(path)
	return err == nil && len(keys) > 0
}

// replaces says whether the run is to take the place of another.
func (r *runFolder) replaces() bool { return r.work != r.Dir }

// isEmptyFile says whether a file of settings is there and has none, so that all of
// them would be the defaults.
func isEmptyFile(path string) bool {
	keys, err := settings.KeysIn(path)
	return err == nil && len(keys) == 0
}

// finish puts the model of a finished run into its folder. A run that replaces
// another takes its place with more, files beside it, and a report on the replaced
// model goes.
func (r *runFolder) finish(m *model.Model, more ...string) error {
	stale := r.staleReport(m)
	if err := m.Save(filepath.Join(r.Dir, modelFile)); err != nil {
		return err
	}
	if r.replaces() {
		for _, name := range append([]string{runFile, train.CheckpointFile}, more...) {
			if err := os.Rename(filepath.Join(r.work, name), filepath.Join(r.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return lang.Errorf("the new run is finished, but cannot take the place of the old: %w", err)
			}
		}
		os.Remove(r.work) // stays where something else came in
	}
	if stale {
		for _, name := range reportFiles {
			if slices.Contains(more, name) {
				continue // the new one
			}
			if err := os.Remove(filepath.Join(r.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return lang.Errorf("%w; it is about the model that was replaced: remove it", err)
			}
		}
	}
	folder.LinkLast(r.Dir)
	return nil
}

// staleReport says whether the folder holds a report of ours about the model there
// that m replaces.
func (r *runFolder) staleReport(m *model.Model) bool {
	old, err := model.Load(filepath.Join(r.Dir, modelFile))
	if err != nil || old.Meta.Training.Seconds == m.Meta.Training.Seconds { // no two runs take equally long
		return false
	}
	f, err := os.Open(filepath.Join(r.Dir, evaluation.JSONFile))
	if err != nil {
		return false
	}
	defer f.Close()
	_, seconds, err := evaluation.Read(f)
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
	return settings.Save(path, cfg, func(key string) bool {
		return given[key] || slices.Contains([]string{"preset", "loss", "param"}, key)
	})
}

// settle writes all settings of the run.
func (r *runFolder) settle(cfg train.Config) error {
	return settings.Save(filepath.Join(r.work, runFile), cfg, settings.Every)
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
	if r.work != r.Dir {
		os.Remove(r.work)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
