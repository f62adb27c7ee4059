package work

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// naming are the settings that say what a run is to be. Without one of them
// a resume goes on with a run that is there, and begins none.
var naming = []string{"preset", "loss", "network", "layers", "miner", "data", "sample", "triplets", "protocol"}

// openRun opens the folder of a run and resolves its settings. Those of a resumed
// run are in its folder, unless a preset or a file is named.
func openRun(at *desk.Desk, kind folder.Kind, c *TrainConfig) (*runFolder, settings.Resolved, error) {
	if !c.Resume {
		run, err := c.Run.Resolve("")
		if err != nil {
			return nil, run, err
		}
		r, err := newRun(kind, c.Choice)
		return r, run, err
	}
	if c.Overwrite {
		return nil, settings.Resolved{}, misuse.Errorf("overwrite begins a run anew and resume goes on with one; give one of them")
	}
	r, err := resumedRun(c.Out, c.Run.File != nil || slices.ContainsFunc(naming, c.Run.Has))
	if err != nil {
		return nil, settings.Resolved{}, err
	}
	if r.replaces() && exists(filepath.Join(r.Dir, modelFile)) {
		at.Note("goes on with the run that is to replace the finished one in %s", r.Dir)
	}
	saved := filepath.Join(r.work, runFile)
	if c.Run.Has("preset") || c.Run.File != nil || !exists(saved) {
		saved = ""
	}
	run, err := c.Run.Resolve(saved)
	if err != nil {
		r.Release()
		return r, run, err
	}
	if r.splitsTriplets() {
		run.Given["split"] = true
	}
	return r, run, nil
}

// splitsTriplets says whether the folder holds a run of an older version, which knew no
// other split: one with a checkpoint has all settings in its file.
func (r *runFolder) splitsTriplets() bool {
	keys, err := settings.KeysIn(filepath.Join(r.work, runFile))
	return err == nil && exists(filepath.Join(r.work, train.CheckpointFile)) && !slices.Contains(keys, "split")
}

// resumedRun opens the folder of a run to go on with. Without a name that is the
// newest run in folder.Runs that is not finished. settings says that the command line
// has settings for a run that has not begun.
func resumedRun(out string, settings bool) (*runFolder, error) {
	if out == "" {
		var err error
		if out, err = newestUnfinished(folder.Runs); err != nil {
			return nil, err
		}
	}
	if !settings && !exists(filepath.Join(out, runFile)) && !exists(filepath.Join(out, unfinishedDir, runFile)) {
		why := lang.T("there is no folder %s", out)
		if exists(out) {
			why = lang.T("%s holds no run, for %s is missing", out, runFile)
		}
		return nil, lang.Errorf("nothing to resume: %s; %s", why, otherRuns(out))
	}
	work := out
	if inner := filepath.Join(out, unfinishedDir); exists(filepath.Join(inner, runFile)) {
		work = inner
	}
	if saved := filepath.Join(work, runFile); !settings && isEmptyFile(saved) {
		return nil, lang.Errorf("nothing to resume: %s has no settings; give those of the run again, such as --config, or begin another one", saved)
	}
	held, err := folder.Lock(out)
	if err != nil {
		return nil, err
	}
	return &runFolder{Folder: held, work: work}, nil
}

// otherRuns says which run may have been meant instead of the one in out.
func otherRuns(out string) lang.Message {
	var near []string
	for _, parent := range []string{filepath.Dir(filepath.Clean(out)), folder.Runs} {
		for _, dir := range runsIn(parent) {
			if !slices.Contains(near, dir) {
				near = append(near, dir)
			}
		}
	}
	if len(near) == 0 {
		return lang.T("name the folder of a run with --out, or leave --resume out to begin one")
	}
	if best, ok := suggest.Nearest(filepath.Clean(out), near); ok {
		return lang.T("did you mean --out %s?", ShellWord(best))
	}
	const most = 5
	list := lang.T("%s", strings.Join(near[:min(most, len(near))], ", "))
	if more := len(near) - most; more > 0 {
		list = lang.T("%s and %d more", list, more)
	}
	return lang.T("there are runs in %s; name one with --out", list)
}

// runsIn are the folders in dir that hold a run, the newest name first.
func runsIn(dir string) []string {
	found, err := filepath.Glob(filepath.Join(globEscape(dir), "*", runFile))
	if err != nil {
		return nil
	}
	var out []string
	for _, path := range found {
		if name := filepath.Dir(path); filepath.Base(name) != folder.Last {
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
		return "", lang.Errorf("nothing to resume: no run in %s is unfinished; name the folder of a run with --out", runs)
	}
	return best, nil
}
