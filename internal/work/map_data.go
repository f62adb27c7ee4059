package work

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/projector"
	"mekiki/internal/work/data"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// mapped is what a map is drawn of.
type mapped struct {
	images *dataset.Images
	rows   []int32 // those of images that are drawn
	emb    []float32
	dim    int
	space  string
	// gallery are labelled pictures that call those of images by their neighbours,
	// embedded; without any the drawn pictures call each other.
	gallery       eval.Set
	called        []int32 // if it is known already
	subject, data string
	origin        string
	notes         []string
}

// gatherDrawn gathers the pictures and embeds them.
func gatherDrawn(ctx context.Context, at *desk.Desk, f MapConfig) (*mapped, error) {
	from, err := chosen(f.Pictures)
	if err != nil {
		return nil, err
	}
	path := f.Model
	if f.Raw {
		path = ""
	}
	v, err := viewOf(at, path)
	if err != nil {
		return nil, err
	}
	m := v.model
	s := &mapped{space: f.Space, subject: subjectOf(m != nil, f.Part, len(f.Files) > 0).String()}
	if s.space == "" {
		s.space = mapSpace(m)
	}
	gallery, err := mapPictures(ctx, at, s, m, f, from, f.Files)
	if err != nil {
		return nil, err
	}
	at.Lap("load pictures")
	if err := v.fits(s.images); err != nil {
		return nil, lang.Errorf("%s: %w", lang.Saved(s.origin), err)
	}
	if n, most := min(f.Points, s.images.N), mostPixels(s.images); m == nil && n > most {
		return nil, lang.Errorf("%d pictures of %d values are too many for a map of raw pixels; draw fewer with --points %d", n, s.images.Size(), max(most, projection.Fewest))
	}
	s.rows = sampled(s.images.N, f.Points, f.Seed)
	if s.emb, s.dim, err = v.vectors(ctx, s.images, s.rows, f.Workers); err != nil {
		return nil, err
	}
	if m == nil && gallery != nil && gallery.N > mostPixels(gallery) {
		at.Note("the %d training pictures of %d values are too many to call the drawn ones, which call each other", gallery.N, gallery.Size())
		gallery = nil
	}
	if gallery != nil && gallery.Labels != nil && s.images.Labels != nil {
		if s.gallery.Emb, _, err = v.vectors(ctx, gallery, nil, f.Workers); err != nil {
			return nil, err
		}
		s.gallery.Labels = gallery.Labels
	}
	if m == nil {
		at.Lap("take pixels")
	} else {
		at.Lap("embed")
	}
	return s, nil
}

// subjectOf says what a map draws: embeddings or pixels, of files or of a part of a data
// set.
func subjectOf(embedded bool, part string, files bool) lang.Message {
	switch {
	case files && embedded:
		return lang.T("embeddings")
	case files:
		return lang.T("raw pixels")
	case embedded && part == trainPart:
		return lang.T("embeddings of training pictures")
	case embedded:
		return lang.T("embeddings of test pictures")
	case part == trainPart:
		return lang.T("raw pixels of training pictures")
	}
	return lang.T("raw pixels of test pictures")
}

// mapPictures fills in the pictures, and gives those of the training part where it
// draws the test part of a data set.
func mapPictures(ctx context.Context, at *desk.Desk, s *mapped, m *model.Model, f MapConfig, from data.Pictures, files []string) (gallery *dataset.Images, err error) {
	if len(files) > 0 {
		in := model.Input{}
		if m != nil {
			in = m.Meta.Input
		} else if data.IsPicture(files[0]) {
			return nil, misuse.Errorf("--raw takes a data set, one IDX file or one .npy file; picture files need a MODEL, which says their size")
		}
		s.data, s.origin = files[0], files[0]
		if len(files) > 1 {
			s.data = lang.T("%d files", len(files)).String()
		}
		s.images, _, err = readInput(at, files, in)
		return nil, err
	}
	if m != nil {
		if from, err = data.PicturesFor(at, &m.Meta, from); err != nil {
			return nil, err
		}
	}
	load := data.LoadParts
	if f.Part == trainPart { // its pictures call each other
		load = data.Load
	}
	found, err := load(ctx, at, from)
	if err != nil {
		return nil, err
	}
	s.data, s.origin, s.notes = found.Set.Name, found.Origin, found.Notes
	if f.Part == trainPart {
		s.images = found.Set.Train
		return nil, nil
	}
	s.images = found.Set.Test
	return found.Set.Train, nil
}

// mapSpace is the space of a model's loss: Euclidean where that is the distance that
// it stands for, cosine for all others. Raw pixels are Euclidean.
func mapSpace(m *model.Model) string {
	if m == nil {
		return "euclidean"
	}
	own, _, err := m.Meta.Measure()
	if err != nil {
		return "cosine"
	}
	d, err := metric.FittedMeasure[float32](own, m.Meta.Loss.Mahalanobis)
	if err != nil {
		return "cosine" // it stands for no distance
	}
	if name := metric.Alone(d); name == "euclidean" || name == "sqeuclidean" {
		return "euclidean"
	}
	return "cosine"
}

// sampled chooses up to most of n rows at random and gives them in order.
func sampled(n, most int, seed uint64) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	if n > most {
		rng := rand.New(rand.NewPCG(seed, 1))
		rng.Shuffle(n, func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		rows = rows[:most]
		slices.Sort(rows)
	}
	return rows
}

// mapOf draws the map and gathers what a page shows beside it.
func mapOf(ctx context.Context, at *desk.Desk, s *mapped, opt projection.Options) (*projector.Page, error) {
	page := &projector.Page{Lang: at.Lang, Subject: s.subject, Data: s.data, Of: s.images.N, Notes: s.notes}
	for _, r := range s.rows {
		p, err := shown(s.images, r)
		if err != nil {
			return nil, err
		}
		page.Pictures = append(page.Pictures, p)
	}
	if s.images.Labels != nil {
		page.Labels, page.Classes = data.LabelsOf(s.images.Labels, s.rows), s.images.Classes
	}
	var done func()
	opt.Progress, done = at.Count(lang.T("t-SNE"))
	var err error
	page.Result, err = projection.Run(ctx, projection.Input{Emb: s.emb, Dim: s.dim, Labels: page.Labels}, opt)
	done()
	if err != nil {
		return nil, lang.Errorf("%s: %w", lang.Saved(s.origin), err)
	}
	at.Lap("draw the map")
	return page, callPoints(ctx, at, s, page, opt)
}

// callPoints says what neighbours call each point: training pictures where there are
// any, else the other points.
func callPoints(ctx context.Context, at *desk.Desk, s *mapped, page *projector.Page, opt projection.Options) error {
	if page.Result.Called == nil {
		return nil // no labels, or one class only
	}
	by := lang.T("their 5 nearest training pictures by cosine distance")
	if opt.Space == "euclidean" {
		by = lang.T("their 5 nearest training pictures by Euclidean distance")
	}
	page.Called, page.CalledBy = s.called, by.String()
	switch {
	case s.called != nil:
	case len(s.gallery.Labels) == 0:
		page.Called, page.CalledBy = page.Result.Called, lang.T("their 5 nearest neighbours among the drawn pictures").String()
	case eval.Callable(page.Labels, s.gallery.Labels) != nil:
		page.Called, page.CalledBy = nil, ""
		note := lang.T("No point is marked as called wrong by its neighbours: %v.", eval.Callable(page.Labels, s.gallery.Labels))
		at.Note("%s", note)
		page.Notes = append(page.Notes, note.String())
	default:
		n, err := eval.Search(ctx, eval.Set{Emb: s.emb, Labels: page.Labels}, s.gallery, s.dim, opt.Space, eval.Options{SkipRetrieval: true, Workers: opt.Workers})
		if err != nil {
			return lang.Errorf("%s: %w", lang.Saved(s.origin), err)
		}
		page.Called = n.Called
		at.Lap("look up neighbours")
	}
	return nil
}

// reportMap is the map of a report: of test pictures that are embedded already. A
// model whose embeddings cannot be drawn has none.
func reportMap(ctx context.Context, at *desk.Desk, m *model.Model, mat *data.Material, j *judgement) (*projector.Page, error) {
	if mat.Found == nil {
		return nil, nil
	}
	im := mat.Found.Set.Test
	s := &mapped{images: im, rows: sampled(im.N, reportPoints, 1), dim: m.Net.Dim(), space: mapSpace(m), origin: mat.Found.Origin}
	for _, r := range s.rows {
		s.emb = append(s.emb, j.query[int(r)*s.dim:(int(r)+1)*s.dim]...)
	}
	if n := j.result.Neighbours[s.space]; n != nil {
		s.called = data.LabelsOf(n.Called, s.rows)
	}
	page, err := mapOf(ctx, at, s, projection.Options{Space: s.space, Seed: 1, Workers: j.workers})
	if err != nil && ctx.Err() == nil {
		at.Note("the report has no map: %v", err)
		return nil, nil
	}
	return page, err
}

// settings are those that a map depends on.
func (s *mapped) settings(f MapConfig) []kit.Setting {
	text := func(v any) string { return fmt.Sprint(v) }
	return []kit.Setting{
		{Key: "drawn", Value: s.subject}, {Key: "data", Value: s.data}, {Key: "from", Value: s.origin},
		{Key: "space", Value: s.space}, {Key: "points", Value: text(len(s.rows))}, {Key: "seed", Value: text(f.Seed)},
	}
}
