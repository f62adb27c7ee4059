package work

import (
	"context"

	"mekiki/internal/station/pictures"
)

// HeatBy is the heat map that a version of a recipe draws of a part whose picture is kept, a PNG: on the scale of its own thresholds,
// as the station draws it when the version judges.
func (p *Plant) HeatBy(ctx context.Context, hash string, trigger int64) ([]byte, error) {
	done, err := p.looks.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	b, err := p.Recipes(ctx)
	if err != nil {
		return nil, err
	}
	e, err := b.Entry(hash)
	if err != nil {
		return nil, err
	}
	picture, _, err := p.Picture(ctx, trigger)
	if err != nil {
		return nil, err
	}
	p.why.Lock()
	own, err := p.opened(e.Inspector)
	p.why.Unlock()
	if err != nil {
		return nil, err
	}
	n := *own
	j, err := newInspectorJudge(&n, e.Version, 1) // the line comes first
	if err != nil {
		return nil, err
	}
	defer j.Close()
	v := j.Judge(picture)
	if v.Heat == nil { // it cannot be unpacked
		return nil, pictures.ErrNotKept
	}
	return v.Heat(), nil
}
