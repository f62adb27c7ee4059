package station

import (
	"context"

	"mekiki/internal/station/label"
	"mekiki/internal/station/record"
)

// LabelError means that a label does not fit its part; it changes nothing.
type LabelError struct{ Err error }

func (e *LabelError) Error() string { return e.Err.Error() }

func (e *LabelError) Unwrap() error { return e.Err }

// AddLabel adds where a person sees the defect of a part, and gives it its ID, time and count. Width and Height are
// those of the picture, which is kept from then on as those of bad parts are. record.ErrNone: there is no such result.
func (s *Station) AddLabel(ctx context.Context, l label.Label) (label.Label, error) {
	if _, err := s.store.Result(ctx, l.Trigger); err != nil {
		return l, err
	}
	if err := l.Check(); err != nil {
		return l, &LabelError{err}
	}
	if shown := s.live.picture(l.Trigger); shown.Data != nil {
		s.keep.Put(shown) // it may be one of those that are not kept
	}
	if l.Shapes == nil {
		l.Shapes = []label.Shape{}
	}
	l.Pixels, l.At = l.Count(), record.Moment(s.cfg.Now())
	return s.store.AddLabel(s.cfg.Name, l)
}
