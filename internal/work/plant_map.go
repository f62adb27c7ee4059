package work

import (
	"context"
	"errors"
	"time"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/work/data"
	"mekiki/internal/work/job"
)

// MapKind is what a job is called that draws a map of parts.
const MapKind = "map"

// MostMapped is how many parts a map of a station has at most: some minutes of work and some megabytes.
const MostMapped = 5000

// PartsMap are stored parts in the plane: what differs from good in the same way lies together. It is in memory until the
// next one is drawn, or the station ends.
type PartsMap struct {
	Recipe string    `json:"recipe"`      // the hash of the version whose inspector looked at the pictures
	At     time.Time `json:"at,omitzero"` // zero: none was drawn
	// NotKept are parts that are missing since their pictures are not kept, or cannot be read.
	NotKept int           `json:"not_kept"`
	Points  []MappedPoint `json:"points"`
}

// MappedPoint is a part on a map. X and Y are 0 to 1, Y from the top; places far from each other mean little.
type MappedPoint struct {
	Trigger int64          `json:"trigger"`
	X       float64        `json:"x"`
	Y       float64        `json:"y"`
	Verdict record.Verdict `json:"verdict" enum:"NONE,OK,NG,REVIEW"`
	Score   float64        `json:"score"`
	Called  record.Verdict `json:"called,omitempty" enum:"OK,NG,REVIEW" doc:"what a person called it when the map was drawn"`
}

// MapDone is the result of a job that drew a map.
type MapDone struct {
	Points  int `json:"points"`
	NotKept int `json:"not_kept"`
}

// DrawMap begins a job that lays the last parts of a product, at most so many and MostMapped, out in the plane, by what the
// inspector of a version sees in them. Its result is MapDone; PartsMap gives the map.
func (p *Plant) DrawMap(ctx context.Context, hash string, last int, who string) (job.Job, error) {
	b, err := p.Recipes(ctx)
	if err != nil {
		return job.Job{}, err
	}
	e, err := b.Entry(hash)
	if err != nil {
		return job.Job{}, err
	}
	return p.Jobs.Start(MapKind, hash, who, func(ctx context.Context, progress func(done, of int)) (any, error) {
		m, err := p.drawMap(ctx, e, min(last, MostMapped), progress)
		if err != nil {
			return nil, err
		}
		p.why.Lock()
		p.mapped = m
		p.why.Unlock()
		return MapDone{len(m.Points), m.NotKept}, nil
	})
}

// PartsMap is the map that was drawn last, if it is of this version; else one without points.
func (p *Plant) PartsMap(hash string) *PartsMap {
	p.why.Lock()
	defer p.why.Unlock()
	if p.mapped == nil || p.mapped.Recipe != hash {
		return &PartsMap{Recipe: hash, Points: []MappedPoint{}}
	}
	return p.mapped
}

// laying is how much of the work it is to lay vectors out, in parts of that of making them.
const laying = 4

func (p *Plant) drawMap(ctx context.Context, e *recipe.Entry, last int, progress func(done, of int)) (*PartsMap, error) {
	list, err := p.Store().Results(ctx, record.Query{Product: e.Product, Limit: last, NoMasters: true})
	if err != nil {
		return nil, err
	}
	called, err := p.Store().Called(ctx, list)
	if err != nil {
		return nil, err
	}
	n, _, err := p.open(e.Inspector)
	if err != nil {
		return nil, err
	}
	if err := follow(n, e.Version); err != nil {
		return nil, err
	}
	d, err := n.Describer(1) // the line comes first
	if err != nil {
		return nil, err
	}
	defer d.Close()
	m := &PartsMap{Recipe: e.Hash, Points: []MappedPoint{}}
	in, of := projection.Input{Dim: n.Gallery.Dim}, len(list)+len(list)/laying
	for i, r := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		progress(i, of)
		v, err := p.describe(ctx, d, n, r.Trigger)
		var unreadable *UnreadableError
		if errors.Is(err, pictures.ErrNotKept) || errors.Is(err, pictures.ErrDamaged) || errors.As(err, &unreadable) {
			m.NotKept++
			continue
		}
		if err != nil {
			return nil, err
		}
		in.Emb = append(in.Emb, v...)
		m.Points = append(m.Points, MappedPoint{Trigger: r.Trigger, Verdict: r.Verdict, Score: r.Score, Called: called[r.Trigger]})
	}
	if len(m.Points) < projection.Fewest {
		return nil, lang.Errorf("a map needs %d parts whose pictures are kept, and there are %d; keep more with --one-in-ok, or wait", projection.Fewest, len(m.Points))
	}
	drawn, err := projection.Run(ctx, in, projection.Options{Space: "euclidean", Methods: []string{projection.TSNE}, Seed: 1, Workers: 1, Progress: func(done, steps int) {
		progress(len(list)+len(list)/laying*done/max(1, steps), of)
	}})
	if err != nil {
		return nil, err
	}
	m.place(drawn.Projections[0].XY)
	m.At = record.Moment(p.now())
	return m, nil
}

// describe is what an inspector sees in the picture of a part.
func (p *Plant) describe(ctx context.Context, d *inspect.Describer, n *inspect.Inspector, trigger int64) ([]float32, error) {
	picture, _, err := p.Picture(ctx, trigger)
	if err != nil {
		return nil, err
	}
	pix, _, err := data.Preparation(n.Input).ReadPicture(data.InMemory(picture), "picture")
	if err != nil {
		return nil, &UnreadableError{err}
	}
	return d.Describe(pix), nil
}

// place brings places, row-major (n, 2), into the unit square, in the middle and by one scale.
func (m *PartsMap) place(xy []float64) {
	least, most := [2]float64{xy[0], xy[1]}, [2]float64{xy[0], xy[1]}
	for i, v := range xy {
		least[i%2], most[i%2] = min(least[i%2], v), max(most[i%2], v)
	}
	span := max(most[0]-least[0], most[1]-least[1])
	if span == 0 {
		span = 1
	}
	for i := range m.Points {
		m.Points[i].X = 0.5 + (xy[2*i]-(least[0]+most[0])/2)/span
		m.Points[i].Y = 0.5 + (xy[2*i+1]-(least[1]+most[1])/2)/span
	}
}
