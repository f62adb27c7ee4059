package work

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// EmbedConfig is what embeddings of pictures, or maps of a layer, need.
type EmbedConfig struct {
	Model string `yaml:"model" json:"model,omitempty" short:"m" value:"file" help:"model file"`
	Eye   string `yaml:"eye" json:"eye,omitempty" value:"eye" help:"eye to look with instead of a model: embedded, or a file that 'mekiki eye import' wrote"`
	Out   string `yaml:"out" json:"out" short:"o" value:"file" help:"file to write, ending in .npy"`
	folder.Replace
	Part    string `yaml:"part" json:"part" help:"part of the data set to embed: train, test or all, the training pictures first"`
	Workers int    `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
	Maps    bool   `yaml:"map" json:"map,omitempty" help:"write the maps of a layer, not embeddings"`
	// Layer counts only where LayerGiven; then Maps is meant, too.
	Layer      int  `yaml:"layer" json:"layer,omitempty" value:"number" help:"number of the layer whose maps are written, as in layers.6; means --map (default the last map)"`
	LayerGiven bool `json:"layer_given,omitempty"`
	// Tap and the size of pictures count only with an eye.
	Tap      []string     `yaml:"tap" json:"tap,omitempty" value:"name" help:"name of a layer of the eye to look at; may be given several times (default: those that the eye names)"`
	Pictures train.Config `only:"data,sample,transpose,size,policy,roi,object,test-share,resplit,skip-broken,memory"`
	// Files are pictures to embed instead of a part of the data set.
	Files []string `json:"files,omitempty"`
}

// EmbedParts are the parts of a data set that can be embedded.
var EmbedParts = []string{trainPart, testPart, allParts}

// NewEmbedConfig has the usual settings.
func NewEmbedConfig() EmbedConfig { return EmbedConfig{Part: testPart, Pictures: usual()} }

// check refuses what no data can make right.
func (c *EmbedConfig) check() error {
	switch {
	case c.Model != "" && c.Eye != "":
		return misuse.Errorf("model and eye exclude each other; give one of them")
	case c.Model == "" && c.Eye == "" || strings.ToLower(filepath.Ext(c.Out)) != ".npy":
		return misuse.Errorf("embed needs --model FILE, or --eye EYE, and --out FILE.npy")
	case !slices.Contains(EmbedParts, c.Part):
		return misuse.Unknown(lang.T("part"), c.Part, EmbedParts)
	}
	if err := settings.Threads(c.Workers); err != nil {
		return err
	}
	if slices.ContainsFunc(c.Files, func(file string) bool { return sameFile(file, c.Out) }) {
		return misuse.Errorf("out is %s, one of the files to embed, which would be replaced; give another name", c.Out)
	}
	return c.Free("out", c.Out, namesName(c.Out))
}

// OfFeatures says whether maps of a layer are asked for.
func (c *EmbedConfig) OfFeatures() bool { return c.Maps || c.LayerGiven }

// Embedded is what Embed wrote.
type Embedded struct {
	// File holds float32 values of this shape.
	File  string `json:"file"`
	Shape []int  `json:"shape"`
	Model string `json:"model"`
	// Names is the file with a name for each row; absent for triplets.
	Names string `json:"names,omitempty"`
}

// Embed writes the embeddings of pictures as a NumPy file.
func Embed(ctx context.Context, at *desk.Desk, cfg EmbedConfig) (*Embedded, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	from, err := chosen(cfg.Pictures)
	if err != nil {
		return nil, err
	}
	m, err := data.LoadModel(at, cfg.Model)
	if err != nil {
		return nil, err
	}
	im, shape, name, names, err := embedInput(ctx, at, m, cfg, from, cfg.Files)
	if err != nil {
		return nil, err
	}
	if err := data.Fits(m, im); err != nil {
		return nil, lang.Errorf("%s: %w", lang.Saved(name), err)
	}
	rows, err := embed(ctx, m.Net, im, nil, cfg.Workers)
	if err != nil {
		return nil, err
	}
	shape = append(shape, m.Net.Dim())
	if err := writeEmbeddings(cfg.Out, rows, shape, names); err != nil {
		return nil, err
	}
	v := &Embedded{File: cfg.Out, Shape: shape, Model: cfg.Model}
	if names != nil {
		v.Names = namesName(cfg.Out)
	}
	return v, nil
}

// embedInput reads the pictures and says the shape of the array but for dim, what
// to call them together, and the name of each, nil for triplets.
func embedInput(ctx context.Context, at *desk.Desk, m *model.Model, f EmbedConfig, from data.Pictures, files []string) (im *dataset.Images, shape []int, name string, names []string, err error) {
	if len(files) > 0 {
		return fileInput(at, files, m.Meta.Input)
	}
	if from, err = data.PicturesFor(at, &m.Meta, from); err != nil {
		return nil, nil, "", nil, err
	}
	return partInput(ctx, at, f.Part, from)
}

// partInput reads a part of a data set.
func partInput(ctx context.Context, at *desk.Desk, part string, from data.Pictures) (im *dataset.Images, shape []int, name string, names []string, err error) {
	load := data.LoadParts
	if part == trainPart { // which nobody will hold against another part
		load = data.Load
	}
	found, err := load(ctx, at, from)
	if err != nil {
		return nil, nil, "", nil, err
	}
	set := found.Set
	var whose lang.Message
	switch part {
	case trainPart:
		im, whose = set.Train, lang.T("the train pictures")
		names = pictureNames(trainPart, set.Train.N, set.TrainItems)
	case testPart:
		im, whose = set.Test, lang.T("the test pictures")
		names = pictureNames(testPart, set.Test.N, set.TestItems)
	default:
		names = slices.Concat(pictureNames(trainPart, set.Train.N, set.TrainItems), pictureNames(testPart, set.Test.N, set.TestItems))
		set.Train.Append(set.Test)
		im, whose = set.Train, lang.T("all pictures")
	}
	return im, []int{im.N}, whose.String(), names, nil
}

// fileInput reads files that were named.
func fileInput(at *desk.Desk, files []string, in model.Input) (im *dataset.Images, shape []int, name string, names []string, err error) {
	im, shape, err = readInput(at, files, in)
	switch {
	case err != nil:
	case data.IsPicture(files[0]):
		names = files
	case len(shape) == 1:
		names = pictureNames(filepath.Base(files[0]), im.N, nil)
	}
	return im, shape, files[0], names, err
}

// readInput reads picture files of the size in, or one IDX or .npy file, and says the
// shape of the array of their embeddings but for dim.
func readInput(at *desk.Desk, files []string, in model.Input) (*dataset.Images, []int, error) {
	if data.IsPicture(files[0]) {
		var seen dataset.PictureTally
		im, err := data.ReadPictures(files, in, &seen)
		data.NotePictures(at, &seen)
		return im, []int{len(files)}, err
	}
	if len(files) > 1 {
		return nil, nil, misuse.Errorf("give %s files, or one IDX or .npy file; %s is none of the first", data.PictureKinds, files[0])
	}
	if strings.ToLower(filepath.Ext(files[0])) == ".npy" {
		t, err := data.ReadTriplets(at, files[0])
		if err != nil {
			return nil, nil, err
		}
		return t.Images, []int{t.Len(), 3}, nil
	}
	dir, name := data.SplitPath(files[0])
	im, err := dataset.ReadIDXImages(os.DirFS(dir), name)
	if err != nil {
		return nil, nil, lang.Errorf("pictures in %s: %w", dir, err)
	}
	return im, []int{im.N}, nil
}
