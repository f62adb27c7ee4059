package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"mekiki/internal/dataset"
	"mekiki/internal/fetch"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/misuse"
)

// pictures says where a command takes its pictures from: the sample, a folder,
// or, with the zero value, wherever Fashion-MNIST is found.
type pictures struct {
	Data   string
	Sample bool
	// Transpose exchanges rows and columns of the pictures of Data or $MEKIKI_DATA.
	Transpose bool
	// Folder says how picture files in Data or $MEKIKI_DATA become a data set, and
	// given which of its settings the user chose.
	Folder dataset.Folder
	given  []string
}

// picturesOf is where a run takes its pictures from.
func picturesOf(cfg train.Config) pictures {
	return pictures{cfg.Data, cfg.Sample, cfg.Transpose, cfg.Folder(), cfg.FolderGiven()}
}

// anywhere says that the user named nothing.
func (p pictures) anywhere() bool { return p.Data == "" && !p.Sample && !p.Transpose }

// picturesFor adds to where the user looks for pictures what a model's recipe says:
// the sample, if it learned from that and the user names nothing, how the
// pictures of a folder were turned, and how picture files become what it learned from.
func (a *app) picturesFor(m *model.Meta, from pictures) (pictures, error) {
	d := m.Data
	if from.anywhere() && d.Name == dataset.FashionMNISTSample && !d.Folder.Is {
		from.Sample = true
	}
	from.Transpose = from.Transpose || d.Transpose && a.namesFolder(from)
	own := from.Folder
	own.Prepare, own.SplitSeed = preparation(m.Input), d.SplitSeed
	own.Object, own.TestShare, own.Resplit = d.Folder.Object, d.Folder.TestShare, d.Folder.Resplit
	own.SkipBroken = from.Folder.SkipBroken || d.Folder.SkipBroken
	for _, key := range from.given {
		asked := from.Folder
		asked.SplitSeed, asked.SkipBroken = own.SplitSeed, own.SkipBroken
		if asked.Prepare.C == 0 {
			asked.Prepare.C = own.Prepare.C
		}
		if key != "skip-broken" && asked != own {
			return from, misuse.Errorf("%s is not what the model was trained with, which prepares and parts pictures as in training; leave it out", key)
		}
	}
	from.Folder, from.given = own, nil
	return from, nil
}

// namesFolder says whether the user named a folder of pictures.
func (a *app) namesFolder(p pictures) bool {
	return !p.Sample && (p.Data != "" || a.Getenv("MEKIKI_DATA") != "")
}

// loadSet finds and reads the pictures. What the user should know about their
// origin is printed as a note.
func (a *app) loadSet(ctx context.Context, p pictures) (*fetch.Result, error) {
	if p.Transpose && !a.namesFolder(p) {
		return nil, misuse.Errorf("transpose turns the pictures of a folder; name it with --data")
	}
	if len(p.given) > 0 && !a.namesFolder(p) {
		return nil, misuse.Errorf("%s is a setting of a folder of pictures; name it with --data", p.given[0])
	}
	if p.Sample {
		return fetch.Sample()
	}
	if p.Folder.Prepare == (dataset.Preparation{}) { // nobody asked for a folder, but $MEKIKI_DATA may be one
		p.Folder = (&train.Config{}).Folder()
	}
	progress, done := a.readingProgress()
	defer done()
	return fetch.Load(ctx, fetch.Options{
		DataDir: p.Data, Transpose: p.Transpose, Folder: p.Folder, FolderGiven: p.given, EnvDir: a.Getenv("MEKIKI_DATA"), CacheDir: a.cacheDir(),
		Progress: progress, Log: func(line string) { a.note("%s", line) },
	})
}

// manyPictures is how many pictures of a folder take so long to read that a command
// shows how far it is.
const manyPictures = 1000

// readingProgress shows how many pictures of a folder are read, where they are many.
func (a *app) readingProgress() (progress func(done, of int), done func()) {
	shown, done := a.countProgress("pictures")
	return func(n, of int) {
		if of >= manyPictures {
			shown(n, of)
		}
	}, done
}

// cacheDir is the user's cache folder for pictures, or "" on a system account
// without one.
func (a *app) cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "mekiki", "fashion-mnist")
}

// loadModel reads a model file, and notes what was made of its weights.
func (a *app) loadModel(path string) (*model.Model, error) {
	m, err := model.Load(path)
	if err != nil {
		return nil, err
	}
	for _, r := range m.Remarks {
		a.note("%s: %s", path, r)
	}
	return m, nil
}

// readTriplets reads a file of triplets, and notes what was made of its values.
func (a *app) readTriplets(path string) (*dataset.Triplets, error) {
	dir, name := splitPath(path)
	t, err := dataset.ReadTriplets(os.DirFS(dir), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("triplets in %s: %w; 'mekiki data triplets --out FILE.npy' makes such a file", dir, err)
	}
	if err != nil {
		return nil, fmt.Errorf("triplets in %s: %w", dir, err)
	}
	for _, r := range t.Remarks {
		a.note("%s", r)
	}
	return t, nil
}
