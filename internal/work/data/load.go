package data

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"mekiki/internal/dataset"
	"mekiki/internal/fetch"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// Pictures says where a command takes its pictures from: the sample, a folder,
// or, with the zero value, wherever Fashion-MNIST is found.
type Pictures struct {
	Data   string
	Sample bool
	// Transpose exchanges rows and columns of the pictures of Data or $MEKIKI_DATA.
	Transpose bool
	// Folder says how picture files in Data or $MEKIKI_DATA become a data set, and
	// Given which of its settings the user chose.
	Folder dataset.Folder
	Given  []string
	// Learned names the folder of pictures that a model learned from, which is no
	// Fashion-MNIST: whoever needs its data must say where. Empty without such a model.
	Learned string
}

// PicturesOf is where a run takes its pictures from.
func PicturesOf(cfg train.Config) Pictures {
	return Pictures{Data: cfg.Data, Sample: cfg.Sample, Transpose: cfg.Transpose, Folder: cfg.Folder(), Given: cfg.FolderGiven()}
}

// Parted says how the folder p was chosen and parted, of which found was made.
func Parted(p Pictures, found *fetch.Result) model.Folder {
	return model.Folder{Is: true, Object: p.Folder.Object, TestShare: found.Folder.TestShare, Resplit: p.Folder.Resplit, SkipBroken: p.Folder.SkipBroken}
}

// Anywhere says that the user named nothing.
func (p Pictures) Anywhere() bool { return p.Data == "" && !p.Sample && !p.Transpose }

// PicturesFor adds to where the user looks for pictures what a model's recipe says:
// the sample, if it learned from that and the user names nothing, how the
// Pictures of a folder were turned, how picture files become what it learned from, and
// that it was a folder.
func PicturesFor(at *desk.Desk, m *model.Meta, from Pictures) (Pictures, error) {
	made := m.Data
	if from.Anywhere() && made.Name == dataset.FashionMNISTSample && !made.Folder.Is {
		from.Sample = true
	}
	from.Transpose = from.Transpose || made.Transpose && NamesFolder(at, from)
	own := from.Folder
	own.Prepare, own.SplitSeed = Preparation(m.Input), made.SplitSeed
	own.Object, own.TestShare, own.Resplit = made.Folder.Object, made.Folder.TestShare, made.Folder.Resplit
	own.SkipBroken = from.Folder.SkipBroken || made.Folder.SkipBroken
	for _, key := range from.Given {
		asked := from.Folder
		asked.SplitSeed, asked.SkipBroken = own.SplitSeed, own.SkipBroken
		if asked.Prepare.C == 0 {
			asked.Prepare.C = own.Prepare.C
		}
		if key != "skip-broken" && asked != own {
			return from, misuse.Errorf("%s is not what the model was trained with, which prepares and parts pictures as in training; leave it out", key)
		}
	}
	from.Folder, from.Given = own, nil
	if made.Folder.Is {
		from.Learned = made.Name
	}
	return from, nil
}

// NamesFolder says whether the user named a folder of pictures.
func NamesFolder(at *desk.Desk, p Pictures) bool {
	return !p.Sample && (p.Data != "" || at.Data != "")
}

// Load finds and reads the pictures. What the user should know about their
// origin is printed as a note.
func Load(ctx context.Context, at *desk.Desk, p Pictures) (*fetch.Result, error) {
	if p.Learned != "" && p.Anywhere() && !NamesFolder(at, p) {
		return nil, misuse.Errorf("the model learned from the pictures of a folder, %q; name it with --data FOLDER", p.Learned)
	}
	if p.Transpose && !NamesFolder(at, p) {
		return nil, misuse.Errorf("transpose turns the pictures of a folder; name it with --data")
	}
	if len(p.Given) > 0 && !NamesFolder(at, p) {
		return nil, misuse.Errorf("%s is a setting of a folder of pictures; name it with --data", p.Given[0])
	}
	if p.Sample {
		return fetch.Sample()
	}
	if p.Folder.Prepare == (dataset.Preparation{}) { // nobody asked for a folder, but $MEKIKI_DATA may be one
		p.Folder = (&train.Config{}).Folder()
	}
	progress, done := readingProgress(at)
	defer done()
	return fetch.Load(ctx, fetch.Options{
		DataDir: p.Data, Transpose: p.Transpose, Folder: p.Folder, FolderGiven: p.Given, EnvDir: at.Data, CacheDir: at.Cache,
		Progress: progress, Log: func(line lang.Message) { at.Note("%s", line) },
	})
}

// manyPictures is how many pictures of a folder take so long to read that a command
// shows how far it is.
const manyPictures = 1000

// readingProgress shows how many pictures of a folder are read, where they are many.
func readingProgress(at *desk.Desk) (progress func(done, of int), done func()) {
	shown, done := at.Count(lang.T("pictures"))
	return func(n, of int) {
		if of >= manyPictures {
			shown(n, of)
		}
	}, done
}

// LoadModel reads a model file, and notes what was made of its weights.
func LoadModel(at *desk.Desk, path string) (*model.Model, error) {
	m, err := model.Load(path)
	if err != nil {
		return nil, err
	}
	for _, r := range m.Remarks {
		at.Note("%s: %s", path, lang.Saved(r))
	}
	return m, nil
}

// ReadTriplets reads a file of triplets, and notes what was made of its values.
func ReadTriplets(at *desk.Desk, path string) (*dataset.Triplets, error) {
	dir, name := SplitPath(path)
	t, err := dataset.ReadTriplets(os.DirFS(dir), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, lang.Errorf("triplets in %s: %w; 'mekiki data triplets --out FILE.npy' makes such a file", dir, err)
	}
	if err != nil {
		return nil, lang.Errorf("triplets in %s: %w", dir, err)
	}
	for _, r := range t.Remarks {
		at.Note("%s", r)
	}
	return t, nil
}
