package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/lang"
	"mekiki/internal/work"
)

func (a *app) mapCommand() *cobra.Command {
	cfg := work.NewMapConfig()
	cmd := &cobra.Command{
		Use:   "map MODEL [PICTURES...]",
		Short: "See the embedding: pictures on a map by PCA and t-SNE",
		Long: `Draws the embeddings of pictures in the plane, each class in its colour, and writes
a page on which every point shows its picture. PCA is a straight shadow of the
vectors; t-SNE keeps neighbours together. The page says with figures how much of
the neighbourhoods each map keeps.

Without PICTURES a part of the data set is drawn, and pictures whose 5 nearest
training pictures call them another class are marked (training pictures: whose 5
nearest others do). PICTURES are PNG, JPEG, BMP, TIFF or WebP files, of any size if the model was trained
on a folder of such files and else of its size, or one IDX file, or one .npy file of triplets. With --raw the pixels themselves are drawn,
and MODEL is left out.

At most --points pictures are drawn, chosen at random by --seed. The same seed gives the
same map for any number of threads. Another seed also starts t-SNE a little
otherwise: what differs between two seeds is chance.

The output folder gets map.html, map.json, and for each method the figure as SVG and
PNG and the places as .npy for NumPy, float32 of shape (N, 2).`,
		Example: `  mekiki map runs/last/model.safetensors
  mekiki map runs/last/model.safetensors --space euclidean --points 2000 --out map-euclidean
  mekiki map --raw --method pca --out map-raw`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cfg.Files = args; !cfg.Raw && len(args) > 0 {
				cfg.Model, cfg.Files = args[0], args[1:]
			}
			if len(cfg.Files) > 0 {
				if err := unheeded(cmd.Flags(), lang.T("on files of pictures"), append([]string{"part"}, work.PictureKeys...)...); err != nil {
					return err
				}
			}
			v, page, err := work.Map(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) { mapText(t, v.Page, page) })
		},
	}
	bind(cmd, &cfg)
	for name, values := range map[string][]string{"part": {"test", "train"}, "space": {"cosine", "euclidean"}, "method": projection.Methods()} {
		completes(cmd, name, values)
	}
	return cmd
}
