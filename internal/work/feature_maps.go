package work

import (
	"context"
	"io"
	"slices"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// mapsAtOnce is how many values of maps and of pictures are in memory, where one
// picture does not have more.
const mapsAtOnce = 1 << 24

// EmbeddedFeatures is what EmbedFeatures wrote.
type EmbeddedFeatures struct {
	// File holds float32 values of this shape: pictures, height, width, channels.
	File  string `json:"file"`
	Shape []int  `json:"shape"`
	Model string `json:"model"`
	// Layer is the number of the layer, Kind its text in the network's.
	Layer int    `json:"layer"`
	Kind  string `json:"kind"`
	// Field is what a cell of the map sees; absent where that is the whole picture.
	Field *nn.Field `json:"field,omitempty"`
}

// EmbedFeatures writes the output of a layer for each picture.
func EmbedFeatures(ctx context.Context, at *desk.Desk, cfg EmbedConfig) (*EmbeddedFeatures, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	m, err := data.LoadModel(at, cfg.Model)
	if err != nil {
		return nil, err
	}
	layer, err := featureLayer(m, cfg)
	if err != nil {
		return nil, lang.Errorf("%s: %w", cfg.Model, err)
	}
	from, err := findFeatureInput(ctx, at, m, cfg, cfg.Files)
	if err != nil {
		return nil, err
	}
	mapper, err := m.Net.Features(layer, from.in, cfg.Workers)
	if err != nil {
		return nil, lang.Errorf("%s of %d x %d, maps of layer %d: %w", lang.Saved(from.name), from.in.Height, from.in.Width, layer, err)
	}
	cell := mapper.Output()
	shape := append(slices.Clone(from.shape), cell.Height, cell.Width, cell.Channels)
	if err := writeFeatureMaps(ctx, cfg.Out, mapper, from, shape, mapsAtOnce); err != nil {
		return nil, err
	}
	if from.seen != nil {
		data.NotePictures(at, from.seen)
	}
	return &EmbeddedFeatures{cfg.Out, shape, cfg.Model, layer, m.Net.Arch()[layer].String(), Sees(mapper.Field())}, nil
}

// featureLayer is the layer whose maps are asked for.
func featureLayer(m *model.Model, cfg EmbedConfig) (int, error) {
	switch {
	case m.Meta.Eye != nil:
		return 0, lang.Errorf("its network reads the vectors of an eye and has no maps; those of the eye come with: mekiki embed --eye EYE --map --tap LAYER")
	case m.Net.Plain():
		return 0, lang.Errorf("a fully connected network has no maps; use a convolutional one, as 'mekiki train --preset cnn-small' makes it")
	}
	if cfg.LayerGiven {
		return cfg.Layer, nil
	}
	layer := m.Net.LastMap()
	if layer < 0 {
		return 0, lang.Errorf("its layers see the whole picture, none has a map; choose one all the same with --layer, see 'mekiki model show %s'", cfg.Model)
	}
	return layer, nil
}

// writeFeatureMaps writes a file of maps, some pictures at a time: those of most values, or
// one.
func writeFeatureMaps(ctx context.Context, path string, mapper *nn.FeatureMapper, from *featureInput, shape []int, most int) error {
	size, at := mapper.Output().Size(), 0
	group := max(1, most/max(size, from.in.Size()))
	maps := make([]float32, min(group, from.count)*size)
	var failed error // of reading, which is no fault of the file that is written
	err := atomicfile.Write(path, func(w io.Writer) error {
		return dataset.WriteNPYParts(w, func() ([]float32, error) {
			if failed = ctx.Err(); failed != nil {
				return nil, failed
			}
			n := min(group, from.count-at)
			src, rows, err := from.read(at, at+n)
			if err != nil {
				failed = err
				return nil, err
			}
			mapper.Map(maps[:n*size], src, rows)
			at += n
			return maps[:n*size], nil
		}, shape...)
	})
	if failed != nil {
		return failed
	}
	return err
}

// Sees is a field for JSON: nothing for the whole picture.
func Sees(f nn.Field) *nn.Field {
	if f.Whole() {
		return nil
	}
	return &f
}
