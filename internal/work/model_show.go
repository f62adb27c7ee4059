package work

import (
	"path/filepath"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/report/modelfigure"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// ShowModelConfig is what a model is looked into with.
type ShowModelConfig struct {
	File    string `json:"file"`
	Picture string `yaml:"picture" json:"picture,omitempty" value:"file" help:"draw the model into this file, .svg or .png"`
}

// ModelShown is what is in a model.
type ModelShown struct {
	File   string       `json:"file"`
	Layers []ModelLayer `json:"layers"`
	// Parameters and MFLOP, the arithmetic of one picture in millions of operations,
	// are of all layers.
	Parameters    int        `json:"parameters"`
	MFLOP         float64    `json:"mflop_per_picture"`
	WeightsSHA256 string     `json:"weights_sha256"`
	Meta          model.Meta `json:"meta"`
}

// ModelLayer is one layer of a model. Those of a fully connected network have
// Activation, Inputs and Outputs, all others Kind, In and Out.
type ModelLayer struct {
	Name       string  `json:"name"`
	Activation string  `json:"activation,omitempty"`
	Inputs     int     `json:"inputs,omitempty"`
	Outputs    int     `json:"outputs,omitempty"`
	Kind       string  `json:"kind,omitempty"`
	In         []int   `json:"in,omitempty"` // height, width, channels
	Out        []int   `json:"out,omitempty"`
	Parameters int     `json:"parameters"`
	MFLOP      float64 `json:"mflop"` // of one picture
	// Field is what a cell of its map sees; nothing for the whole picture and for
	// what lies in residual blocks.
	Field *nn.Field `json:"field,omitempty"`
	// Depth is in how many residual blocks it lies.
	Depth int `json:"-"`
}

// modelLayers are the layers of y; fields are those of the layers outside of
// residual blocks.
func modelLayers(n model.Network, y *model.Layout, fields []nn.Field) []ModelLayer {
	layers := make([]ModelLayer, len(y.Layers))
	for i, l := range y.Layers {
		layers[i] = ModelLayer{Name: l.Name, Parameters: l.Parameters, MFLOP: float64(l.FLOP) / 1e6, Depth: l.Depth}
		if n.Arch != "" {
			layers[i].Kind, layers[i].In, layers[i].Out = l.Kind, sides(l.In), sides(l.Out)
			if l.Depth == 0 {
				layers[i].Field, fields = Sees(fields[0]), fields[1:]
			}
			continue
		}
		layers[i].Activation, layers[i].Inputs, layers[i].Outputs = "ReLU", l.In.Channels, l.Out.Channels
		if i == len(y.Layers)-1 {
			layers[i].Activation = "linear"
		}
	}
	return layers
}

func sides(s nn.Shape) []int { return []int{s.Height, s.Width, s.Channels} }

// ShowModel says what is in a model, and draws it where a picture is wanted.
func ShowModel(at *desk.Desk, cfg ShowModelConfig) (*ModelShown, error) {
	ext := strings.ToLower(filepath.Ext(cfg.Picture))
	if cfg.Picture != "" && ext != ".svg" && ext != ".png" {
		return nil, misuse.Errorf("picture %q: the name must end in .svg or .png", cfg.Picture)
	}
	m, err := data.LoadModel(at, cfg.File)
	if err != nil {
		return nil, err
	}
	layout, err := m.Meta.Layout()
	if err != nil {
		return nil, err // not of a model that was loaded
	}
	if cfg.Picture != "" {
		figure, err := modelfigure.Draw(at.Lang, m.Meta)
		if err != nil {
			return nil, lang.Errorf("picture of the model: %w", err)
		}
		if err := WriteFigure(figure, cfg.Picture, ext); err != nil {
			return nil, err
		}
		at.Note("picture: %s", cfg.Picture)
	}
	layers := modelLayers(m.Meta.Network, layout, m.Net.Arch().Fields(m.Net.Input()))
	return &ModelShown{cfg.File, layers, layout.Parameters, float64(layout.FLOP) / 1e6, m.WeightsSHA256(), m.Meta}, nil
}
