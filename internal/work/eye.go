package work

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/eye"
	"mekiki/internal/eye/family"
	"mekiki/internal/lang"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/report/eyefigure"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// ShowEyeConfig is what the description of an eye, or of a foreign network, needs.
type ShowEyeConfig struct {
	// File is eye.EmbeddedName, or a file that eye.Open opens.
	File   string   `json:"file"`
	Family string   `yaml:"family" json:"family,omitempty" value:"name" help:"which network weights belong to, where several have the same, such as tf_efficientnet_lite0"`
	Size   string   `yaml:"size" json:"size,omitempty" value:"HxW" help:"HxW, height and width of the pictures, such as 256x256 (default: what the file says, else 224x224)"`
	Tap    []string `yaml:"tap" json:"tap,omitempty" value:"name" help:"name of a layer: show it only, and count what is needed for it; may be given several times"`
	// Picture is a file of the network's picture, .svg or .png; "" draws none.
	Picture string `yaml:"picture" json:"picture,omitempty" value:"file" help:"draw the network into this file, .svg or .png"`
}

// Eye is what there is to say of a network that another program trained.
type Eye struct {
	EyeOrigin
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
	// Picture is the file of the network's picture, if one was asked for.
	Picture string `json:"picture,omitempty"`
}

// EyeOrigin says where an eye comes from and how it is used.
type EyeOrigin struct {
	File string `json:"file"`
	Name string `json:"name,omitempty"`
	// Family is the network by the name that timm, torchvision or its authors gave it.
	Family string `json:"family,omitempty"`
	// Producer is the program that wrote the file, where it says so.
	Producer string `json:"producer,omitempty"`
	// Licence and Source are in the words of whoever imported it.
	Licence string `json:"licence,omitempty"`
	Source  string `json:"source,omitempty"`
	// SourceSHA256 is that of the file that was imported, SHA256 that of File, and Bytes
	// its size.
	SourceSHA256 string `json:"source_sha256,omitempty"`
	SHA256       string `json:"sha256"`
	Bytes        int64  `json:"bytes"`
	// Taps are the layers to look at if nobody says others.
	Taps []string `json:"taps,omitempty"`
	// Preprocess is the formula by which a value v of a picture becomes the input.
	Preprocess string `json:"preprocess,omitempty"`
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
	// Stride is how many pixels of the picture lie between neighbouring places; absent
	// where there are none any more. Field is how many pixels a side a place sees, also
	// beyond the picture's edges; absent where every place sees all of it.
	Stride     float64 `json:"stride,omitempty"`
	Field      int     `json:"field,omitempty"`
	Parameters int     `json:"parameters"`
	MFLOP      float64 `json:"mflop"`
}

// EyeFamilies are the networks whose weights are known.
func EyeFamilies() []string { return family.Names() }

// ShowEye describes a network, for one size of picture.
func ShowEye(ctx context.Context, at *desk.Desk, cfg ShowEyeConfig) (*Eye, error) {
	ext := strings.ToLower(filepath.Ext(cfg.Picture))
	if cfg.Picture != "" && ext != ".svg" && ext != ".png" {
		return nil, misuse.Errorf("picture %s: the name must end in .svg or .png", cfg.Picture)
	}
	o := eye.Options{Taps: cfg.Tap}
	if cfg.Size != "" {
		var err error
		if o.Height, o.Width, err = dataset.ParseSize(cfg.Size); err != nil {
			return nil, &misuse.Error{Err: err}
		}
	}
	e, err := eye.Open(cfg.File, cfg.Family)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var assumed bool
	if o.Height, o.Width, assumed = e.SizeFor(o.Height, o.Width); assumed {
		at.Note("%s leaves height or width of the pictures open; %d pixels are taken, --size HxW takes others", cfg.File, max(o.Height, o.Width))
	}
	g, err := eyeGraph(e, cfg.File, o)
	if err != nil {
		return nil, err
	}
	v, err := described(g, e, cfg)
	if err != nil || cfg.Picture == "" {
		return v, err
	}
	v.Picture = cfg.Picture
	figure, err := eyefigure.Draw(at.Lang, g, v.Name, v.Preprocess)
	if err != nil {
		return nil, lang.Errorf("picture of the network: %w", err)
	}
	return v, WriteFigure(figure, cfg.Picture, ext)
}

// eyeGraph builds a graph of an eye from file. A tap that does not exist, or is given twice, is a mistake of
// the one who asks.
func eyeGraph(e *eye.Eye, file string, o eye.Options) (*graph.Graph, error) {
	if err := eachOnce(file, o.Taps); err != nil {
		return nil, err
	}
	g, err := e.Graph(o)
	return g, notAnEye(e, file, o, err)
}

// eachOnce refuses taps of which one is given twice: its channels would count double.
func eachOnce(file string, taps []string) error {
	for i, t := range taps {
		if slices.Contains(taps[:i], t) {
			return misuse.Errorf("%s: the layer %.80q is given twice; give --tap once for each layer", file, t)
		}
	}
	return nil
}

// notAnEye is what is wrong with e, by the name of its file; nil if err is.
func notAnEye(e *eye.Eye, file string, o eye.Options, err error) error {
	if err == nil {
		return nil
	}
	err = lang.Errorf("%s: %w", file, err)
	values := e.Values()
	if slices.ContainsFunc(o.Taps, func(t string) bool { return !slices.Contains(values, t) }) {
		return &misuse.Error{Err: err, Hint: lang.T("'mekiki eye show %s' lists the layers.", ShellWord(file))}
	}
	return err
}

// originOf says where an eye comes from.
func originOf(e *eye.Eye, file string) EyeOrigin {
	o := EyeOrigin{
		File: file, Name: e.Name, Family: e.Family, Producer: e.Producer, Licence: e.Licence, Source: e.Source,
		SourceSHA256: e.SourceHash, SHA256: e.Hash, Bytes: e.Bytes, Taps: e.Taps,
	}
	if e.Preprocess != nil {
		o.Preprocess = e.Preprocess.String()
	}
	return o
}

// described is what there is to say of a graph of e: all layers, or those of the taps.
func described(g *graph.Graph, e *eye.Eye, cfg ShowEyeConfig) (*Eye, error) {
	v := &Eye{EyeOrigin: originOf(e, cfg.File), Opset: e.Opset}
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
