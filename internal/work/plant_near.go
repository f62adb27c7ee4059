package work

import (
	"context"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/kit"
	"mekiki/internal/station"
	"mekiki/internal/station/pictures"
	"mekiki/internal/work/data"
)

// Near are the places of a part that decided, with good and bad places that are most like them.
type Near struct {
	Inspector string          `json:"inspector"`
	Places    []inspect.Place `json:"places"`
}

// UnreadableError is a picture that is kept as it came, and cannot be unpacked.
type UnreadableError struct{ Err error }

func (e *UnreadableError) Error() string { return e.Err.Error() }

func (e *UnreadableError) Unwrap() error { return e.Err }

// so many places and neighbours of each.
const (
	nearPlaces = 3
	nearEach   = 3
)

// Near explains a part whose picture is kept, by the version that judged it.
func (p *Plant) Near(ctx context.Context, trigger int64) (*Near, error) {
	f, err := p.Store().Result(ctx, trigger)
	if err != nil {
		return nil, err
	}
	picture, _, err := p.Picture(ctx, trigger)
	if err != nil {
		return nil, err
	}
	b, err := p.Recipes(ctx)
	if err != nil {
		return nil, err
	}
	p.why.Lock()
	defer p.why.Unlock()
	own, err := p.opened(f.Inspector)
	if err != nil {
		return nil, err
	}
	n := *own
	if e, err := b.Entry(f.Recipe); err == nil { // else the part is of before there were versions
		if err := follow(&n, e.Version); err != nil {
			return nil, err
		}
	}
	pix, _, err := data.Preparation(n.Input).ReadPicture(data.InMemory(picture), "picture")
	if err != nil {
		return nil, &UnreadableError{err}
	}
	e, err := n.Explainer(1)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	return &Near{f.Inspector, e.Explain(pix, nearPlaces, nearEach).Places}, nil
}

// Known is a picture that an inspector has learned from, a PNG: number i of its good or its
// bad ones.
func (p *Plant) Known(hash string, bad bool, i int) ([]byte, error) {
	p.why.Lock()
	defer p.why.Unlock()
	n, err := p.opened(hash)
	if err != nil {
		return nil, err
	}
	list := n.Good
	if bad {
		list = n.Bad
	}
	get := kept(n)
	if i >= len(list) || get == nil {
		return nil, pictures.ErrNotKept
	}
	one := get(bad, i)
	if one == nil {
		return nil, pictures.ErrNotKept
	}
	return one.PNG(), nil
}

// Thumbnail is the picture of a part, a PNG of at most so many pixels a side.
func (p *Plant) Thumbnail(ctx context.Context, trigger int64, side int) ([]byte, error) {
	done, err := p.looks.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	picture, _, err := p.Picture(ctx, trigger)
	if err != nil {
		return nil, err
	}
	return thumbnail(picture, side)
}

// thumbnail is a picture file as a PNG of at most so many pixels a side.
func thumbnail(picture []byte, side int) ([]byte, error) {
	in := model.Input{Channels: 3, Height: side, Width: side}
	pix, high, wide, err := data.Preparation(in).ReadShown(data.InMemory(picture), "picture", side)
	if err != nil {
		return nil, &UnreadableError{err}
	}
	return kit.Picture{H: high, W: wide, C: in.Channels, Pix: pix}.PNG(), nil
}

// opened is an inspector to look into; the last one stays open. p.why is held.
func (p *Plant) opened(hash string) (*inspect.Inspector, error) {
	if p.looked != nil && p.lookedHash == hash {
		return p.looked, nil
	}
	if hash == "" {
		return nil, &station.RecipeError{Err: lang.Errorf("this part was not judged by an inspector")}
	}
	n, _, err := p.open(hash)
	if err != nil {
		return nil, err
	}
	p.looked, p.lookedHash = n, hash
	return n, nil
}
