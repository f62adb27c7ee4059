package cli

import (
	"context"
	"fmt"
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/fetch"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/report"
)

// judgement is the evaluation of a model with what a report shows beside it.
type judgement struct {
	result    *eval.Result
	distances report.Distances // of the test triplets
	// decides are those by the distance that the loss stands for, cosine where it
	// stands for none.
	decides struct{ ap, an []float32 }
	// query are the embedded test pictures, for the map; empty without a data set.
	query   []float32
	workers int
	judged  report.Judged
}

// callable says whether the training pictures can call the test pictures: of a class
// that only these have, they never could. A run asks before it trains.
func callable(found *fetch.Result) error {
	if found == nil {
		return nil
	}
	train, test := found.Set.Train, found.Set.Test
	known := map[int32]bool{}
	for _, c := range train.Labels {
		known[c] = true
	}
	if i := slices.IndexFunc(test.Labels, func(c int32) bool { return !known[c] }); i >= 0 {
		return fmt.Errorf("%s: test picture %d has class %s, of which there is no training picture; add some, or take the class out of the test part%s", found.Origin, i, test.ClassName(test.Labels[i]), resplitCure(found))
	}
	return nil
}

// resplitCure goes on after an error that more classes in the training part would
// cure, where a folder has them in its test part, as those for inspection do: theirs
// train on good parts alone.
func resplitCure(found *fetch.Result) string {
	if found.Folder == nil || found.Folder.TestShare > 0 {
		return ""
	}
	known := map[int32]bool{}
	for _, c := range found.Set.Train.Labels {
		known[c] = true
	}
	if !slices.ContainsFunc(found.Set.Test.Labels, func(c int32) bool { return !known[c] }) {
		return ""
	}
	return "; the test part has more classes: --resplit parts all pictures of the folder anew"
}

// judge evaluates the model on the test triplets and, where there are any, on
// the official test pictures.
func (a *app) judge(ctx context.Context, m *model.Model, mat *material, opt eval.Options) (*judgement, error) {
	if err := fits(m, mat.split.Test.Images); err != nil {
		return nil, fmt.Errorf("triplets of %s: %w", mat.data.Name, err)
	}
	if mat.found != nil {
		if err := fits(m, mat.found.Set.Test); err != nil {
			return nil, fmt.Errorf("%s: %w", mat.found.Origin, err)
		}
		a.note("evaluating on %d test triplets and %d test pictures", mat.split.Test.Len(), mat.found.Set.Test.N)
	} else {
		a.note("evaluating on %d test triplets", mat.split.Test.Len())
	}
	in := eval.Input{Dim: m.Net.Dim()}
	own, note, err := m.Meta.Measure()
	if err != nil {
		return nil, err
	}
	opt.Own, opt.Mahalanobis = own, m.Meta.Loss.Mahalanobis
	if in.Test, err = embedTriplets(ctx, m.Net, mat.split.Test, opt.Workers); err != nil {
		return nil, err
	}
	if in.Val, err = embedTriplets(ctx, m.Net, mat.split.Val, opt.Workers); err != nil {
		return nil, err
	}
	var without string // why no neighbours are looked for
	if mat.found != nil {
		query, gallery := mat.found.Set.Test, mat.found.Set.Train
		if err := eval.Callable(query.Labels, gallery.Labels); err != nil {
			without = fmt.Sprintf("no figures of neighbours: %v", err)
			a.note("%s", without)
		} else {
			if in.Gallery.Emb, err = embed(ctx, m.Net, gallery, nil, opt.Workers); err != nil {
				return nil, err
			}
			in.Gallery.Labels, in.Query.Labels = gallery.Labels, query.Labels
		}
		if in.Query.Emb, err = embed(ctx, m.Net, query, nil, opt.Workers); err != nil {
			return nil, err
		}
		in.Names = query.Classes
	}
	if !opt.SkipBaselines {
		in.Pixels = pixelsOf(mat)
	}
	result, err := eval.Run(ctx, in, opt)
	if err != nil {
		return nil, fmt.Errorf("evaluation: %w", err)
	}
	if note != "" {
		result.OwnNote = note
	}
	result.NeighboursNote = without
	j := &judgement{result: result, query: in.Query.Emb, workers: opt.Workers, judged: judgedBy(m, mat)}
	for _, line := range j.judged.Classes {
		a.note("%s", line)
	}
	for _, d := range []struct {
		name   string
		ap, an *[]float32
	}{
		{"cosine", &j.distances.CosAP, &j.distances.CosAN},
		{"euclidean", &j.distances.EucAP, &j.distances.EucAN},
	} {
		distance, err := metric.Lookup[float32](d.name)
		if err != nil {
			return nil, err
		}
		*d.ap, *d.an = metric.TripletDistances(distance, in.Test, in.Dim)
	}
	j.decides.ap, j.decides.an = j.distances.CosAP, j.distances.CosAN
	if opt.Own != "" {
		own, err := metric.FittedMeasure[float32](opt.Own, opt.Mahalanobis)
		if err != nil {
			return nil, err
		}
		j.decides.ap, j.decides.an = metric.TripletDistances(own, in.Test, in.Dim)
	}
	a.lap("evaluate")
	return j, nil
}

// pixelsOf are the pictures that judge evaluates, as a network sees them.
func pixelsOf(mat *material) *eval.Pixels {
	test := mat.split.Test
	p := &eval.Pixels{Size: test.Images.Size(), Test: func(dst []float32, i int) {
		test.Images.Floats(dst, int(test.Index[i/3][i%3]))
	}}
	if mat.found != nil {
		p.Query, p.Gallery = mat.found.Set.Test.Floats, mat.found.Set.Train.Floats
	}
	return p
}

// embedTriplets embeds the pictures of triplets, rows a, p, n of each in turn. It
// stops with ctx's error.
func embedTriplets(ctx context.Context, net *nn.Net, t *dataset.Triplets, workers int) ([]float32, error) {
	rows := make([]int32, 0, 3*t.Len())
	for _, i := range t.Index {
		rows = append(rows, i[:]...)
	}
	return embed(ctx, net, t.Images, rows, workers)
}
