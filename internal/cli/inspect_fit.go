package cli

import (
	"github.com/spf13/cobra"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/work"
)

func (a *app) inspectFitCommand() *cobra.Command {
	cfg := work.NewInspectFitConfig()
	cmd := &cobra.Command{
		Use:   "fit --good FOLDER --out FILE",
		Short: "Learn what good parts look like",
		Long: `Makes an inspector of pictures of good parts; 20 are enough to begin. A network that
has seen the world, the eye, describes each place of a picture; the inspector keeps
those vectors that cover all that good parts show.

How a new picture is compared is found on the good parts themselves: each is left out
and judged by what was learned from the others. Length, angle and Mahalanobis distance
are weighted by how little they vary from good part to good part. The threshold is the
one above which no more than --overkill of good parts should come; from a lower one on,
which --review of them reach, a part is REVIEW. How sure that is stands in the result.

Weights from outside can be done without: --eye none makes a small eye of the good
pictures themselves, and of --unlabelled ones, in a minute or so. It sees less than the one in the
program, on fine defects much less: docs/inspection.md says by how much, and when it is enough.

Another distance is given with --distance: a formula of the distances of a place to the
nearest good vectors, euc (length), cos (angle), mah (Mahalanobis) and local (euc over the
spread of the good vectors there), such as mah/s_mah + cos/s_cos. s_mah is the median
score by mah alone of good parts that were left out; level_mah, the lower quartile of mah in
the picture itself, is 1 in a usual good one. inspect compare says which distance is better.

Small defects vanish when pictures are made small. --defect 12px says how small the smallest
is that must be found; the pictures are then looked at as large as that takes, and large
ones in tiles, so that memory stays bounded. The shape of the pictures is kept.

Pictures whose shorter side is 512 pixels or more are looked at twice, at 512 pixels and
at half of that, and the score is the sum of both, each over its spread over good parts:
small defects are seen in the one, large ones in the other. It takes about four times as long;
--scales 1 leaves it at 256.

Where good parts vary in light or contrast, each picture is brought to the usual ones
before the eye looks, so that a darker picture is not taken for a bad part. --light raw
leaves pictures as they are, for parts that are bad when they are darker or paler.

Where parts lie in a fixture, --position fixed compares a place only with the same place
of good parts, so that what is missing is seen though it is good elsewhere. Where few good
parts lie anyhow, --copies turned learns turned copies of them, too.

Of known bad parts, with --bad, none is OK: REVIEW begins at the lowest of them where good
parts do not let it begin earlier. With --max-escape the lower threshold is as high as
that share of bad parts allows, with 95 % confidence. Few bad parts prove little, and the
result says how little. With --cost-escape, --cost-overkill and --bad-rate both thresholds
are the cheapest ones for the known parts. All of this can be moved afterwards: mekiki
inspect thresholds.

The worst good pictures are listed. Look at them: a bad part among the good ones makes
the inspector blind for its like.`,
		Example: `  mekiki inspect fit --good good --out bracket.mekiki
  mekiki inspect fit --good good --bad bad --max-escape 0.02 --out bracket.mekiki
  mekiki inspect fit --good good --distance "mah/s_mah + cos/s_cos" --out bracket.mekiki
  mekiki inspect fit --good good --defect 12px --overkill 0.005 --out bracket.mekiki
  mekiki inspect fit --good good --position fixed --out label.mekiki
  mekiki inspect fit --good good --eye none --unlabelled line --out bracket.mekiki`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f, err := work.InspectFit(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(f, func(t *table) { fittedText(t, f) })
		},
	}
	bind(cmd, &cfg)
	completes(cmd, "position", text(append(inspect.Positions(), inspect.AutoPosition)))
	completes(cmd, "light", text(append(inspect.Lights(), inspect.AutoLight)))
	completes(cmd, "scales", []string{"auto", "1", "2"})
	completes(cmd, "copies", text(inspect.AllCopies()))
	return cmd
}

// fittedText prints what was learned.
func fittedText(t *table, f *work.Fitted) {
	t.line("inspector\t%s, %s", f.File, mebibytes(f.Bytes))
	t.line("eye\t%s", foreign(f.Eye))
	taughtText(t, f.SelfTaught)
	t.line("looks at\t%s", sizeText(f.Height, f.Width, f.Scales))
	t.line("light\t%s", lightText(f.Light))
	t.line("learned\t%d good pictures, %d vectors of %d numbers", f.Good, f.Vectors, f.Numbers)
	if f.Exact {
		t.line("gallery\texact: chosen among all %d places", f.Pool.Places)
	} else {
		t.line("gallery\tapproximate: chosen among %d of %d places, those that cover each picture best", f.Pool.From, f.Pool.Places)
	}
	if k := f.Album; k.Good+k.Bad > 0 {
		t.line("pictures kept\t%d of %d good, %d bad, %s", k.Good, f.Good, k.Bad, mebibytes(k.Bytes))
	} else {
		t.line("pictures kept\tnone")
	}
	t.line("distance\t%s", f.Distance)
	thresholdsText(t, &f.Choice)
	t.line("")
	t.line("good pictures that are least like the others, judged without them:")
	for _, k := range f.Worst {
		verdict := lang.T("")
		if f.Thresholds.Verdict(k.Score) != risk.OK {
			verdict = lang.T("look at it")
		}
		t.line("%s\t%.4g\t%s", foreign(k.Name), k.Score, verdict)
	}
}

// taughtText prints how an eye was made here, if it was.
func taughtText(t *table, s *inspect.SelfTaught) {
	if s == nil {
		return
	}
	pictures := lang.T("%d good pictures", s.Pictures)
	if s.Unlabelled > 0 {
		pictures = lang.T("%d pictures, %d of them unlabelled", s.Pictures, s.Unlabelled)
	}
	how := lang.T("its weights are random numbers")
	switch s.Making {
	case inspect.ByFilters:
		how = lang.T("its filters are directions found in the pictures")
	case inspect.ByTriplets:
		how = lang.T("trained by triplets of patches, loss %s, %d steps", foreign(s.Loss), s.Steps)
	}
	t.line("\tmade here of %s in %.0f s, no outside weights; %s", pictures, s.Seconds, how)
	for _, tried := range s.Tried {
		t.line("\t%s\tsees %.1f %% of made-up defects", makingText(tried.Making), 100*tried.Seen)
	}
}

// makingText is how weights came to be.
func makingText(m inspect.Making) lang.Message {
	switch m {
	case inspect.ByTriplets:
		return lang.T("triplets")
	case inspect.ByFilters:
		return lang.T("filters")
	}
	return lang.T("random weights")
}

// sizeText is at which sizes pictures are looked at.
func sizeText(high, wide, scales int) lang.Message {
	if scales == 2 {
		return lang.T("%d x %d pixels, height by width, and half of that", high, wide)
	}
	return lang.T("%d x %d pixels, height by width", high, wide)
}

// lightText is how pictures are lit that the eye looks at.
func lightText(l inspect.Light) lang.Message {
	if l == inspect.UsualLight {
		return lang.T("mean and contrast of each picture brought to the usual ones")
	}
	return lang.T("as it is")
}

// mebibytes is a size of a file.
func mebibytes(n int64) lang.Message { return lang.T("%.1f MiB", float64(n)/(1<<20)) }

// text is names as plain text.
func text[T ~string](names []T) []string {
	list := make([]string, len(names))
	for i, n := range names {
		list[i] = string(n)
	}
	return list
}
