package triplets

import (
	"context"
	"slices"

	"mekiki/internal/analyze/parallel"
	"mekiki/internal/lang"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/stats"
)

// defaultShown is the usual number of triplets in each list of a disagreement.
const defaultShown = 6

// Options are the choices of an analysis. The zero value is usable.
type Options struct {
	// Distances are registered names; nil takes DefaultDistances. The first two
	// are those whose disagreement is looked at. A name given twice counts once.
	Distances []string
	// Shown is the most triplets in each list of the disagreement; 0 means 6.
	Shown int
	// Loss is the loss whose value and decision distance are looked at; the zero
	// value leaves them out.
	Loss triplet.Spec
	// Mahalanobis is the state of that distance in Distances; Loss has its own.
	Mahalanobis distance.Whitening
	// Workers is the number of goroutines; 0 takes GOMAXPROCS. It changes no figure.
	Workers int
}

// Result is a whole analysis.
type Result struct {
	Triplets int `json:"triplets"`
	// Distances are in the order that was asked for.
	Distances []*Spread `json:"distances"`
	// Correlations holds every two distances.
	Correlations []Correlation `json:"correlations"`
	// Disagreement is nil with a single distance.
	Disagreement *Disagreement `json:"disagreement,omitempty"`
	Lengths      *Lengths      `json:"lengths"`
	// Combined is nil where no loss was given.
	Combined *Combined `json:"combined,omitempty"`
	// Notes says in words what was left out, and what looks wrong in the labels.
	Notes []lang.Message `json:"notes,omitempty"`
}

// Own is the distance that the loss stands for, where that is none of Distances;
// else nil.
func (r *Result) Own() *Spread {
	if r.Combined == nil || r.Combined.Distance == nil {
		return nil
	}
	for _, s := range r.Distances {
		if s.Name == r.Combined.Decision {
			return nil
		}
	}
	return r.Combined.Distance
}

// Spreads are Distances and Own.
func (r *Result) Spreads() []*Spread {
	out := slices.Clone(r.Distances)
	if own := r.Own(); own != nil {
		out = append(out, own)
	}
	return out
}

// Run analyses the triplets. It is an error if there are fewer than two, if a
// value is not finite, if all vectors are of one class, if a distance is unknown,
// and if the loss cannot be compiled or has no value for a triplet. It panics if
// sizes disagree or a triplet points beyond the vectors. If ctx ends before all
// is measured, its error is returned.
func Run(ctx context.Context, in Input, opt Options) (*Result, error) {
	kinds, err := Distances(opt.Distances, opt.Mahalanobis)
	if err != nil {
		return nil, err
	}
	columns := append(lengthColumns(), distanceColumns(kinds)...)
	own := len(columns)
	r := &Result{Triplets: len(in.Index), Distances: make([]*Spread, len(kinds))}
	if opt.Loss.Formula != "" {
		c, more, err := newCombined(opt.Loss)
		if err != nil {
			return nil, err
		}
		r.Combined, columns = c, append(columns, more...)
	}
	if err := in.Check(); err != nil {
		return nil, err
	}
	r.Notes = in.Notes()
	source := in.newSource(opt.Workers)
	values, err := source.measureUntil(ctx, columns, opt.Workers)
	if err != nil {
		return nil, err
	}
	jobs := []func(){func() {
		r.Lengths = newLengths(values[:4])
		r.Lengths.byClass(source)
	}}
	if err := checkDistances(kinds, values[4:]); err != nil {
		return nil, err
	}
	for i, d := range kinds {
		jobs = append(jobs, func() { r.Distances[i] = newSpread(d.Name(), values[4+2*i], values[5+2*i]) })
	}
	parallel.Together(opt.Workers, jobs...)
	r.compare(source, values[:4], opt)
	if r.Combined != nil {
		if err := r.Combined.fill(source, values[own:], opt.Workers); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// shown is the length of each list of triplets.
func (opt *Options) shown() int {
	if opt.Shown == 0 {
		return defaultShown
	}
	return opt.Shown
}

// compare fills in what takes two distances; squares are the columns of lengthColumns.
func (r *Result) compare(s *source, squares [][]float64, opt Options) {
	var jobs []func()
	n := len(r.Distances)
	r.Correlations = make([]Correlation, n*(n-1)/2)
	next := 0
	for i, a := range r.Distances {
		for _, b := range r.Distances[i+1:] {
			c := &r.Correlations[next]
			next++
			c.A, c.B = a.Name, b.Name
			jobs = append(jobs,
				func() { c.Spearman = stats.Spearman(a.Arrays.Diff, b.Arrays.Diff) },
				func() { c.Pearson = stats.Pearson(a.Arrays.Diff, b.Arrays.Diff) })
		}
	}
	if n > 1 {
		jobs = append(jobs, func() {
			r.Disagreement = disagree(r.Distances[0], r.Distances[1], squares, opt.shown())
			for _, list := range [][]Contested{r.Disagreement.ForA, r.Disagreement.ForB} {
				for i := range list {
					for k, row := range s.in.Index[list[i].Triplet] {
						list[i].Lengths[k] = s.length(row)
					}
				}
			}
			r.Disagreement.ClassPairs = s.in.classPairs(r.Distances[0], r.Distances[1])
		})
	}
	parallel.Together(opt.Workers, jobs...)
}

// Notes says what in the labels deserves a look, in words; nil where nothing does.
func (in *Input) Notes() []lang.Message {
	if in.Labels == nil {
		return []lang.Message{lang.T("the triplets have no labels, so everything by class is left out; 'mekiki data triplets' writes labels beside its file")}
	}
	odd := 0
	for _, t := range in.Index {
		if in.Labels[t[0]] != in.Labels[t[1]] || in.Labels[t[0]] == in.Labels[t[2]] {
			odd++
		}
	}
	if odd > 0 {
		return []lang.Message{lang.T("in %d of %d triplets the labels contradict the order anchor, positive, negative; check the labels or the file", odd, len(in.Index))}
	}
	return nil
}
