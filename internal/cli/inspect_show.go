package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
)

func (a *app) inspectShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show INSPECTOR",
		Short: "Say what is in an inspector",
		Long: `Says what an inspector looks with, at what size and by which distance, how many parts it
knows, where REVIEW and NG begin, beyond which limits a picture is not judged, and how it
came to be: each step with date, who, program, the file before, and the pictures that came
in with their SHA-256, of which --json has all. Tests that inspect test --keep wrote into
the file come last, the newest first.`,
		Example: "  mekiki inspect show bracket.mekiki\n  mekiki inspect show bracket.mekiki --json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse.Errorf("inspect show wants one inspector: mekiki inspect show bracket.mekiki")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := work.InspectShow(args[0])
			if err != nil {
				return err
			}
			return a.result(s, func(t *table) { inspectorText(t, s) })
		},
	}
}

// inspectorText prints what is in an inspector.
func inspectorText(t *table, s *work.InspectorShown) {
	t.line("inspector\t%s, %s", foreign(s.File), mebibytes(s.Bytes))
	t.line("eye\t%s, layers %s", foreign(s.Eye), strings.Join(s.Taps, ", "))
	taughtText(t, s.SelfTaught)
	t.line("light\t%s", lightText(s.Light))
	t.line("looks at\t%s, %s", sizeText(s.Input.Height, s.Input.Width, s.Scales), s.Input.Policy)
	if s.Input.ROI != "" {
		t.line("region of interest\t%s", s.Input.ROI)
	}
	t.line("learned\t%d good pictures, %d vectors of %d numbers", s.Good, s.Vectors, s.Numbers)
	t.line("keeps\t%d good and %d bad pictures, %s", s.Album.Good, s.Album.Bad, mebibytes(s.Album.Bytes))
	t.line("distance\t%s", s.Distance)
	if h := s.Half; h != nil {
		t.line("distance at half the size\t%s, to %d vectors", h.Distance, h.Vectors)
		t.line("score\t%.3g of the whole size + %.3g of half of it", h.Whole, h.Own)
	}
	thresholdsText(t, &s.Choice)
	knownText(t, s.Figures)
	low, high := s.Guard.Least, s.Guard.Most
	t.line("judged are pictures with\tlight %.4g to %.4g, contrast from %.4g, detail from %.3g, a usual place up to %.3g times as far as in a good one", low.Light, high.Light, low.Contrast, low.Detail, high.Typical)
	if high.Colour > 0 {
		t.line("\tcolour %.3g to %.3g, oddness of the whole up to %.3g", low.Colour, high.Colour, high.Odd)
	}
	if high.Aspect > 0 {
		t.line("\tfiles of %.0f to %.0f pixels in height, %.0f to %.0f in width, width over height %.3g to %.3g", low.Height, high.Height, low.Width, high.Width, low.Aspect, high.Aspect)
	}
	t.line("")
	lineageText(t, s.Lineage)
	testsText(t, s.Tests, s.Thresholds)
}
