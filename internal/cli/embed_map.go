package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"mekiki/internal/atomicfile"
	"mekiki/internal/dataset"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// mapsAtOnce is how many values of maps and of pictures are in memory, where one
// picture does not have more.
const mapsAtOnce = 1 << 24

// embeddedMaps is the result of embed --map.
type embeddedMaps struct {
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

// embedMaps writes the output of a layer for each picture.
func (a *app) embedMaps(ctx context.Context, f embedFlags, files []string) error {
	m, err := a.loadModel(f.model)
	if err != nil {
		return err
	}
	layer, err := mapLayer(m, f)
	if err != nil {
		return fmt.Errorf("%s: %w", f.model, err)
	}
	from, err := a.mapInput(ctx, m, f, files)
	if err != nil {
		return err
	}
	mapper, err := m.Net.Features(layer, from.in, f.workers)
	if err != nil {
		return fmt.Errorf("%s of %d x %d, maps of layer %d: %w", from.name, from.in.Height, from.in.Width, layer, err)
	}
	out := mapper.Output()
	shape := slices.Concat(from.shape, sides(out))
	if err := writeMaps(ctx, f.out, mapper, from, shape, mapsAtOnce); err != nil {
		return err
	}
	if from.seen != nil {
		a.notePictures(from.seen)
	}
	v := embeddedMaps{f.out, shape, f.model, layer, m.Net.Arch()[layer].String(), seen(mapper.Field())}
	return a.result(v, func(t *table) {
		t.line("%s, float32, shape %v", v.File, v.Shape)
		t.line("layer %d, %s: %s", layer, v.Kind, fieldText(mapper.Field()))
	})
}

// mapLayer is the layer whose maps are asked for.
func mapLayer(m *model.Model, f embedFlags) (int, error) {
	if m.Net.Plain() {
		return 0, errors.New("a fully connected network has no maps; use a convolutional one, as 'mekiki train --preset cnn-small' makes it")
	}
	if f.layerSet {
		return f.layer, nil
	}
	layer := m.Net.LastMap()
	if layer < 0 {
		return 0, fmt.Errorf("its layers see the whole picture, none has a map; choose one all the same with --layer, see 'mekiki model show %s'", f.model)
	}
	return layer, nil
}

// writeMaps writes a file of maps, some pictures at a time: those of most values, or
// one.
func writeMaps(ctx context.Context, path string, mapper *nn.FeatureMapper, from *mapInput, shape []int, most int) error {
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

// seen is a field for JSON: nothing for the whole picture.
func seen(f nn.Field) *nn.Field {
	if f.Whole() {
		return nil
	}
	return &f
}

// fieldText says in words what a cell of a map sees.
func fieldText(f nn.Field) string {
	if f.Whole() {
		return "each cell sees the whole picture"
	}
	axis := func(name string) string {
		s := name
		if f.Stride != 1 {
			s = fmt.Sprintf("%d*%s", f.Stride, name)
		}
		if f.First < 0 {
			s += fmt.Sprintf(" - %d", -f.First)
		}
		return s
	}
	return fmt.Sprintf("cell (y, x) sees the %d x %d pixels from row %s and column %s on", f.Size, f.Size, axis("y"), axis("x"))
}
