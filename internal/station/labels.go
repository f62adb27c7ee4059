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
	f, err := s.store.Result(ctx, l.Trigger)
	if err != nil {
		return l, err
	}
	if err := l.Check(); err != nil {
		return l, &LabelError{err}
	}
	kept := s.keepShown(f.Result)
	if l.Shapes == nil {
		l.Shapes = []label.Shape{}
	}
	l.Pixels, l.At = l.Count(), record.Moment(s.cfg.Now())
	return s.store.AddLabel(s.cfg.Name, l, kept...)
}

// keepShown keeps the picture of a part where it is in memory: it may be one of those that are not kept. Else it is on the
// disk, or gone, and list is empty.
func (s *Station) keepShown(r record.Result) (list []record.Result) {
	if shown := s.live.picture(r.Trigger); shown.Data != nil {
		s.keep.Put(shown)
		list = append(list, r)
	}
	return list
}
