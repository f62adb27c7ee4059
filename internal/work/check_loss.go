package work

import (
	"context"
	"path/filepath"
	"strings"

	"mekiki/internal/analyze/losscheck"
	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/report/lossfigure"
	"mekiki/internal/train"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// LossCheckConfig is what a look at a loss needs.
type LossCheckConfig struct {
	// Loss is a name or a formula, Params set its parameters.
	Loss     string             `json:"loss"`
	Params   map[string]float64 `json:"params,omitempty"`
	Model    string             `yaml:"model" json:"model,omitempty" short:"m" value:"file" help:"measure on the embeddings of this model file"`
	Pictures train.Config       `only:"data,sample"`
	Picture  string             `yaml:"picture" json:"picture,omitempty" value:"file" help:"draw the loss as a surface into this file, .svg or .png"`
	Seed     uint64             `yaml:"seed" json:"seed" help:"seed of the made-up triplets"`
	Workers  int                `yaml:"workers" json:"workers" help:"threads; 0 takes every core"`
}

// NewLossCheckConfig has the usual settings.
func NewLossCheckConfig() LossCheckConfig {
	return LossCheckConfig{Params: map[string]float64{}, Pictures: usual(), Seed: 1}
}

// LossChecked is what CheckLoss found.
type LossChecked struct {
	*losscheck.Result
	// On says what the loss was measured on; Picture is the file of its drawing.
	On      string `json:"measured_on"`
	Picture string `json:"picture,omitempty"`
}

// CheckLoss says what minimising a loss does, measured on made-up triplets or on the
// validation triplets of a model.
func CheckLoss(ctx context.Context, at *desk.Desk, cfg LossCheckConfig) (*LossChecked, error) {
	ext := strings.ToLower(filepath.Ext(cfg.Picture))
	if cfg.Picture != "" && ext != ".svg" && ext != ".png" {
		return nil, misuse.Errorf("picture %s: the name must end in .svg or .png", cfg.Picture)
	}
	spec, err := triplet.Parse(cfg.Loss)
	if err != nil {
		return nil, &misuse.Error{Err: err}
	}
	spec = spec.With(cfg.Params)
	if _, err := triplet.Compile[float64](spec); err != nil {
		return nil, &misuse.Error{Err: err}
	}
	emb, dim := losscheck.MadeUp(cfg.Seed)
	on := lang.T("made-up triplets")
	if cfg.Model != "" {
		if spec, emb, dim, err = validationEmbeddings(ctx, at, spec, cfg); err != nil {
			return nil, err
		}
		on = lang.T("validation triplets of %s", cfg.Model)
	}
	c, err := losscheck.Check(spec, emb, dim)
	if err != nil {
		return nil, err
	}
	if cfg.Picture != "" {
		figure, err := lossfigure.Draw(at.Lang, c)
		if err != nil {
			return nil, lang.Errorf("picture of the loss: %w", err)
		}
		if err := WriteFigure(figure, cfg.Picture, ext); err != nil {
			return nil, err
		}
	}
	return &LossChecked{c, on.String(), cfg.Picture}, nil
}

// validationEmbeddings embeds the triplets that choose: never those of the test.
// A loss that wants a state gets one fitted on the training triplets.
func validationEmbeddings(ctx context.Context, at *desk.Desk, spec triplet.Spec, cfg LossCheckConfig) (triplet.Spec, []float64, int, error) {
	m, err := data.LoadModel(at, cfg.Model)
	if err != nil {
		return spec, nil, 0, err
	}
	mat, err := data.GatherFor(ctx, at, m, data.PicturesOf(cfg.Pictures), "")
	if err != nil {
		return spec, nil, 0, err
	}
	if spec, err = train.FitLoss(spec, m.Net, mat.Split.Train, cfg.Workers); err != nil {
		return spec, nil, 0, err
	}
	emb, err := embedTriplets(ctx, m.Net, mat.Split.Val, cfg.Workers)
	if err != nil {
		return spec, nil, 0, err
	}
	wide := make([]float64, len(emb))
	for i, v := range emb {
		wide[i] = float64(v)
	}
	return spec, wide, m.Net.Dim(), nil
}
