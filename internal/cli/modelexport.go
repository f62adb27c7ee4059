package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) modelExportCommand() *cobra.Command {
	var cfg work.ExportConfig
	cmd := &cobra.Command{
		Use:   "export FILE --onnx FILE.onnx",
		Short: "Write a model as an ONNX file for other programs",
		Long: `Writes the network of a model as an ONNX file, which ONNX Runtime, OpenVINO and others
run. What is made of the values of a picture is in it: its input "pictures" takes bytes,
0 to 255, as a picture file has them, shape (N, height, width, channels), grey or RGB, of
the model's size, any number N at a time. Its output "embedding" is what 'mekiki embed'
writes. Pictures of another size must be prepared before, as the model would do it;
'mekiki model show' says how.

--known FILE, which 'mekiki predict --known FILE' writes, puts known pictures into the
network. It then says what 'mekiki predict' says: "distance" to each known picture,
"nearest" with the numbers of the 5 nearest and their "nearest_distance", "class" and
"unknown". Distances are computed in float64. The angular distance (ang) and formulas
with it cannot be exported.

Version, SHA-256 of the weights, classes, distance and threshold stand in the metadata
of the file.`,
		Example: `  mekiki model export runs/last/model.safetensors --onnx model.onnx
  mekiki model export runs/last/model.safetensors --known known.safetensors --onnx model.onnx`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse.Errorf("model export wants one model file, such as runs/last/model.safetensors")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Model = args[0]
			v, err := work.ExportModel(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) { exportText(t, v) })
		},
	}
	bind(cmd, &cfg)
	return cmd
}

// exportText prints what the file takes and gives.
func exportText(t *table, v *work.Exported) {
	t.line("%s, ONNX with opset %d, %d bytes", v.File, v.Opset, v.Bytes)
	for _, in := range v.Inputs {
		t.line("input\t%s\t%s\t%s", in.Name, in.Type, batched(in.Shape))
	}
	for _, out := range v.Outputs {
		t.line("output\t%s\t%s\t%s", out.Name, out.Type, batched(out.Shape))
	}
	if v.Decision != nil {
		decisionLine(t, v.Decision)
	}
}

// batched writes a shape with the number of pictures open.
func batched(shape []int) string {
	texts := make([]string, len(shape))
	for i, d := range shape {
		if texts[i] = strconv.Itoa(d); d < 0 {
			texts[i] = "N"
		}
	}
	return strings.Join(texts, " x ")
}
