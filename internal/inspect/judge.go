package inspect

import (
	"fmt"
	"sync"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/patch"
	"mekiki/internal/inspect/risk"
)

// Judge judges one picture after another. One goroutine at a time may use it; several
// Judges of one Inspector are independent.
type Judge struct {
	n       *Inspector
	look    *patch.Looker
	high    int
	wide    int
	workers int
	scratch []*gallery.Scratch
	zones   *gallery.Zones // nil: places are compared with all of the gallery
	zoned   []*gallery.ZoneScratch
	found   *gallery.Found
	lead    gallery.Part // one that is searched for
	far     distances    // of found, and local ones
	spread  []float32    // of the gallery, where the distance needs it
	border  []float32    // what distances are multiplied by; nil: by nothing
	join    *joiner
	room    *room
	vectors patch.Vectors // of the last picture
	usual   float64       // usualLimit of the inspector
	head    *headJudge    // nil without a head
	coarse  *Judge        // of the coarse scale; nil without one
	half    []uint8       // the last picture, for it
}

// Result is what there is to say of a picture.
type Result struct {
	Verdict risk.Verdict `json:"verdict"`
	// Score is the raw score, at all times; the thresholds have its unit.
	Score float64 `json:"score"`
	// Reason says why the guard did not let the picture be judged; "" if it did.
	Reason Reason `json:"reason,omitempty"`
	// Figures are what the guard looked at.
	Figures Figures `json:"figures"`
	// Regions are the places that are far from good, the worst first.
	Regions []Region `json:"regions"`
	// Nearest is what the worst place was compared with.
	Nearest Nearest `json:"nearest"`
	// ROI is what was judged; nil: the whole picture.
	ROI *ROI `json:"-"`
	// Map has the distance of each place, row by row, the same scale for all pictures; 0 where nothing was judged.
	Map        []float32 `json:"-"`
	High, Wide int       `json:"-"`
}

// Nearest is the worst place of a picture and the good place that is nearest to it.
type Nearest struct {
	X float64 `json:"x"` // of the place, shares of width and height
	Y float64 `json:"y"`
	// Picture is the good picture, a number of Inspector.Good, and U, V the place there.
	Picture int     `json:"picture"`
	U       float64 `json:"u"`
	V       float64 `json:"v"`
	// Share is how much each part of the distance, by its name, has of the place's number.
	Share map[string]float64 `json:"share"`
}

// Judge makes what a judgement needs; so many workers share the work of one picture, which
// changes no bit. Close ends them. Errors are in a user's words.
func (n *Inspector) Judge(workers int) (*Judge, error) {
	f, err := n.views(workers)
	if err != nil {
		return nil, err
	}
	return newJudge(n, f, workers, n.Mix.wants()), nil
}

// newJudge is a Judge that searches for some parts, those that the distance needs or more.
func newJudge(n *Inspector, v views, workers int, wants []gallery.Part) *Judge {
	f := v.fine
	j := &Judge{n: n, look: f.Looker(), high: f.High, wide: f.Wide, workers: max(1, workers), usual: n.usualLimit()}
	places := f.Places()
	j.zones = n.zones(f.High, f.Wide)
	for range j.workers {
		if j.zones != nil {
			j.zoned = append(j.zoned, j.zones.NewScratch(wants...))
		} else {
			j.scratch = append(j.scratch, n.Gallery.NewScratch())
		}
	}
	j.found = gallery.NewFound(places, wants...)
	j.lead = wants[0]
	copy(j.far[:], j.found.Distance[:])
	if j.spread = n.Spread; j.spread != nil {
		j.far[Local] = make([]float32, places)
	}
	if n.Border {
		j.border = f.Border()
	}
	j.join = n.Mix.joiner()
	j.room = newRoom(f.High, f.Wide, n.Top)
	if n.Head != nil {
		j.head = newHeadJudge(n.Head, f, n.Top, j.workers)
	}
	if n.Coarse != nil {
		// The mix of the coarse scale may want other parts, where one of them has no weight.
		if len(wants) < gallery.Parts {
			wants = n.Coarse.Mix.wants()
		}
		j.coarse = newJudge(n.coarse(), views{fine: v.coarse}, workers, wants)
	}
	j.within(n.ROI)
	return j
}

// Close ends the workers.
func (j *Judge) Close() {
	j.look.Close()
	if j.coarse != nil {
		j.coarse.Close()
	}
}

// Judge judges a picture's values, prepared as Inspector.Input says. It panics if there are
// not as many values.
func (j *Judge) Judge(pix []uint8) *Result {
	j.see(pix)
	j.search()
	return j.result(pix)
}

// see makes the vectors of a picture and keeps them until the next one.
func (j *Judge) see(pix []uint8) {
	j.vectors = j.look.Look(pix)
	if j.coarse != nil {
		j.half = half(j.half, pix, j.n.Input)
		j.coarse.see(j.half)
	}
}

// result is what there is to say of the picture that was searched.
func (j *Judge) result(pix []uint8) *Result {
	r, level := j.frozen()
	if j.head != nil {
		j.head.add(r, j.vectors)
	}
	r.Verdict = j.n.Thresholds.Verdict(r.Score)
	r.Regions = regions(r.Map, j.high, j.wide, regionLimit(r, j.n.Thresholds.Low, j.usual))
	r.Nearest = j.nearest(r.Map)
	r.Figures = measure(pix, j.n.Input, j.n.Mix.strange(level))
	if j.n.Sketches != nil {
		r.Figures.Odd = odd(sketch(pix, j.n.Input), j.n.Sketches, -1)
	}
	if r.Reason = j.n.Guard.look(r.Figures); r.Reason != "" {
		r.Verdict = risk.Review
	}
	return r
}

// frozen is what a Result has of map and score by the eye's own vectors, of the picture that was
// searched, and its levels at the fine scale.
func (j *Judge) frozen() (r *Result, level [parts]float64) {
	r = &Result{ROI: j.n.ROI, High: j.high, Wide: j.wide, Map: make([]float32, j.high*j.wide)}
	level = j.levels()
	j.join.picture(level)
	r.Score = j.room.mapOf(r.Map, func(i int) float32 { return j.join.at(&j.far, i) })
	if j.coarse != nil {
		own, _ := j.coarse.frozen()
		r.Score = j.n.Coarse.joined(r.Score, own.Score)
		for i, v := range own.Enlarged(j.high, j.wide) {
			r.Map[i] = float32(j.n.Coarse.joined(float64(r.Map[i]), float64(v)))
		}
		j.room.in.blank(r.Map, j.wide) // between places of the coarse map its border reaches farther
	}
	return r, level
}

// farthestPlace is the place of the largest number of a map.
func farthestPlace(m []float32) int {
	worst := 0
	for i, v := range m {
		if v > m[worst] {
			worst = i
		}
	}
	return worst
}

// search fills found.
func (j *Judge) search() {
	if j.coarse != nil {
		j.coarse.search()
	}
	v := j.vectors
	jobs := gallery.Blocks(v.Places)
	if j.zones != nil {
		jobs = j.zones.Len()
	}
	do := func(w int) {
		for i := w; i < jobs; i += j.workers {
			if j.zones != nil {
				j.zones.Search(j.found, v.Data, v.Stride, i, j.zoned[w])
			} else {
				j.n.Gallery.Block(j.found, v.Data, v.Stride, v.Places, i, j.scratch[w])
			}
		}
	}
	if j.workers == 1 {
		do(0)
		return
	}
	var wg sync.WaitGroup
	for w := range j.workers {
		wg.Go(func() { do(w) })
	}
	wg.Wait()
}

// levels are those of the picture that was searched. The distances become first powers,
// less near the border.
func (j *Judge) levels() (level [parts]float64) {
	if j.spread != nil {
		for i, d := range j.far[gallery.Euclidean] {
			j.far[Local][i] = d / j.spread[j.found.At[gallery.Euclidean][i]]
		}
	}
	for p, list := range j.far {
		if list == nil {
			continue
		}
		for i, d := range list {
			list[i] = first(gallery.Part(p), d)
			if j.border != nil {
				list[i] *= j.border[i]
			}
		}
		level[p] = levelOf(list, j.room.sorted)
	}
	return level
}

// nearest describes the worst place.
func (j *Judge) nearest(m []float32) Nearest {
	worst, lead := farthestPlace(m), j.lead
	shares := j.join.shares(&j.far, worst)
	for p, v := range shares {
		if v > shares[lead] {
			lead = gallery.Part(p)
		}
	}
	if lead == Local {
		lead = gallery.Euclidean // whose nearest vector it takes
	}
	at := j.n.Origin[j.found.At[lead][worst]]
	o := Nearest{Picture: at.Picture, Share: j.share(worst)}
	o.X, o.Y = j.middle(worst)
	o.U, o.V = j.middle(at.Place)
	return o
}

// middle is that of a place, in shares of width and height.
func (j *Judge) middle(place int) (x, y float64) {
	return (float64(place%j.wide) + 0.5) / float64(j.wide), (float64(place/j.wide) + 0.5) / float64(j.high)
}

// share is how much each part of the distance, by its name, has of a place's number.
func (j *Judge) share(place int) map[string]float64 {
	share := map[string]float64{}
	for p, v := range j.join.shares(&j.far, place) {
		if gallery.Part(p) != Local || j.spread != nil {
			share[PartNames[p]] = v
		}
	}
	return share
}

// String is the verdict and the score.
func (r *Result) String() string { return fmt.Sprintf("%v %.4g", r.Verdict, r.Score) }
