package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) modelCommand() *cobra.Command {
	return group(&cobra.Command{Use: "model", Short: "Look into model files, write them for other programs"}, a.modelShowCommand(), a.modelExportCommand())
}

func (a *app) modelShowCommand() *cobra.Command {
	var cfg work.ShowModelConfig
	cmd := &cobra.Command{
		Use:   "show FILE",
		Short: "Print layers, shapes, parameters and origin of a model; draw it",
		Long: `Prints the layers of a model with their shapes and parameter counts, the arithmetic
of one picture (a multiplication and an addition are two operations), and what the
file says about loss, data and training. Where a layer's output is a map, it says how
many pixels a side a cell of it sees and how many pixels the cells lie apart;
'mekiki embed --layer' writes such maps. --picture draws the model with its inputs
as SVG or PNG.`,
		Example: `  mekiki model show runs/last/model.safetensors
  mekiki model show runs/last/model.safetensors --picture model.svg`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse.Errorf("model show wants one model file, such as runs/last/model.safetensors")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			cfg.File = args[0]
			v, err := work.ShowModel(a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) { modelText(t, v) })
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// modelText prints what is in a model.
func modelText(t *table, m *work.ModelShown) {
	if m.Meta.Network.Arch != "" {
		t.line("layer\tkind\tin\tout\tparameters\tMFLOP\ta cell sees")
	} else {
		t.line("layer\tkind\tin\tout\tparameters\tMFLOP")
	}
	for _, l := range m.Layers {
		kind := strings.Repeat("  ", l.Depth) + l.Activation + l.Kind // what lies in residual blocks is moved in
		t.line("%s\t%s\t%s\t%s\t%s\t%s\t%s", l.Name, kind, shapeText(l.Inputs, l.In), shapeText(l.Outputs, l.Out), unlessZero(l.Parameters), millions(l.MFLOP), cellText(l.Field))
	}
	t.line("total\t\t\t\t%d\t%s", m.Parameters, millions(m.MFLOP))
	t.line("")
	showMeta(t, m.Meta)
	t.line("weights\tSHA-256 %s", m.WeightsSHA256)
}

func showMeta(t *table, m model.Meta) {
	o, err := m.Objective()
	switch {
	case err == nil && o.Triplets() == nil:
		t.line("loss\t%s", o.Title()+work.ParamsText(m.Batch.Params))
	case m.Loss.Name != "":
		t.line("loss\t%s: %s", m.Loss.Name, m.Loss)
	default:
		t.line("loss\t%s", m.Loss)
	}
	if dim := m.Loss.Mahalanobis.Dim(); dim > 0 {
		t.line("mahalanobis\tfitted, %d components", dim)
	}
	if d := m.Decision; d != nil {
		decisionLine(t, d)
	}
	pictures := lang.List{lang.T("%d x %d x %d", m.Input.Height, m.Input.Width, m.Input.Channels)}
	if m.Input.Policy != "" {
		pictures = append(pictures, lang.T("files of any size prepared by %s", m.Input.Policy))
	}
	if m.Input.ROI != "" {
		pictures = append(pictures, lang.T("of the region %s", m.Input.ROI))
	}
	t.line("pictures\t%s", pictures)
	if e := m.Eye; e != nil {
		t.line("eye\t%s", lang.List{
			lang.T("%s, SHA-256 %.12s", e.Name, e.SHA256), lang.T("the means of the channels of %s", strings.Join(e.Taps, ", ")), lang.T("%d values, which the layers above read", e.Dim),
		})
	}
	if p := m.Input.Preprocess(); !p.IsDefault() {
		t.line("values\ta value v enters as %v", p)
	}
	if len(m.Classes) > 0 {
		t.line("classes\t%s", strings.Join(m.Classes, ", "))
	}
	d, r := m.Data, m.Training
	t.line("data\t%s, fingerprint %.12s", d.Name, d.Fingerprint)
	if d.Split == train.SplitPictures {
		t.line("triplets\t%d, protocol %s, seed %d, of pictures apart: %g of each class for the test, %g of the rest for validation, split seed %d",
			d.Count, d.Triplets, d.TripletSeed, d.TestSize, d.ValSize, d.SplitSeed)
	} else {
		t.line("triplets\t%d, protocol %s, seed %d, %g for the test, %g of the rest for validation, split seed %d",
			d.Count, d.Triplets, d.TripletSeed, d.TestSize, d.ValSize, d.SplitSeed)
	}
	training := lang.List{
		lang.T("%d epochs", r.Epochs), lang.T("kept: the weights of epoch %d", r.BestEpoch),
		lang.T("train_loss %.5f", r.TrainLoss), lang.T("val_loss %s", valLoss(r.ValLoss, r.ValLossNote)),
	}
	if r.ValAccuracy > 0 {
		training = append(training, lang.T("5-NN accuracy on held-out pictures %.4f", r.ValAccuracy))
	}
	pace := lang.T("%.0f triplets/s", r.TripletsPerSecond)
	if m.Batch != nil {
		pace = lang.T("%.0f pictures/s", r.PicturesPerSecond)
	}
	t.line("training\t%s", append(training, lang.T("%.1f s", r.Seconds), pace))
	if m.Batch != nil {
		showBatch(t, m)
	} else {
		t.line("optimiser\tAdam, learning rate %g, batch %d, patience %d, seed %d", r.LearningRate, r.Batch, r.Patience, m.Seed)
	}
	for _, w := range r.Warnings {
		t.line("warning\t%s", t.as(colorWarning, t.lang.Say(lang.Saved(w))))
	}
	t.line("program\tmekiki %s, file format %d", m.Program, m.Format())
}

// decisionLine prints by what a model decides, and its threshold, if it has one.
func decisionLine(t *table, d *model.Decision) {
	decides := lang.List{lang.T("%s", distanceName(d.Measure))}
	if d.Threshold != nil {
		decides = append(decides, lang.T("up to %.6g", *d.Threshold))
		switch on := d.ChosenOn; {
		case on == nil:
		case on.Pairs > 0:
			decides = append(decides, lang.T("chosen on %d pairs of %d pictures of %s", on.Pairs, on.Pictures, on.Data),
				lang.T("takes %d of %d pairs of different classes for alike", on.Accepted, on.Pairs/2),
				lang.T("%d of %d of the same class for different", on.Rejected, on.Pairs/2))
		default:
			decides = append(decides, lang.T("chosen on %d pictures of %s", on.Pictures, on.Data))
		}
	}
	t.line("decides by\t%s", decides)
}
