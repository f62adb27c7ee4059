package work

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// largestONNX is how many bytes of an ONNX file are read: its format has no larger ones.
const largestONNX = 2 << 30

// usualSide is the height and width of pictures where neither the file nor the user
// says one.
const usualSide = 224

// ShowEyeConfig is what the description of a foreign network needs.
type ShowEyeConfig struct {
	// File is the ONNX file.
	File string   `json:"file"`
	Size string   `yaml:"size" json:"size,omitempty" value:"HxW" help:"HxW, height and width of the pictures, such as 256x256 (default: what the file says, else 224x224)"`
	Tap  []string `yaml:"tap" json:"tap,omitempty" value:"name" help:"name of a layer: show it only, and count what is needed for it; may be given several times"`
}

// Eye is what stands in the file of a network that another program trained.
type Eye struct {
	File string `json:"file"`
	// Producer is the program that wrote the file, where it says so.
	Producer string `json:"producer,omitempty"`
	// Opset is the version of the operations in the file.
	Opset int `json:"opset"`
	// Inputs are what the network was looked at with. Outputs are what it gives, or the taps.
	Inputs  []EyeValue `json:"inputs"`
	Outputs []EyeValue `json:"outputs"`
	// Layers are all in the order in which they are computed, or the taps as they were
	// asked for.
	Layers []EyeLayer `json:"layers"`
	// Parameters and MFLOP are of all that is needed for the outputs, or for the taps.
	// MFLOP is the arithmetic in millions of operations, of one picture, or of the batch
	// that the file fixes.
	Parameters int     `json:"parameters"`
	MFLOP      float64 `json:"mflop"`
}

// EyeValue is something that the network takes or gives.
type EyeValue struct {
	Name  string `json:"name"`
	Shape []int  `json:"shape"` // mostly batch, channels, height, width
}

// EyeLayer is a layer with the value that it makes.
type EyeLayer struct {
	// Name is that of the value in the file, by which it can be a tap.
	Name string `json:"name"`
	// Operation is in the words of ONNX, with the activation that it took in.
	Operation string `json:"operation"`
	Shape     []int  `json:"shape"`
	// Map is height and width of the map, or the number of tokens.
	Map      []int `json:"map,omitempty"`
	Channels int   `json:"channels,omitempty"`
	// Stride is how many pixels of the picture lie between neighbouring places, and Field
	// how many pixels a side a place sees, also beyond the picture's edges; neither where
	// every place sees all of it.
	Stride     float64 `json:"stride,omitempty"`
	Field      int     `json:"field,omitempty"`
	Parameters int     `json:"parameters"`
	MFLOP      float64 `json:"mflop"`
}

// ShowEye describes the network in an ONNX file, for one size of picture.
func ShowEye(ctx context.Context, at *desk.Desk, cfg ShowEyeConfig) (*Eye, error) {
	o := onnx.Options{Taps: cfg.Tap}
	if cfg.Size != "" {
		var err error
		if o.Height, o.Width, err = dataset.ParseSize(cfg.Size); err != nil {
			return nil, &misuse.Error{Err: err}
		}
	}
	m, err := readEye(cfg.File)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if assumeSize(m, &o) {
		at.Note("%s leaves height or width of the pictures open; %d pixels are taken, --size HxW takes others", cfg.File, usualSide)
	}
	g, err := m.Graph(o)
	if err != nil {
		err = lang.Errorf("%s: %w", cfg.File, err)
		if slices.ContainsFunc(cfg.Tap, func(tap string) bool { return !slices.Contains(m.Values(), tap) }) {
			return nil, &misuse.Error{Err: err}
		}
		return nil, err
	}
	return described(g, m, cfg)
}

// readEye reads the ONNX file at path.
func readEye(path string) (*onnx.Model, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, lang.Errorf("%w; give the path of an ONNX file", err)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := onnx.Read(f, largestONNX)
	if err != nil {
		return nil, lang.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// assumeSize gives pictures the usual size where neither the file nor o says one, and
// says whether it had to.
func assumeSize(m *onnx.Model, o *onnx.Options) bool {
	assumed := false
	for _, in := range m.Inputs {
		if len(in.Dims) != 4 {
			continue
		}
		if in.Dims[2].Size < 0 && o.Height == 0 {
			o.Height, assumed = usualSide, true
		}
		if in.Dims[3].Size < 0 && o.Width == 0 {
			o.Width, assumed = usualSide, true
		}
	}
	return assumed
}

// described is what there is to say of a graph of m: all layers, or those of the taps.
func described(g *graph.Graph, m *onnx.Model, cfg ShowEyeConfig) (*Eye, error) {
	v := &Eye{File: cfg.File, Producer: strings.TrimSpace(m.Producer), Opset: m.Opset}
	for _, in := range g.Inputs {
		v.Inputs = append(v.Inputs, EyeValue{in.Name, in.Shape})
	}
	named := map[string]EyeLayer{}
	for _, l := range onnx.Describe(g) {
		v.Parameters, v.MFLOP = v.Parameters+l.Parameters, v.MFLOP+l.MFLOP
		layer := EyeLayer{
			Name: l.Name, Operation: l.Op, Shape: l.Shape, Map: l.Places, Channels: l.Channels,
			Stride: l.Stride, Field: l.Field, Parameters: l.Parameters, MFLOP: l.MFLOP,
		}
		if named[l.Name] = layer; len(cfg.Tap) == 0 {
			v.Layers = append(v.Layers, layer)
		}
	}
	for _, out := range g.Outputs {
		v.Outputs = append(v.Outputs, EyeValue{out.Name, out.Value.Shape})
		if len(cfg.Tap) == 0 {
			continue
		}
		layer, ok := named[out.Value.Name]
		if !ok {
			return nil, misuse.Errorf("%s: %q is an input or a constant of the network, not a layer", cfg.File, out.Name)
		}
		layer.Name = out.Name
		v.Layers = append(v.Layers, layer)
	}
	return v, nil
}
