package study

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/train"
)

// runsFolder is the folder of all runs in the folder of a study.
const runsFolder = "runs"

// outcomeFile is the usual name of an outcome in a run's folder.
const outcomeFile = "outcome.json"

// Store keeps the runs of studies: Dir/runs/NAME-sSEED-HASH8. The caller locks
// Dir; two stores on one folder at the same time would spoil each other's runs.
type Store struct{ Dir string }

// folders are the runs that the store holds, by the end of their name, seed and
// hash: the name in front may be another one.
func (s Store) folders() (map[string]string, error) {
	entries, err := os.ReadDir(filepath.Join(s.Dir, runsFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, lang.Errorf("runs of the study: %w", err)
	}
	out := map[string]string{}
	for _, e := range entries {
		if _, tail, ok := cutLast(e.Name(), "-s"); ok && e.IsDir() {
			out[tail] = e.Name()
		}
	}
	return out, nil
}

// place gives the job its folder: the one that holds its run already, else a new one.
func (s Store) place(job *Job, folders map[string]string) error {
	_, tail, _ := cutLast(job.Folder, "-s")
	if have, ok := folders[tail]; ok {
		job.Folder = have
	}
	job.Dir = filepath.Join(s.Dir, runsFolder, job.Folder)
	if err := os.MkdirAll(job.Dir, 0o777); err != nil {
		return lang.Errorf("folder of the run: %w; choose another folder with --out", err)
	}
	atomicfile.Sweep(job.Dir) // the caller has locked the study's folder
	return nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// maxOutcome is the longest outcome that is read, in bytes.
const maxOutcome = 16 << 20

// finished reads the outcome of a placed job, or nil if the run is not done or
// its file is of another run. A file that is damaged counts as not done.
func (s Store) finished(job *Job) *Outcome {
	path := filepath.Join(job.Dir, job.File)
	if info, err := os.Stat(path); err != nil || info.Size() > maxOutcome {
		return nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var o Outcome
	if json.Unmarshal(b, &o) != nil || o.Format != outcomeFormat || o.Key != job.Key {
		return nil
	}
	if _, err := os.Stat(filepath.Join(job.Dir, ModelFile)); job.KeepModel && o.Error == "" && err != nil {
		return nil // the model is asked for now, and was not kept
	}
	return &o
}

// started says whether a checkpoint of the job is there.
func (s Store) started(job *Job) bool {
	_, err := os.Stat(filepath.Join(job.Dir, train.CheckpointFile))
	return err == nil
}

// finish makes the outcome safe and drops what it replaces.
func (s Store) finish(job *Job, o *Outcome) error {
	raw, err := json.Marshal(o) // not Schemas().Marshal: a null would be read as 0
	if err != nil {
		return lang.Errorf("outcome of %s: %w", job.Folder, err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, Schemas().Mark(o, raw), "", " "); err != nil {
		return lang.Errorf("outcome of %s: %w", job.Folder, err)
	}
	err = atomicfile.Write(filepath.Join(job.Dir, job.File), func(w io.Writer) error {
		_, err := w.Write(append(b.Bytes(), '\n'))
		return err
	})
	if err != nil {
		return err
	}
	return s.tidy(job)
}

// tidy removes the checkpoint of a finished run. A process that was killed in
// between leaves it; the next one that meets the run removes it.
func (s Store) tidy(job *Job) error {
	if job.KeepCheckpoint {
		return nil
	}
	err := os.Remove(filepath.Join(job.Dir, train.CheckpointFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
