package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work"
)

func (a *app) embedCommand() *cobra.Command {
	cfg := work.NewEmbedConfig()
	cmd := &cobra.Command{
		Use:   "embed --model FILE --out FILE.npy [PICTURES...]",
		Short: "Write the embeddings of pictures as a NumPy file",
		Long: `Writes a float32 array, one embedding for each picture. Pictures are PNG, JPEG, BMP,
TIFF or WebP files, or one IDX
file of pictures (rows in the order given, shape (N, dim)), or one .npy file of
triplets (shape (N, 3, dim)). Without any, a part of the data set is embedded:
--part train or test. FILE.names.txt beside it names the picture of each row: its file,
below the folder of the data set, or its part and place; triplets have none.

A model that was trained on a folder of picture files prepares picture files of any
size as it did there. Any other takes exactly its own size, grey or in colour as it was
trained.

--map writes what a layer of a convolutional model makes of the pictures instead, shape
(N, height, width, channels). There pictures may have another size than the model's,
all of them the same, if the model does not prepare them. Without --layer it is the last layer before the global
pool or the fully connected layer that ends all maps; 'mekiki model show' lists the
layers, their maps, and which pixels a cell of them sees.`,
		Example: `  mekiki embed --model runs/last/model.safetensors --out test.npy
  mekiki embed --model runs/last/model.safetensors --out parts.npy part1.png part2.png
  mekiki embed --model runs/last/model.safetensors --out maps.npy --layer 6 large1.png large2.png`,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Files, cfg.LayerGiven = args, cmd.Flags().Changed("layer")
			if len(args) > 0 {
				if err := unheeded(cmd.Flags(), lang.T("on files of pictures"), "part", "data", "sample", "transpose", "skip-broken", "memory"); err != nil {
					return err
				}
			}
			if cfg.OfFeatures() {
				return a.mapped(work.EmbedFeatures(cmd.Context(), a.desk(), cfg))
			}
			return a.embedded(work.Embed(cmd.Context(), a.desk(), cfg))
		},
	}
	bind(cmd, &cfg)
	completes(cmd, "part", []string{"test", "train"})
	return cmd
}

func (a *app) embedded(v *work.Embedded, err error) error {
	if err != nil {
		return err
	}
	return a.result(v, func(t *table) {
		t.line("%s, float32, shape %v", v.File, v.Shape)
		if v.Names != "" {
			t.line("%s, a name for each row", v.Names)
		}
	})
}

func (a *app) mapped(v *work.EmbeddedFeatures, err error) error {
	if err != nil {
		return err
	}
	return a.result(v, func(t *table) {
		t.line("%s, float32, shape %v", v.File, v.Shape)
		t.line("layer %d, %s: %s", v.Layer, v.Kind, fieldText(v.Field))
	})
}
