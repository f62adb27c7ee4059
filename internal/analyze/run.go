package analyze

import (
	"fmt"
	"slices"

	"mekiki/internal/metric"
	"mekiki/internal/stats"
)

// DefaultDistances are the article's.
func DefaultDistances() []string { return []string{"cosine", "euclidean"} }

// DefaultShown is the usual number of triplets in each list of a disagreement.
const DefaultShown = 6

// Options are the choices of an analysis. The zero value is usable.
type Options struct {
	// Distances are registered names; nil takes DefaultDistances. The first two
	// are those whose disagreement is looked at. A name given twice counts once.
	Distances []string
	// Shown is the most triplets in each list of the disagreement; 0 means DefaultShown.
	Shown int
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
	// Notes says in words what was left out, and what looks wrong in the labels.
	Notes []string `json:"notes,omitempty"`
}

// Run analyses the triplets. It is an error if there are fewer than two, if a
// value is not finite, if all vectors are of one class, and if a distance is
// unknown. It panics if sizes disagree or a triplet points beyond the vectors.
func Run(in Input, opt Options) (*Result, error) {
	names := opt.Distances
	if len(names) == 0 {
		names = DefaultDistances()
	}
	var kinds []metric.Distance[float64]
	var once []string
	for _, name := range names {
		d, err := metric.Lookup[float64](name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(once, name) {
			once, kinds = append(once, name), append(kinds, d)
		}
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	if opt.Shown == 0 {
		opt.Shown = DefaultShown
	}
	columns := lengthColumns()
	for _, d := range kinds {
		columns = append(columns, columnOf(d, ap), columnOf(d, an))
	}
	source := in.newSource(opt.Workers)
	values := source.measure(columns, opt.Workers)
	for i, d := range kinds {
		if at := firstNotFinite(values[4+2*i], values[5+2*i]); at >= 0 {
			return nil, fmt.Errorf("the %s distances of triplet %d are %v and %v; its vectors are out of range for this distance: choose another with --distance, or scale the values",
				d.Name(), at, values[4+2*i][at], values[5+2*i][at])
		}
	}
	r := &Result{Triplets: len(in.Index), Distances: make([]*Spread, len(kinds)), Notes: in.notes()}
	jobs := []func(){func() {
		r.Lengths = newLengths(values[:4])
		r.Lengths.byClass(source)
	}}
	for i, d := range kinds {
		jobs = append(jobs, func() { r.Distances[i] = newSpread(d.Name(), values[4+2*i], values[5+2*i]) })
	}
	together(opt.Workers, jobs...)
	r.compare(&in, opt)
	return r, nil
}

// compare fills in what takes two distances.
func (r *Result) compare(in *Input, opt Options) {
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
			r.Disagreement = disagree(r.Distances[0], r.Distances[1], opt.Shown)
			r.Disagreement.ClassPairs = in.classPairs(r.Distances[0], r.Distances[1])
		})
	}
	together(opt.Workers, jobs...)
}

// columnOf is the distance of a pair.
func columnOf(d metric.Distance[float64], p pair) column {
	if at, ok := metric.FromMoments(d); ok {
		return column{pair: p, of: at}
	}
	return column{pair: p, distance: d}
}

// notes says what in the labels deserves a look.
func (in *Input) notes() []string {
	if in.Labels == nil {
		return []string{"the triplets have no labels, so everything by class is left out; 'mekiki data triplets' writes labels beside its file"}
	}
	odd := 0
	for _, t := range in.Index {
		if in.Labels[t[0]] != in.Labels[t[1]] || in.Labels[t[0]] == in.Labels[t[2]] {
			odd++
		}
	}
	if odd > 0 {
		return []string{fmt.Sprintf("in %d of %d triplets the labels contradict the order anchor, positive, negative; check the labels or the file", odd, len(in.Index))}
	}
	return nil
}
