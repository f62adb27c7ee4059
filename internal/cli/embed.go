package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/lang"
	"mekiki/internal/work"
)

func (a *app) embedCommand() *cobra.Command {
	cfg := work.NewEmbedConfig()
	cmd := &cobra.Command{
		Use:   "embed --model FILE|--eye EYE --out FILE.npy [PICTURES...]",
		Short: "Write the embeddings of pictures as a NumPy file",
		Long: `Writes a float32 array, one embedding for each picture. Pictures are PNG, JPEG, BMP,
TIFF or WebP files, or one IDX
file of pictures (rows in the order given, shape (N, dim)), or one .npy file of
triplets (shape (N, 3, dim)). Without any, a part of the data set is embedded:
--part train, test or all, the training pictures first. FILE.names.txt beside it names the picture of each row: its file,
below the folder of the data set, or its part and place; triplets have none.

A model that was trained on a folder of picture files prepares picture files of any
size as it did there. Any other takes exactly its own size, grey or in colour as it was
trained.

--map writes what a layer of a convolutional model makes of the pictures instead, shape
(N, height, width, channels). There pictures may have another size than the model's,
all of them the same, if the model does not prepare them. Without --layer it is the last layer before the global
pool or the fully connected layer that ends all maps; 'mekiki model show' lists the
layers, their maps, and which pixels a cell of them sees.

--eye looks with a network that has seen the world instead of a model: "embedded", or a
file that 'mekiki eye import' wrote. A row holds the mean of each channel of the layers
that the eye looks at, or of those that --tap names. Picture files are prepared as --size
(default 256x256, or what the eye fixes), --policy and --roi say; grey is repeated in
three channels. With --map, the map of the one layer that --tap names.`,
		Example: `  mekiki embed --model runs/last/model.safetensors --out test.npy
  mekiki embed --model runs/last/model.safetensors --out parts.npy part1.png part2.png
  mekiki embed --model runs/last/model.safetensors --out maps.npy --layer 6 large1.png large2.png
  mekiki embed --eye embedded --data parts --part all --size 512 --out seen.npy`,
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Files, cfg.LayerGiven = args, cmd.Flags().Changed("layer")
			if len(args) > 0 {
				if err := unheeded(cmd.Flags(), lang.T("on files of pictures"), "part", "data", "sample", "transpose", "object", "test-share", "resplit", "skip-broken", "memory"); err != nil {
					return err
				}
			}
			if cfg.Eye != "" {
				return a.seen(cmd, cfg)
			}
			if err := unheeded(cmd.Flags(), lang.T("without --eye"), "tap", "size", "policy", "roi"); err != nil {
				return err
			}
			if cfg.OfFeatures() {
				return a.mapped(work.EmbedFeatures(cmd.Context(), a.desk(), cfg))
			}
			return a.embedded(work.Embed(cmd.Context(), a.desk(), cfg))
		},
	}
	bind(cmd, &cfg)
	completes(cmd, "part", work.EmbedParts)
	return cmd
}

// seen embeds by an eye.
func (a *app) seen(cmd *cobra.Command, cfg work.EmbedConfig) error {
	if err := unheeded(cmd.Flags(), lang.T("with --eye, whose layers have names: --tap"), "layer"); err != nil {
		return err
	}
	text := func(file string, shape []int, used work.EyeUsed, names string) func(t *table) {
		return func(t *table) {
			t.line("%s, float32, shape %v", file, shape)
			for _, l := range used.Taps {
				t.line("layer %s, %d channels, of pictures of %d x %d", foreign(l.Name), l.Channels, used.Pictures[0], used.Pictures[1])
			}
			if names != "" {
				t.line("%s, a name for each row", names)
			}
		}
	}
	if cfg.Maps {
		v, err := work.MapsByEye(cmd.Context(), a.desk(), cfg)
		if err != nil {
			return err
		}
		return a.result(v, text(v.File, v.Shape, v.EyeUsed, ""))
	}
	v, err := work.EmbedByEye(cmd.Context(), a.desk(), cfg)
	if err != nil {
		return err
	}
	return a.result(v, text(v.File, v.Shape, v.EyeUsed, v.Names))
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
