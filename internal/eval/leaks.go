package eval

import (
	"context"
	"fmt"

	"mekiki/internal/lang"
)

// Leaks is what 5-NN owes to query pictures that have a duplicate in the gallery,
// by one distance. Nil is not measured, because no picture is left for it.
type Leaks struct {
	// Distance is "cosine", "euclidean" or Own.
	Distance string `json:"distance"`
	// All is the official figure: every query in the whole gallery. Kept is that of
	// the queries without a duplicate, Leaked that of the others.
	All    Interval  `json:"all"`
	Kept   *Interval `json:"kept,omitempty"`
	Leaked *Interval `json:"leaked,omitempty"`
	// Cleaned is that of every query in the gallery without its duplicates.
	Cleaned *Interval `json:"cleaned,omitempty"`
}

// WithoutLeaks measures the 5-NN accuracy with and without leaked pictures, by
// cosine and Euclidean distance and by opt.Own. leaked says which queries have a
// duplicate in the gallery, double which gallery pictures have one among the queries.
//
// notes are sentences about what could not be measured: a distance that takes too
// long, or a class that has no picture left. Errors are those of Search. It
// panics if leaked or double does not match its set.
func WithoutLeaks(ctx context.Context, query, gallery Set, dim int, leaked, double []bool, opt Options) (out []Leaks, notes []string, err error) {
	if len(leaked) != len(query.Labels) || len(double) != len(gallery.Labels) {
		panic(fmt.Sprintf("eval: %d marks for %d queries, %d for %d gallery pictures", len(leaked), len(query.Labels), len(double), len(gallery.Labels)))
	}
	if _, err := checkSets(query, gallery, dim); err != nil {
		return nil, nil, err
	}
	opt.SkipRetrieval = true
	clean := gallery.without(double, dim)
	if _, err := checkSets(query, clean, dim); err != nil {
		notes = append(notes, lang.T("the training part without duplicates was not searched: %v", Callable(query.Labels, clean.Labels)).String())
		clean = Set{}
	}
	names := spaces()
	if opt.Own != "" {
		space, _, err := ownSpace(opt)
		if err != nil {
			return nil, nil, err
		}
		if space == "" {
			names = append(names, Own)
		}
	}
	for _, name := range names {
		l := Leaks{Distance: name}
		note, err := l.measure(ctx, query, gallery, clean, dim, leaked, opt)
		if err != nil {
			return nil, nil, err
		}
		if note != "" {
			notes = append(notes, note)
			continue
		}
		out = append(out, l)
	}
	return out, notes, nil
}

// measure fills in the figures by one distance, or says why not.
func (l *Leaks) measure(ctx context.Context, query, gallery, clean Set, dim int, leaked []bool, opt Options) (note string, err error) {
	run := func(gallery Set) (job *job, err error) {
		if l.Distance == Own {
			job, note, err = newOwnJob(query, gallery, dim, opt)
		} else {
			job, err = newSpaceJob(query, gallery, dim, l.Distance, opt)
		}
		if err != nil || note != "" {
			return nil, err
		}
		return job, job.run(ctx, opt)
	}
	all, err := run(gallery)
	if err != nil || note != "" {
		return note, err
	}
	knn := func(job *job, keep func(query int) bool) *Interval {
		scores := job.scores(keep)
		if len(scores) == 0 {
			return nil
		}
		m := means(scores, opt)
		return &m[scoreKNN]
	}
	l.All = *knn(all, nil)
	l.Leaked = knn(all, func(q int) bool { return leaked[q] })
	l.Kept = knn(all, func(q int) bool { return !leaked[q] })
	switch {
	case l.Leaked == nil:
		l.Cleaned = l.Kept
	case len(clean.Labels) > 0:
		if all, err = run(clean); err != nil {
			return "", err
		}
		l.Cleaned = knn(all, nil)
	}
	return "", nil
}

// without is the set without the marked pictures.
func (s Set) without(marked []bool, dim int) Set {
	var out Set
	for i, skip := range marked {
		if !skip {
			out.Emb = append(out.Emb, s.Emb[i*dim:(i+1)*dim]...)
			out.Labels = append(out.Labels, s.Labels[i])
		}
	}
	return out
}
