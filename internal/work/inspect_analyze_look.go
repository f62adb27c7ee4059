package work

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"mekiki/internal/analyze/distances"
	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
)

// look sees all pictures.
func (w *inspectAnalysis) look(ctx context.Context, at *desk.Desk) error {
	progress, end := at.Count(lang.T("pictures"))
	defer end()
	total := len(w.good.names) + len(w.bad.names) + len(madeStrengths)*w.Made
	done := 0
	for _, g := range []*analyzedPictures{&w.good, &w.made, &w.bad} {
		if g == &w.made {
			w.makeDefects()
		}
		g.sight = make([]inspect.Sight, len(g.names))
		worker := func() func(i int, s *inspect.Sight) { return func(i int, s *inspect.Sight) { g.sight[i] = *s } }
		var err error
		if w.leftOut {
			err = w.n.SeeLeftOut(ctx, g, g.fold, w.workers, worker)
		} else {
			err = w.n.See(ctx, g, len(g.names), w.workers, worker)
		}
		if err != nil {
			return err
		}
		done += len(g.names)
		progress(done, total)
	}
	return nil
}

// Numbers of places that are compared: of good pictures about so many in all, of others at most so many of each.
const goodPlaces, otherPlaces = 20_000, 100

// group is what the distances that are seen say of pictures, divided as the mix has it.
func (w *inspectAnalysis) group(a *analyzedPictures, parts []int, mix inspect.Mix) (distances.Group, error) {
	g := distances.Group{Dependent: a == &w.made, Farthest: a == &w.bad && a.mask == nil}
	for i := range a.sight {
		s := &a.sight[i]
		p := distances.Picture{Name: a.names[i]}
		if a.kinds != nil {
			p.Kind = a.kinds[i]
		}
		for _, part := range parts {
			p.Raw = append(p.Raw, s.Score(part))
			p.Divided = append(p.Divided, s.Score(part)/mix.Divisor(part, s))
		}
		high, wide := s.Shape()
		most, list := otherPlaces, []int(nil)
		switch {
		case a == &w.good:
			most = max(1, goodPlaces/len(a.sight))
			for at := range high * wide {
				list = append(list, at)
			}
			p.Far = placesAt(s, parts, farthest(s, parts, mix))
		case a.mask != nil:
			mask, err := a.mask(i)
			if err != nil {
				return g, err
			}
			list = inside(mask, w.n.Input.Height, w.n.Input.Width, high, wide)
		default:
			list = farthest(s, parts, mix)
		}
		if len(list) > most {
			rng := rand.New(rand.NewPCG(w.Seed^0x706c616365, uint64(i)))
			rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			list = list[:most]
		}
		p.Places = placesAt(s, parts, list)
		g.Pictures = append(g.Pictures, p)
	}
	return g, nil
}

// placesAt are distances of places, a row for each part.
func placesAt(s *inspect.Sight, parts, list []int) [][]float64 {
	rows := make([][]float64, len(parts))
	for d, part := range parts {
		all := s.Distances(part)
		for _, at := range list {
			rows[d] = append(rows[d], float64(all[at]))
		}
	}
	return rows
}

// farthest are the places of a picture that are farthest by the sum of its distances, each over what the mix divides it by: as
// many as a score is of.
func farthest(s *inspect.Sight, parts []int, mix inspect.Mix) []int {
	high, wide := s.Shape()
	sum, order := make([]float64, high*wide), make([]int, high*wide)
	for _, part := range parts {
		by := mix.Divisor(part, s)
		for at, d := range s.Distances(part) {
			sum[at] += float64(d) / by
		}
	}
	for at := range order {
		order[at] = at
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sum[b], sum[a]) })
	return order[:max(1, int(float64(len(order))*inspect.TopShare))]
}

// insideFrom is how much of a place a defect must cover to be in it.
const insideFrom = 0.25

// inside are the places of a map (high, wide) that lie in a mask of height x width pixels; if none is covered
// enough, that which is covered most. None of an empty mask, or of nil.
func inside(mask []uint8, height, width, high, wide int) []int {
	if mask == nil {
		return nil
	}
	on, of := make([]int, high*wide), make([]int, high*wide)
	for y := range height {
		for x := range width {
			at := y*high/height*wide + x*wide/width
			of[at]++
			if mask[y*width+x] != 0 {
				on[at]++
			}
		}
	}
	var list []int
	best, most := -1, 0.0
	for at := range on {
		share := float64(on[at]) / float64(max(1, of[at]))
		if share >= insideFrom {
			list = append(list, at)
		}
		if share > most {
			best, most = at, share
		}
	}
	if list == nil && best >= 0 {
		list = []int{best}
	}
	return list
}
