package work

import (
	"cmp"
	"math"
	"slices"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/report/contest"
)

// disagreed are the tested bad parts about which two methods differ most: length and angle where both
// are compared, else the first two. First come those that the first of the two puts above more good parts.
func (w *inspectComparison) disagreed(last *lastDraw) ([]contest.Disagreed, error) {
	c, pair := last.contest, [2]int{0, 1}
	length, angle := slices.Index(c.Methods, inspect.PartNames[gallery.Euclidean]), slices.Index(c.Methods, inspect.PartNames[gallery.Cosine])
	if length >= 0 && angle >= 0 {
		pair = [2]int{length, angle}
	}
	above := [2][]float64{w.above(c, pair[0]), w.above(c, pair[1])}
	var order []int
	for i, x := range w.parts {
		if x.Bad && !math.IsNaN(above[0][i]) && above[0][i] != above[1][i] {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Compare(above[0][j]-above[1][j], above[0][i]-above[1][i])
	})
	list := []contest.Disagreed{}
	for k, i := range order {
		lead := above[0][i] - above[1][i]
		if !(lead > 0 && k < w.Shown || lead < 0 && k >= len(order)-w.Shown) {
			continue
		}
		d := contest.Disagreed{
			File: within(w.Data, w.test.files[i:i+1])[0], Kind: w.parts[i].Kind,
			Methods: [2]string{c.Methods[pair[0]], c.Methods[pair[1]]}, Above: [2]float64{above[0][i], above[1][i]},
		}
		if w.Out != "" {
			if err := w.show(&d, last, pair, i); err != nil {
				return nil, err
			}
		}
		list = append(list, d)
	}
	return list, nil
}

// show adds the picture and what the inspectors of the last draw say of it.
func (w *inspectComparison) show(d *contest.Disagreed, last *lastDraw, pair [2]int, part int) error {
	pix, err := w.test.Bytes(part)
	if err != nil {
		return err
	}
	if d.Picture, err = ownShape(w.test.files[part], w.view.in, sheetSide); err != nil {
		return err
	}
	for k, m := range pair {
		j, err := last.inspectors[m].Judge(1)
		if err != nil {
			return err
		}
		d.Results[k], d.Thresholds[k] = j.Judge(pix), last.inspectors[m].Thresholds
		j.Close()
	}
	return nil
}

// above are the shares of tested good parts that each part scores above by a method, the mean over the draws in which
// it is judged; NaN where there is none.
func (w *inspectComparison) above(c *risk.Contest, method int) []float64 {
	list := make([]float64, len(w.parts))
	for i := range list {
		sum, draws := 0.0, 0.0
		for d := range c.Scores {
			if c.Without[d][i] {
				continue
			}
			below, good := 0.0, 0.0
			for k, x := range w.parts {
				if x.Bad {
					continue
				}
				if good++; c.Scores[d][method][k] < c.Scores[d][method][i] {
					below++
				}
			}
			sum, draws = sum+below/good, draws+1
		}
		list[i] = sum / draws
	}
	return list
}
