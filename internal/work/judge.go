package work

import (
	"context"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
)

// judgement is the evaluation of a model with what a report shows beside it.
type judgement struct {
	result    *eval.Result
	distances evaluation.Distances // of the test triplets
	// decides are those by the distance that the loss stands for, cosine where it
	// stands for none.
	decides struct{ ap, an []float32 }
	// query are the embedded test pictures, for the map; empty without a data set.
	query   []float32
	workers int
	judged  evaluation.Judged
}

// judge evaluates the model on the test triplets and, where there are any, on
// the official test pictures.
func judge(ctx context.Context, at *desk.Desk, m *model.Model, mat *data.Material, opt eval.Options) (*judgement, error) {
	if err := data.Fits(m, mat.Split.Test.Images); err != nil {
		return nil, lang.Errorf("triplets of %s: %w", mat.Data.Name, err)
	}
	if mat.Found != nil {
		if err := data.Fits(m, mat.Found.Set.Test); err != nil {
			return nil, lang.Errorf("%s: %w", lang.Saved(mat.Found.Origin), err)
		}
		at.Note("evaluating on %d test triplets and %d test pictures", mat.Split.Test.Len(), mat.Found.Set.Test.N)
	} else {
		at.Note("evaluating on %d test triplets", mat.Split.Test.Len())
	}
	// A tuned eye is one of its own, which would take the place of what its run and the next
	// ones need.
	if f := m.Net.Front(); f != nil && mat.Tail == nil {
		if err := see(ctx, at, f, mat, dataset.Folder{}.Limit(), opt.Workers); err != nil {
			return nil, err
		}
	}
	in := eval.Input{Dim: m.Net.Dim()}
	own, note, err := m.Meta.Measure()
	if err != nil {
		return nil, err
	}
	opt.Own, opt.Mahalanobis = own, m.Meta.Loss.Mahalanobis
	if in.Test, err = embedTriplets(ctx, m.Net, mat.Split.Test, opt.Workers); err != nil {
		return nil, err
	}
	if in.Val, err = embedTriplets(ctx, m.Net, mat.Split.Val, opt.Workers); err != nil {
		return nil, err
	}
	var without string // why no neighbours are looked for
	if mat.Found != nil {
		query, gallery := mat.Found.Set.Test, mat.Found.Set.Train
		if err := eval.Callable(query.Labels, gallery.Labels); err != nil {
			none := lang.T("no figures of neighbours: %v", err)
			without = none.String()
			at.Note("%s", none)
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
		return nil, lang.Errorf("evaluation: %w", err)
	}
	if note != "" {
		result.OwnNote = note
	}
	result.NeighboursNote = without
	j := &judgement{result: result, query: in.Query.Emb, workers: opt.Workers}
	if j.judged, err = judgedBy(m, mat); err != nil {
		return nil, err
	}
	for _, line := range j.judged.Classes {
		at.Note("%s", lang.Saved(line))
	}
	for _, d := range []struct {
		name   string
		ap, an *[]float32
	}{
		{"cosine", &j.distances.CosAP, &j.distances.CosAN},
		{"euclidean", &j.distances.EucAP, &j.distances.EucAN},
	} {
		distance, err := distance.Lookup[float32](d.name)
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
	at.Lap("evaluate")
	return j, nil
}

// pixelsOf are the pictures that judge evaluates, as a network sees them.
func pixelsOf(mat *data.Material) *eval.Pixels {
	test := mat.Split.Test
	p := &eval.Pixels{Size: test.Images.Size(), Test: func(dst []float32, i int) error {
		return test.Images.Floats(dst, int(test.Index[i/3][i%3]))
	}}
	if mat.Found != nil {
		p.Query, p.Gallery = mat.Found.Set.Test.Floats, mat.Found.Set.Train.Floats
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
