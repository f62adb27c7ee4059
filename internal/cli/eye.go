package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) eyeCommand() *cobra.Command {
	return group(&cobra.Command{Use: "eye", Short: "Look into networks that other programs trained"}, a.eyeShowCommand())
}

func (a *app) eyeShowCommand() *cobra.Command {
	var cfg work.ShowEyeConfig
	cmd := &cobra.Command{
		Use:   "show FILE.onnx",
		Short: "Print the layers of a network in an ONNX file",
		Long: `Prints the layers of a network that another program trained and exported as an ONNX
file: operation, size of the map, channels, stride (how many pixels of the picture
lie between neighbouring cells), receptive field (how many pixels a side a cell
sees, also beyond the edges), parameters and arithmetic for one picture (a
multiplication and an addition are two operations). Batch norms are counted with the
convolutions that they are folded into, activations with the operation before them.

--tap shows single layers by their names and counts only what is needed for them;
operations behind them need not be known.

Mekiki reads such files only to show them: it cannot run, train or inspect with such
a network yet, which comes later.`,
		Example: `  mekiki eye show resnet18.onnx
  mekiki eye show resnet18.onnx --size 256x256 --tap /layer3/layer3.1/relu_1/Relu_output_0`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse.Errorf("eye show wants one ONNX file, such as resnet18.onnx")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.File = args[0]
			v, err := work.ShowEye(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) { eyeText(t, v) })
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// eyeText prints a network layer by layer.
func eyeText(t *table, v *work.Eye) {
	t.line("layer\toperation\tmap\tchannels\tstride\treceptive field\tparameters\tMFLOP")
	for _, l := range v.Layers {
		t.line("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", foreign(l.Name), l.Operation, extents(l.Map), unlessZero(l.Channels), unlessZero(l.Stride), fieldOf(l), unlessZero(l.Parameters), millions(l.MFLOP))
	}
	t.line("total\t\t\t\t\t\t%d\t%s", v.Parameters, millions(v.MFLOP))
	t.line("")
	for _, in := range v.Inputs {
		t.line("input\t%s, %s", foreign(in.Name), extents(in.Shape))
	}
	for _, out := range v.Outputs {
		t.line("output\t%s, %s", foreign(out.Name), extents(out.Shape))
	}
	program := lang.T("opset %d", v.Opset)
	if v.Producer != "" {
		program = lang.T("written by %s, opset %d", foreign(v.Producer), v.Opset)
	}
	t.line("file\t%s", program)
}

// fieldOf is the receptive field of a layer.
func fieldOf(l work.EyeLayer) lang.Message {
	if l.Field == 0 {
		return lang.T("whole picture")
	}
	return lang.T("%d x %d", l.Field, l.Field)
}

// extents writes a shape as people do.
func extents(shape []int) string {
	texts := make([]string, len(shape))
	for i, d := range shape {
		texts[i] = fmt.Sprint(d)
	}
	return strings.Join(texts, " x ")
}

// foreign is a name of another program's file: quoted where it could do something to a
// terminal or a table.
func foreign(name string) string {
	if quoted := strconv.Quote(name); quoted != `"`+name+`"` {
		return quoted
	}
	return name
}
