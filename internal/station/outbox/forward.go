package outbox

import (
	"context"
	"sync"
	"time"

	"mekiki/internal/station/record"
)

// Events are what receivers are told of. The store has them.
type Events interface {
	Events(ctx context.Context, after int64, limit int) ([]record.Event, error)
	// Changed is the ID of the last event, and a channel that is closed with the next one.
	Changed() (last int64, another <-chan struct{})
	// PutSent keeps up to where a receiver has the events.
	PutSent(receiver string, id int64) error
}

// Standing is how it stands with a receiver.
type Standing struct {
	// Oldest is the time of the oldest event that the receiver should have and has not; zero: it has
	// all.
	Oldest time.Time `json:"oldest_unsent,omitzero"`
	Sent   int64     `json:"sent"`     // the last event that it has, or that it does not want
	Failed int       `json:"failures"` // in a row
	Error  string    `json:"error,omitempty"`

	moved time.Time // when Sent last went on, or the forwarder began
}

// pace is how a forwarder goes about it.
type pace struct {
	some        int           // events that are read at a time
	first, most time.Duration // before another try: it doubles from first to most
	mark        time.Duration // where the receiver is, is kept this often while events follow each other
}

var usual = pace{some: 100, first: time.Second, most: time.Minute, mark: time.Second}

// forwarder hands events to one receiver.
type forwarder struct {
	name   string
	events Events
	pace   pace
	now    func() time.Time
	// begin gives the last event that the receiver has. It is asked first, and again after each
	// failure; nil: the forwarder knows it.
	begin func(context.Context) (int64, error)
	wants func(kind string) bool
	// send gives events of the kinds wanted, in their order; how many of them the receiver has now.
	send func(context.Context, []record.Event) (int, error)
	// lost hears of events that were forgotten before the receiver had them.
	lost func(from, to int64)

	marked int64     // that the store has
	at     time.Time // when

	mu    sync.Mutex
	stand Standing
}

// standing is how it stands now.
func (f *forwarder) standing() Standing {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stand
}

func (f *forwarder) set(change func(*Standing)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := f.stand.Sent
	change(&f.stand)
	if f.stand.Sent != before {
		f.stand.moved = f.now()
	}
}

// run forwards until ctx ends. The receiver may get an event twice, where the program ends between
// sending and keeping, and never misses one that is still there.
func (f *forwarder) run(ctx context.Context) {
	wait, begun := f.pace.first, f.begin == nil
	f.set(func(s *Standing) { s.moved = f.now() })
	for ctx.Err() == nil {
		_, another := f.events.Changed()
		var err error
		if !begun {
			err = f.start(ctx)
			begun = err == nil
		}
		before, more := f.standing().Sent, false
		if err == nil {
			more, err = f.step(ctx)
		}
		if f.standing().Sent > before {
			wait = f.pace.first
		}
		switch {
		case ctx.Err() != nil:
		case err != nil:
			f.set(func(s *Standing) { s.Failed, s.Error = s.Failed+1, err.Error() })
			begun = f.begin == nil
			pause(ctx, wait)
			wait = min(2*wait, f.pace.most)
		case !more:
			select {
			case <-another:
			case <-ctx.Done():
			}
		}
	}
	_ = f.keep(true) // else the receiver gets some twice
}

// start asks the receiver for the last event that it has.
func (f *forwarder) start(ctx context.Context) error {
	last, err := f.begin(ctx)
	if err != nil {
		f.look(ctx)
		return err
	}
	f.set(func(s *Standing) { s.Sent = last })
	return nil
}

// look finds the oldest event that waits, where the receiver cannot be asked for it.
func (f *forwarder) look(ctx context.Context) {
	if s := f.standing(); !s.Oldest.IsZero() {
		return
	}
	if list, err := f.events.Events(ctx, f.standing().Sent, 1); err == nil && len(list) > 0 {
		f.set(func(s *Standing) { s.Oldest = list[0].At })
	}
}

// step sends the next events, and says whether more may follow.
func (f *forwarder) step(ctx context.Context) (more bool, err error) {
	after := f.standing().Sent
	list, err := f.events.Events(ctx, after, f.pace.some)
	if err != nil {
		return false, err
	}
	if len(list) == 0 {
		f.set(func(s *Standing) { s.Oldest, s.Failed, s.Error = time.Time{}, 0, "" })
		return false, f.keep(true)
	}
	if first := list[0].ID; first > after+1 && f.lost != nil {
		f.lost(after+1, first-1)
	}
	var wanted []record.Event
	for _, e := range list {
		if f.wants(e.Kind) {
			wanted = append(wanted, e)
		}
	}
	for len(wanted) > 0 {
		f.set(func(s *Standing) { s.Sent, s.Oldest = wanted[0].ID-1, wanted[0].At })
		n, err := f.send(ctx, wanted)
		if n > 0 {
			f.set(func(s *Standing) { s.Sent, s.Failed, s.Error = wanted[n-1].ID, 0, "" })
			wanted = wanted[n:]
		}
		if err != nil {
			_ = f.keep(true) // it is tried again with the next event
			return false, err
		}
		if err := f.keep(false); err != nil {
			return false, err
		}
	}
	f.set(func(s *Standing) { s.Sent, s.Oldest = list[len(list)-1].ID, time.Time{} })
	return true, f.keep(false)
}

// keep lets the store know where the receiver is: at once, or where that was some time ago.
func (f *forwarder) keep(now bool) error {
	sent := f.standing().Sent
	if sent == f.marked || !now && time.Since(f.at) < f.pace.mark {
		return nil
	}
	if err := f.events.PutSent(f.name, sent); err != nil {
		return err
	}
	f.marked, f.at = sent, time.Now()
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
