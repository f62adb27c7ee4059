package work

import (
	"context"

	"mekiki/internal/eval"
	"mekiki/internal/metric"
	"mekiki/internal/study"
	"mekiki/internal/train"
)

// neighbourScore is the accuracy that a run on batches is watched by: held-out
// pictures by their five nearest training pictures, by the distance that the loss
// stands for, or by cosine where there is none or it would take too long. In that
// distance what the loss learns has its first values for the whole run.
func neighbourScore(workers int) func(*metric.Objective) train.Score {
	return func(o *metric.Objective) train.Score {
		own := ""
		if !metric.Fitted(o.Measure()) { // else its state is the run's
			own = o.Decision()
		}
		return scoreBy(own, workers)
	}
}

// scoreBy is the accuracy by a distance that needs no state, cosine where it is empty.
func scoreBy(own string, workers int) train.Score {
	return func(ctx context.Context, query, gallery train.Labelled, dim int) (float64, error) {
		opt := eval.Options{Own: own, SkipRetrieval: true, Workers: workers}
		var n *eval.Neighbours
		var err error
		if own != "" {
			n, _, err = eval.SearchOwn(ctx, eval.Set(query), eval.Set(gallery), dim, opt)
		}
		if n == nil && err == nil {
			n, err = eval.Search(ctx, eval.Set(query), eval.Set(gallery), dim, study.Cosine, opt)
		}
		if err != nil {
			return 0, err
		}
		return n.KNN5.Value, nil
	}
}
