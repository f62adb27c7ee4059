package inspect

import (
	"context"
	"math"
	"math/rand/v2"

	"mekiki/internal/eye"
	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/patch"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/model"
)

// Pictures are prepared pictures of one size.
type Pictures interface {
	// Bytes are the values of picture i, row by row with its channels together; they are
	// not changed. An error names the file.
	Bytes(i int) ([]uint8, error)
}

// FitOptions say how an inspector is made.
type FitOptions struct {
	Eye   *eye.Eye
	Input model.Input
	// TwoScales says that pictures are looked at at half their height and width, too; both must be even.
	TwoScales bool
	Taps      []string // nil: the eye's own
	// Vectors is how many the gallery has at most; 0 is DefaultVectors.
	Vectors int
	// Goal is what the upper threshold is to keep, Review the lower one; the zero values
	// are DefaultGoal and DefaultReview.
	Goal, Review risk.OverkillGoal
	// Distance is how distances become one; the zero value finds it by the rule. Local
	// says that local ones are wanted too, whatever Distance is: for Learned.Inspector.
	Distance Distance
	Local    bool
	Workers  int
	Seed     uint64
	// Top is over how many places a score is the mean; 0 is TopShare of them.
	Top int
	// Light says how pictures are lit that the eye looks at; "" is AutoLight.
	Light Light
	// Position says where places are compared with; "" is Free.
	Position Position
	// Copies says which copies of the pictures are learned from, too; "" is NoCopies.
	Copies Copies
	// Album is how many bytes of the good pictures the inspector keeps at most; 0 keeps none.
	Album int64
	// Shapes are those of the picture files, which the guard holds others to; nil: not known.
	Shapes []Shape
	// Progress, if not nil, hears how much of the work is done.
	Progress func(done, of int)
}

// DefaultVectors is how many vectors a gallery has if nobody says otherwise.
const DefaultVectors = 3000

// DefaultGoal is at most one good part in a hundred called bad, on average.
var DefaultGoal = risk.OverkillGoal{Rate: 0.01, Confidence: 0.95}

// DefaultReview is at most one good part in ten looked at, on average.
var DefaultReview = risk.OverkillGoal{Rate: 0.1, Confidence: 0.95}

// LeastGood is how many good pictures a fit takes at least: one to learn from and one to judge.
const LeastGood = 2

// folds is how many parts n good pictures are cut into, to judge each by what was learned
// from the others. Of few, as many as can be are learned from: what is learned from less
// makes thresholds too high.
func folds(n int) int {
	if n <= 60 {
		return min(n, 10)
	}
	return 5
}

// fit is a fit in progress.
type fit struct {
	FitOptions
	n       int
	good    Pictures
	light   *patch.Light // that pictures are brought to
	feature *patch.Features
	axes    *gallery.Axes
	shares  []sample // of each picture
	album   *albumMaker
	sketch  [][]float32 // of each picture
	fold    []int       // that each picture is left out with
	folds   [][]float32 // galleries of the others
	done    int
}

// sample are vectors of a picture.
type sample struct {
	x     []float32 // that may enter a gallery, row-major
	place []int     // where each stands
	of    int       // how many there were to take them from
	some  []float32 // for the whitening: a few of all places, evenly
}

// Fit makes an inspector of n good pictures with names. Good pictures are left out in turns
// to find the distance and the thresholds; then all are learned. The number of workers
// changes no bit. Errors are in a user's words.
func Fit(ctx context.Context, good Pictures, names []string, o FitOptions) (*Inspector, error) {
	l, err := Learn(ctx, good, names, o)
	if err != nil {
		return nil, err
	}
	return l.Inspector(o.Distance)
}

func (f *fit) step(by int) {
	f.done += by
	if f.Progress != nil {
		f.Progress(f.done, 2*f.n)
	}
}

// layers finds the factors by which layers weigh alike: the mean length of each becomes 1,
// over a few pictures and all their places. Some of the places give the axes.
func (f *fit) layers(ctx context.Context) error {
	o := eye.Options{Height: f.Input.Height, Width: f.Input.Width, Taps: f.Taps}
	plain, err := patch.New(f.Eye, o, nil, 1)
	if err != nil {
		return err
	}
	if err := f.findLight(ctx); err != nil {
		return err
	}
	plain = plain.Under(f.light)
	count := min(f.n, layersFrom)
	sums := make([][]float64, count) // of each picture and layer
	places, dim := plain.Places(), plain.Dim
	some := min(places, (axesFrom+count-1)/count)
	rows := make([]float32, count*some*dim)
	err = each(ctx, count, f.Workers, func() (func(i int) error, func()) {
		look := plain.Looker()
		x := make([]float32, places*dim)
		return func(i int) error {
			pix, err := f.good.Bytes(i * f.n / count)
			if err != nil {
				return err
			}
			v := look.Look(pix)
			sums[i] = v.Lengths(plain.Layers)
			v.Rows(x)
			for k := range some {
				copy(rows[(i*some+k)*dim:], x[k*places/some*dim:][:dim])
			}
			return nil
		}, look.Close
	})
	if err != nil {
		return err
	}
	factors := make([]float32, len(plain.Layers))
	for l := range factors {
		sum := 0.0
		for _, s := range sums {
			sum += s[l] / float64(count)
		}
		factors[l] = 1
		if sum > 0 {
			factors[l] = float32(1 / sum)
		}
	}
	if f.feature, err = patch.New(f.Eye, o, factors, 1); err != nil {
		return err
	}
	f.feature = f.feature.Under(f.light)
	for i := 0; i < len(rows); {
		for _, l := range f.feature.Layers {
			for range l.Channels {
				rows[i] *= l.Factor
				i++
			}
		}
	}
	f.axes = gallery.NewAxes(rows, count*some, dim)
	return nil
}

// layersFrom is how many pictures, evenly, say how layers weigh alike and what light is usual, at most.
const layersFrom = 32

// axesFrom is of about how many vectors the axes are.
const axesFrom = 2048

// exactly is up to how many vectors a gallery is chosen from all of them. Beyond, each
// picture first gives those that cover it best, as many as make this number together.
const exactly = 48 << 10

// samples takes what may enter a gallery from each picture and its copies.
func (f *fit) samples(ctx context.Context) error {
	places, dim := f.feature.Places(), f.feature.Dim
	turns := f.Copies.turns()
	most := min(places, max(exactly/f.n/len(turns), 64))
	some := min(places, max(1, whitened/f.n))
	f.shares, f.sketch = make([]sample, f.n), make([][]float32, f.n)
	return each(ctx, f.n, f.Workers, func() (func(i int) error, func()) {
		look := f.feature.Looker()
		x := make([]float32, places*dim)
		return func(i int) error {
			pix, err := f.good.Bytes(i)
			if err != nil {
				return err
			}
			if err := f.album.add(i, pix); err != nil {
				return err
			}
			f.sketch[i] = sketch(pix, f.Input)
			s, light := &f.shares[i], patch.LightOf(pix)
			for _, degrees := range turns {
				look.LookIn(turned(pix, degrees, f.Input), light).Rows(x)
				if degrees == 0 {
					for k := range some {
						s.some = append(s.some, x[k*places/some*dim:][:dim]...)
					}
				}
				f.cover(s, x, most, degrees)
			}
			return nil
		}, look.Close
	})
}

// cover adds the vectors of a turned picture to a sample, or those that cover them best. What stands where
// the picture does not reach is left out; x is changed.
func (f *fit) cover(s *sample, x []float32, most int, degrees float64) {
	dim, n := f.feature.Dim, 0
	var place []int
	for p := range f.feature.Places() {
		from, inside := turnedFrom(p, degrees, f.feature.High, f.feature.Wide)
		if !inside {
			continue
		}
		copy(x[n*dim:], x[p*dim:][:dim])
		place = append(place, from)
		n++
	}
	s.of += n
	if n <= most {
		s.x, s.place = append(s.x, x[:n*dim]...), append(s.place, place...)
		return
	}
	picked, _ := gallery.Coreset(x, n, dim, most, 1, f.axes)
	for _, p := range picked {
		s.x, s.place = append(s.x, x[p*dim:][:dim]...), append(s.place, place[p])
	}
}

// whitened is how many vectors a covariance is taken of.
const whitened = 24 << 10

// chosen is a gallery with where its vectors come from.
type chosen struct {
	gallery *gallery.Gallery
	spread  []float32 // nil where no distance needs it
	origin  []Origin
	pool    Pool
	radius  float64
}

// choose makes the gallery of some pictures.
func (f *fit) choose(pictures []int) chosen {
	dim := f.feature.Dim
	var x, some []float32
	var from []Origin
	var c chosen
	for _, i := range pictures {
		x, some = append(x, f.shares[i].x...), append(some, f.shares[i].some...)
		for _, p := range f.shares[i].place {
			from = append(from, Origin{i, p})
		}
		c.pool.Places += f.shares[i].of
	}
	picked, radius := f.pick(x, from, f.Vectors)
	c.pool.From, c.radius = len(from), radius
	rows := make([]float32, 0, len(picked)*dim)
	for _, i := range picked {
		rows = append(rows, x[i*dim:][:dim]...)
		c.origin = append(c.origin, from[i])
	}
	c.gallery = gallery.New(rows, len(picked), dim, gallery.NewWhitening(some, len(some)/dim, dim), f.axes)
	if f.Local || f.Distance.NeedsLocal() {
		c.spread = c.gallery.Spread()
	}
	return c
}

// leftOut judges each picture by a gallery of the others.
func (f *fit) leftOut(ctx context.Context) ([]Sight, error) {
	order := rand.New(rand.NewPCG(f.Seed, 0x6d656b696b69)).Perm(f.n)
	list := make([]Sight, f.n)
	cut := folds(f.n)
	f.fold = make([]int, f.n)
	for k := range cut {
		var in, out []int
		for at, i := range order {
			if at%cut == k {
				out = append(out, i)
				f.fold[i] = k
			} else {
				in = append(in, i)
			}
		}
		c := f.choose(in)
		f.folds = append(f.folds, c.gallery.X[:min(spaceMost, c.gallery.N)*c.gallery.Dim])
		part := &Inspector{Scale: Scale{Gallery: c.gallery, Origin: c.origin, Spread: c.spread}, Border: true, Position: f.Position, Input: f.Input, Top: f.Top}
		err := each(ctx, len(out), f.Workers, func() (func(at int) error, func()) {
			j := newJudge(part, views{fine: f.feature}, 1, gallery.All)
			return func(at int) error {
				pix, err := f.good.Bytes(out[at])
				if err != nil {
					return err
				}
				list[out[at]] = *j.sight(pix)
				return nil
			}, j.Close
		})
		if err != nil {
			return nil, err
		}
		f.step(2 * len(out))
	}
	return list, nil
}

// finite reports whether all numbers are.
func finite(list []float32) bool {
	for _, v := range list {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return false
		}
	}
	return true
}
