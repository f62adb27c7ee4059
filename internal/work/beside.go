package work

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// mostBeside is how many runs a report can show beside its own: beyond these the
// lines cannot be told apart.
const mostBeside = 7

// besideRuns reads the finished runs in folders. One that is the model at path
// itself, or was named before, is left out.
func besideRuns(at *desk.Desk, folders []string, path string, m *model.Model, mat *data.Material) ([]evaluation.Run, error) {
	own, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	seen := []fs.FileInfo{own}
	var runs []evaluation.Run
	for _, dir := range folders {
		file, err := finishedRun(dir)
		if err != nil {
			return nil, lang.Errorf("beside: %w", err)
		}
		if slices.ContainsFunc(seen, func(s fs.FileInfo) bool { return os.SameFile(s, file) }) {
			continue
		}
		seen = append(seen, file)
		r, err := besideRun(at, dir, m, mat)
		if err != nil {
			return nil, lang.Errorf("beside: %w", err)
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// finishedRun finds the model file of a folder.
func finishedRun(dir string) (fs.FileInfo, error) {
	path := filepath.Join(dir, modelFile)
	file, err := os.Stat(path)
	switch {
	case err == nil:
		return file, nil
	case !exists(dir):
		return nil, lang.Errorf("there is no folder %s; name the output folder of a finished run", dir)
	case exists(filepath.Join(dir, train.CheckpointFile)):
		return nil, lang.Errorf("the run in %s is not finished, it has %s but no %s; finish it with: mekiki train --resume --out %s",
			dir, train.CheckpointFile, modelFile, ShellWord(dir))
	case errors.Is(err, fs.ErrNotExist):
		return nil, lang.Errorf("%s holds no finished run, for %s is missing; name the output folder of mekiki train", dir, modelFile)
	}
	return nil, lang.Errorf("%w; name the output folder of a finished run", err)
}

// besideRun reads one run to show beside m.
func besideRun(at *desk.Desk, dir string, m *model.Model, mat *data.Material) (evaluation.Run, error) {
	path := filepath.Join(dir, modelFile)
	other, err := data.LoadModel(at, path)
	if err != nil {
		return evaluation.Run{}, err
	}
	if was, is := other.Meta.Data, m.Meta.Data; was.Fingerprint != is.Fingerprint {
		return evaluation.Run{}, lang.Errorf("%s was trained on other pictures (%s, fingerprint %.12s) than this model (%s, fingerprint %.12s), so their accuracies say nothing about each other; leave it out, or train it on the same data",
			path, was.Name, was.Fingerprint, is.Name, is.Fingerprint)
	}
	r := evaluation.Run{Folder: named(dir), Meta: other.Meta}
	if r.Eval, err = besideEvaluation(dir, other, mat); err != nil {
		return r, err
	}
	cure := fmt.Sprintf("mekiki eval --model %s --out %s", ShellWord(path), ShellWord(dir))
	if exists(filepath.Join(dir, evaluation.JSONFile)) {
		cure += " --overwrite"
	}
	switch {
	case r.Eval != nil:
	case !r.HasCurve():
		return r, lang.Errorf("%s has no accuracy to show: training on triplets measures none, and there is no %s of it; evaluate it first: %s", path, evaluation.JSONFile, cure)
	default:
		at.Note("%s has no %s with figures of test pictures, so its test accuracy is left out; measure it with: %s", dir, evaluation.JSONFile, cure)
	}
	return r, nil
}

// besideEvaluation reads the evaluation of a run's model from its report; nil where
// there is none, or none on the official test pictures.
func besideEvaluation(dir string, m *model.Model, mat *data.Material) (*eval.Result, error) {
	path := filepath.Join(dir, evaluation.JSONFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	cure := lang.T("write it again with: mekiki eval --model %s --out %s --overwrite", ShellWord(filepath.Join(dir, modelFile)), ShellWord(dir))
	e, seconds, err := evaluation.Read(f)
	switch {
	case err != nil:
		return nil, lang.Errorf("%s: %w; %s", path, err, cure)
	case seconds != m.Meta.Training.Seconds: // no two runs take equally long
		return nil, lang.Errorf("%s is about another model than %s beside it; %s", path, modelFile, cure)
	case e == nil || e.Queries == 0:
		return nil, nil
	case mat.Found != nil && (e.Queries != mat.Found.Set.Test.N || e.Gallery != mat.Found.Set.Train.N):
		return nil, lang.Errorf("%s was measured on %d test pictures among %d, not on the %d among %d of this data set; %s",
			path, e.Queries, e.Gallery, mat.Found.Set.Test.N, mat.Found.Set.Train.N, cure)
	}
	return e, nil
}

// besideName is how a figure calls the run of a model file: by its folder, or by the
// file where that is not the one that training writes, for a folder may hold several.
func besideName(path string) string {
	if filepath.Base(path) != modelFile {
		return path
	}
	return named(filepath.Dir(path))
}

// sameFile says whether two paths lead to one file or folder that is there.
func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// named is a folder by a path that ends in its name, as "." does not.
func named(dir string) string {
	if base := filepath.Base(dir); base != "." && base != ".." {
		return dir
	}
	path, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	return path
}
