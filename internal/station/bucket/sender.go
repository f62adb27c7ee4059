package bucket

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"

	"mekiki/internal/station/pictures"
	"mekiki/internal/station/record"
)

// Objects are a bucket.
type Objects interface {
	// Name is what an alarm calls it.
	Name() string
	Put(ctx context.Context, name, kind string, data []byte) error
	Has(ctx context.Context, name string) (bool, error)
	Close()
}

// Kept are the pictures of a station; a pictures.Keeper has them.
type Kept interface {
	// Settle returns when the pictures of results that are known are written, or will not be.
	Settle(ctx context.Context) error
	Read(id pictures.ID) ([]byte, error)
	Heat(id pictures.ID) ([]byte, error)
}

// Source is a station's store.
type Source interface {
	Events(ctx context.Context, after int64, limit int) ([]record.Event, error)
	Changed() (last int64, another <-chan struct{})
	// Records gives all records as the events that told of them.
	Records(ctx context.Context, some int, take func([]record.Event) error) error
}

// some is how many records are read at a time, atOnce how many pictures are sent at a time.
const (
	some   = 500
	atOnce = 4
)

// Sender sends pictures. One goroutine uses it; it is an outbox.Bucket.
type Sender struct {
	Objects
	kept    Kept
	source  Source
	damaged func(trigger int64, err error)
	walked  int64 // what a walk that broke has sent, by the number of the part
	known   int64 // the last event when it began: it may have sent pictures of those up to here
}

// NewSender sends the pictures of a station. damaged hears of those that are not sent because they were
// changed on the disk.
func NewSender(to Objects, kept Kept, source Source, damaged func(trigger int64, err error)) *Sender {
	return &Sender{Objects: to, kept: kept, source: source, damaged: damaged}
}

// Begin makes sure that the bucket has the pictures of all results of before the event that it gives,
// behind which to go on; sent is the last event whose pictures it has. Where events were forgotten since,
// or the bucket is a new one, all results are looked through, and what the bucket has not is sent.
func (s *Sender) Begin(ctx context.Context, sent int64) (last int64, err error) {
	last, _ = s.source.Changed()
	first, err := s.source.Events(ctx, sent, 1)
	switch {
	case err != nil:
		return sent, err
	case len(first) > 0 && first[0].ID == sent+1, len(first) == 0 && sent == last:
		return sent, nil
	case len(first) > 0:
		s.known, last = last, first[0].ID-1
	}
	if err := s.source.Records(ctx, some, func(list []record.Event) error { return s.walk(ctx, list) }); err != nil {
		return last, err
	}
	s.walked = 0 // by the next one more may be kept of the same parts
	return last, nil
}

func (s *Sender) walk(ctx context.Context, list []record.Event) error {
	results, err := s.picturesOf(list)
	if err != nil {
		return err
	}
	for len(results) > 0 {
		now := results[:min(atOnce, len(results))]
		results = results[len(now):]
		if now[len(now)-1].Trigger <= s.walked {
			continue
		}
		if _, err := together(ctx, now, s.copy); err != nil {
			return err
		}
		s.walked = now[len(now)-1].Trigger
	}
	return nil
}

// Take sends the pictures of results, in their order, and of those that are kept later, and says of how many of them the
// bucket has what the station keeps.
func (s *Sender) Take(ctx context.Context, list []record.Event) (int, error) {
	results, err := s.picturesOf(list)
	if err != nil {
		return 0, err
	}
	if err := s.kept.Settle(ctx); err != nil {
		return 0, err
	}
	for n := 0; n < len(results); n += atOnce {
		if sent, err := together(ctx, results[n:min(n+atOnce, len(results))], s.copy); err != nil {
			return n + sent, err
		}
	}
	return len(results), nil
}

// together does something for some results at a time; how many of the first ones it did.
func together(ctx context.Context, list []picture, do func(context.Context, picture) error) (int, error) {
	errs := make([]error, len(list))
	var work sync.WaitGroup
	for i, r := range list {
		work.Go(func() { errs[i] = do(ctx, r) })
	}
	work.Wait()
	for i, err := range errs {
		if err != nil {
			return i, err
		}
	}
	return len(list), nil
}

// picture is that of a result. The bucket may have it where it was sent for another event, too.
type picture struct {
	record.Result
	maybe bool
}

// picturesOf are those of events; other kinds of events come from Records, and have none.
func (s *Sender) picturesOf(list []record.Event) (found []picture, err error) {
	for _, e := range list {
		p := picture{maybe: e.ID <= s.known || e.Kind == record.EventKept} // the ID of a record is 0
		if e.Kind != record.EventResult && e.Kind != record.EventKept {
			continue
		}
		if err := json.Unmarshal(e.Body, &p.Result); err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

// copy sends the picture of a result and its heat map, where the station keeps them and the bucket has not both.
func (s *Sender) copy(ctx context.Context, r picture) error {
	id := pictures.IDOf(r.Result)
	data, err := s.kept.Read(id)
	switch {
	case errors.Is(err, pictures.ErrNotKept):
		return nil
	case errors.Is(err, pictures.ErrDamaged):
		s.damaged(r.Trigger, err)
		return nil
	case err != nil:
		return err
	}
	heat, err := s.kept.Heat(id)
	drawn := err == nil
	if !drawn && !errors.Is(err, pictures.ErrNotKept) {
		return err
	}
	if r.maybe {
		there, err := s.Has(ctx, id.PictureName())
		if there && drawn { // another inspector may have judged the same picture, and drawn another map
			there, err = s.Has(ctx, id.HeatName())
		}
		if err != nil || there {
			return err
		}
	}
	if drawn {
		if err := s.Put(ctx, id.HeatName(), "image/png", heat); err != nil {
			return err
		}
	}
	return s.Put(ctx, id.PictureName(), "image/"+strings.ToLower(id.Format), data)
}
