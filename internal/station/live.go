package station

import (
	"context"
	"slices"
	"sync"

	"mekiki/internal/station/pictures"
	"mekiki/internal/station/record"
)

// recent is how many pictures stay in memory, for whoever looks at the station: also those
// that are not kept.
const recent = 16

// live are the last pictures.
type live struct {
	mu   sync.Mutex
	list []shown
}

type shown struct {
	trigger int64
	pictures.Picture
}

// add shows a picture, and gives it with a heat map that is drawn once for all.
func (l *live) add(r record.Result, data []byte, heat func() []byte) pictures.Picture {
	p := pictures.Picture{ID: pictures.IDOf(r), Data: data}
	if heat != nil {
		p.Heat = sync.OnceValue(heat)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.list) == recent {
		l.list = slices.Delete(l.list, 0, 1)
	}
	l.list = append(l.list, shown{r.Trigger, p})
	return p
}

// picture is that of a part, one without data if it is not there any more.
func (l *live) picture(trigger int64) pictures.Picture {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.list {
		if s.trigger == trigger {
			return s.Picture
		}
	}
	return pictures.Picture{}
}

// Picture is the picture of a part as it came, and its kind, such as PNG; record.ErrNone,
// pictures.ErrNotKept and pictures.ErrDamaged say why there is none.
func (s *Station) Picture(ctx context.Context, trigger int64) (data []byte, format string, err error) {
	if p := s.live.picture(trigger); p.Data != nil {
		return p.Data, p.Format, nil
	}
	f, err := s.store.Result(ctx, trigger)
	if err != nil {
		return nil, "", err
	}
	data, err = s.keep.Read(pictures.IDOf(f.Result))
	return data, f.Format, err
}

// KeptPictures tells of results whether Picture has their pictures now. It is for asking for many, in the order in which they came; one
// goroutine at a time may use it.
func (s *Station) KeptPictures() func(record.Result) bool {
	there := s.keep.Kept()
	return func(r record.Result) bool {
		return s.live.picture(r.Trigger).Data != nil || there(pictures.IDOf(r))
	}
}

// Heat is the heat map of a part, a PNG; errors are those of Picture.
func (s *Station) Heat(ctx context.Context, trigger int64) ([]byte, error) {
	if p := s.live.picture(trigger); p.Data != nil {
		if p.Heat == nil {
			return nil, pictures.ErrNotKept
		}
		return p.Heat(), nil
	}
	f, err := s.store.Result(ctx, trigger)
	if err != nil {
		return nil, err
	}
	return s.keep.Heat(pictures.IDOf(f.Result))
}
