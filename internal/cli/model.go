package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/atomicfile"
	"mekiki/internal/model"
	"mekiki/internal/plot"
	"mekiki/internal/report"
)

func (a *app) modelCommand() *cobra.Command {
	return group(&cobra.Command{Use: "model", Short: "Look into model files"}, a.modelShowCommand())
}

// pictureDPI is the resolution of a PNG picture: 2 pixels a point.
const pictureDPI = 144

func (a *app) modelShowCommand() *cobra.Command {
	var picture string
	cmd := &cobra.Command{
		Use:   "show FILE",
		Short: "Print layers, shapes, parameters and origin of a model; draw it",
		Long: `Prints the layers of a model with their shapes and parameter counts, and what the
file says about loss, data and training. --picture draws the model with its
three inputs as SVG or PNG.`,
		Example: `  mekiki model show mekiki-run/model.safetensors
  mekiki model show mekiki-run/model.safetensors --picture model.svg`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("model show wants one model file, such as mekiki-run/model.safetensors")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.modelShow(args[0], picture) },
	}
	cmd.Flags().StringVar(&picture, "picture", "", "draw the model into this `file`, .svg or .png")
	return cmd
}

// modelLayer is one layer as model show prints it.
type modelLayer struct {
	Name       string `json:"name"`
	Activation string `json:"activation"`
	Inputs     int    `json:"inputs"`
	Outputs    int    `json:"outputs"`
	Parameters int    `json:"parameters"`
}

func (a *app) modelShow(path, picture string) error {
	ext := strings.ToLower(filepath.Ext(picture))
	if picture != "" && ext != ".svg" && ext != ".png" {
		return usagef("picture %q: the name must end in .svg or .png", picture)
	}
	m, err := model.Load(path)
	if err != nil {
		return err
	}
	if picture != "" {
		if err := drawModel(m.Meta, picture, ext); err != nil {
			return err
		}
		a.note("picture: %s", picture)
	}
	v := struct {
		File          string       `json:"file"`
		Layers        []modelLayer `json:"layers"`
		Parameters    int          `json:"parameters"`
		WeightsSHA256 string       `json:"weights_sha256"`
		Meta          model.Meta   `json:"meta"`
	}{path, modelLayers(m.Meta.Network), m.Meta.Network.Parameters(), m.WeightsSHA256(), m.Meta}
	return a.result(v, func(t *table) {
		t.line("layer\tkind\tin\tout\tparameters")
		for _, l := range v.Layers {
			t.line("%s\t%s\t%d\t%d\t%d", l.Name, l.Activation, l.Inputs, l.Outputs, l.Parameters)
		}
		t.line("total\t\t\t\t%d", v.Parameters)
		t.line("")
		showMeta(t, m.Meta)
		t.line("weights\tSHA-256 %s", v.WeightsSHA256)
	})
}

func modelLayers(n model.Network) []modelLayer {
	var layers []modelLayer
	for l := 1; l < len(n.Widths); l++ {
		y := modelLayer{Name: fmt.Sprintf("layers.%d", l-1), Activation: "ReLU", Inputs: n.Widths[l-1], Outputs: n.Widths[l]}
		if l == len(n.Widths)-1 {
			y.Activation = "linear"
		}
		y.Parameters = (y.Inputs + 1) * y.Outputs
		layers = append(layers, y)
	}
	return layers
}

func showMeta(t *table, m model.Meta) {
	if m.Loss.Name != "" {
		t.line("loss\t%s: %s", m.Loss.Name, m.Loss)
	} else {
		t.line("loss\t%s", m.Loss)
	}
	if dim := m.Loss.Mahalanobis.Dim(); dim > 0 {
		t.line("mahalanobis\tfitted, %d components", dim)
	}
	t.line("pictures\t%d x %d x %d", m.Input.Height, m.Input.Width, m.Input.Channels)
	if len(m.Classes) > 0 {
		t.line("classes\t%s", strings.Join(m.Classes, ", "))
	}
	d := m.Data
	t.line("data\t%s, fingerprint %.12s", d.Name, d.Fingerprint)
	t.line("triplets\t%d, protocol %s, seed %d, %g for the test, %g of the rest for validation, split seed %d",
		d.Count, d.Triplets, d.TripletSeed, d.TestSize, d.ValSize, d.SplitSeed)
	r := m.Training
	t.line("training\t%d epochs, best %d, train_loss %.5f, val_loss %.5f, %.1f s, %.0f triplets/s",
		r.Epochs, r.BestEpoch, r.TrainLoss, r.ValLoss, r.Seconds, r.TripletsPerSecond)
	t.line("optimiser\tAdam, learning rate %g, batch %d, patience %d, seed %d", r.LearningRate, r.Batch, r.Patience, m.Seed)
	for _, w := range r.Warnings {
		t.line("warning\t%s", w)
	}
	t.line("program\tmekiki %s, file format %d", m.Program, model.Format)
}

// drawModel writes the three-input picture of the model.
func drawModel(meta model.Meta, path, ext string) error {
	figure, err := report.ModelFigure(meta)
	if err != nil {
		return fmt.Errorf("picture of the model: %w", err)
	}
	return writeFigure(figure, path, ext)
}

// writeFigure writes a figure as .png, or else as .svg.
func writeFigure(figure *plot.Figure, path, ext string) error {
	drawing := figure.SVG()
	if ext == ".png" {
		var err error
		if drawing, err = figure.PNG(pictureDPI); err != nil {
			return fmt.Errorf("picture %s: %w", path, err)
		}
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(drawing)
		return err
	})
}
