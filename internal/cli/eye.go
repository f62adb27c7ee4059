package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) eyeCommand() *cobra.Command {
	return group(&cobra.Command{
		Use: "eye", Short: "Networks that have seen the world: list, look into, import",
		Long: `An eye is a network that another program trained on millions of pictures, and the
layers of it that one looks at. Its features tell parts apart without any training of
one's own. One eye is in the program: "embedded". Others are ONNX files; 'mekiki eye
import' makes them of networks and weights of PyTorch.`,
		Example: "  mekiki eye list\n  mekiki eye show embedded\n  mekiki eye import resnet18.pth --out resnet18.onnx",
	}, a.eyeListCommand(), a.eyeShowCommand(), a.eyeImportCommand())
}

func (a *app) eyeListCommand() *cobra.Command {
	var cfg work.ListEyesConfig
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Say which eyes there are, from where, and under which licence",
		Long: `Lists the eye in the program and, with --dir, the eyes in a folder: the layers that
they look at with stride (pixels between neighbouring places) and channels, their
size, where the weights come from and their licence.`,
		Example: "  mekiki eye list\n  mekiki eye list --dir eyes",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			v, err := work.ListEyes(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) {
				for i := range v.Eyes {
					if i > 0 {
						t.line("")
					}
					foundText(t, &v.Eyes[i])
				}
			})
		},
	}
	bind(cmd, &cfg)
	return cmd
}

func (a *app) eyeShowCommand() *cobra.Command {
	var cfg work.ShowEyeConfig
	cmd := &cobra.Command{
		Use:   "show EYE",
		Short: "Print the layers of an eye, its origin and its licence",
		Long: `Prints the layers of an eye: operation, size of the map, channels, stride (how many
pixels of the picture lie between neighbouring cells), receptive field (how many
pixels a side a cell sees, also beyond the edges), parameters and arithmetic for one
picture (a multiplication and an addition are two operations). Batch norms are counted
with the convolutions that they are folded into, activations with the operation before
them.

EYE is "embedded" for the one in the program, or a file: ONNX, weights of PyTorch
(.pth, .safetensors) of a network that is known by its names, or a Python wheel that
holds one of these. Nothing in such a file is executed.

--tap shows single layers by their names and counts only what is needed for them;
operations behind them need not be known.`,
		Example: `  mekiki eye show embedded
  mekiki eye show resnet18.onnx --size 256x256 --tap /layer3/layer3.1/relu_1/Relu_output_0
  mekiki eye show embedded --picture eye.svg
  mekiki eye show tf_efficientnet_lite0.safetensors --family tf_efficientnet_lite0`,
		Args: oneEye,
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
	completes(cmd, "family", work.EyeFamilies())
	return cmd
}

func (a *app) eyeImportCommand() *cobra.Command {
	var cfg work.ImportEyeConfig
	cmd := &cobra.Command{
		Use:   "import FILE --out EYE.onnx",
		Short: "Make an eye of a network or weights that another program trained",
		Long: `Reads an ONNX file (also with weights in files beside it), weights of PyTorch (.pth,
.safetensors), or a Python wheel that holds one of these, and writes one ONNX file: cut
to what the layers given by --tap need, all weights inside, and with properties that say
where to look, how pictures are prepared, where the weights come from and their licence.

Weights alone must be those of a network that is known by the names that timm,
torchvision or its authors give: EfficientNet-Lite 0 to 2, MobileNetV2 and V3, ResNet-18,
-34 and -50, Wide-ResNet-50-2, ConvNeXt-Tiny, DINOv2 ViT-S/14. --family says which where
several have the same weights. Nothing in such a file is executed.

The input of the network is (v/255 x range - mean) / std for a value v of 0 to 255.`,
		Example: `  mekiki eye import resnet18-f37072fd.pth --licence BSD-3-Clause --out resnet18.onnx
  mekiki eye import net.onnx --tap /layer2/Relu_output_0 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 --out net-eye.onnx`,
		Args: oneEye,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.File = args[0]
			v, err := work.ImportEye(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) { foundText(t, v) })
		},
	}
	bind(cmd, &cfg)
	completes(cmd, "family", work.EyeFamilies())
	return cmd
}

// oneEye wants one eye or file.
func oneEye(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return &misuse.Error{Err: lang.Errorf("%s wants one eye: \"embedded\", or a file such as resnet18.onnx", cmd.CommandPath()), Hint: seeHelp(cmd)}
	}
	return nil
}
