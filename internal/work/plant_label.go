package work

import (
	"context"

	"mekiki/internal/dataset"
	"mekiki/internal/model"
	"mekiki/internal/station/label"
	"mekiki/internal/station/record"
	"mekiki/internal/work/data"
)

// Label adds where a person sees the defect of a part, whose picture must be kept. Width and Height of l are found out.
func (p *Plant) Label(ctx context.Context, l label.Label) (label.Label, error) {
	done, err := p.looks.take(ctx) // the mask is drawn, to count its pixels
	if err != nil {
		return l, err
	}
	defer done()
	picture, _, err := p.Picture(ctx, l.Trigger)
	if err != nil {
		return l, err
	}
	// As every picture is shown, by any preparation with a policy.
	shown, err := data.Preparation(model.Input{Channels: 3, Height: 1, Width: 1, Policy: dataset.DefaultPolicy}).Open(data.InMemory(picture), "picture")
	if err != nil {
		return l, &UnreadableError{err}
	}
	l.Height, l.Width = shown.H, shown.W
	return p.AddLabel(ctx, l)
}

// Mask is where a person sees the defect of a part: a PNG of the size of its picture, white on black. It is record.ErrNone where
// nobody has said.
func (p *Plant) Mask(ctx context.Context, trigger int64) ([]byte, error) {
	done, err := p.looks.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	f, err := p.Store().Result(ctx, trigger)
	if err != nil {
		return nil, err
	}
	if f.Label == nil {
		return nil, record.ErrNone
	}
	return f.Label.PNG(), nil
}
