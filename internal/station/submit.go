package station

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync/atomic"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// Part is a part that has come: its picture file, and what is known of it. Source is what it
// came by. Key, if not "", is an idempotency key: the same part given again has the same
// result.
type Part struct {
	Picture           []byte
	Format            string
	Part, Lot, Source string
	Key               string
	Master            record.Verdict // what a known part must be: OK or NG; "" for all others
	Came              time.Time      // when it was there, if it had to wait; zero: now
}

// Answer is the result of a part. Replayed says that it is an earlier one, of the same key.
type Answer struct {
	record.Result
	Replayed bool
}

// Errors of Submit besides *state.RefusedError and those of the store.
var (
	// ErrBusy means that as many parts have begun as may.
	ErrBusy = lang.Errorf("too many parts at a time; give this one again a little later")
	// ErrUnderWay means that a part with the same key has begun and has no result yet.
	ErrUnderWay = lang.Errorf("a part with this idempotency key is being judged; ask again a little later")
	// ErrOtherPicture means that the key belongs to a part with another picture.
	ErrOtherPicture = lang.Errorf("this idempotency key belongs to another picture; give each part a key of its own")
	// ErrClosing means that the station ends.
	ErrClosing = lang.Errorf("the station is being stopped")
)

// The reasons of NONE.
var (
	tooLate = lang.T("judged too late for the line")
	givenUp = lang.T("given up because the station was stopped")
	failed  = lang.T("the inspector failed")
)

// job is a part that has begun.
type job struct {
	Part
	trigger int64
	sum     string
	at      time.Time // by the wall clock, which may be set
	began   time.Time // by one that cannot
	judge   *prepared

	said    atomic.Bool
	first   chan Judgement // what was said first
	decided chan struct{}  // closed when it is known what the line is told
	stored  chan struct{}  // closed when the result is stored, or cannot be
	lost    bool           // it cannot; known once stored is closed
}

// say says what the line is told, unless somebody has said it before.
func (j *job) say(v Judgement) bool {
	first := j.said.CompareAndSwap(false, true)
	if first {
		j.first <- v
	}
	return first
}

// Submit judges a part and stores its result, in that order; it returns when nothing can lose
// the result any more. In ContinuousExecution any number of parts may be under way, in Ready
// a part is a single job, and so is the first after StartSingleJob. A part that has begun is finished, whatever becomes of who asked.
// With an error there is no result, and the part is not OK.
func (s *Station) Submit(ctx context.Context, p Part) (Answer, error) {
	sum := sha256.Sum256(p.Picture)
	j := &job{Part: p, sum: hex.EncodeToString(sum[:]), at: record.Moment(s.cfg.Now()), began: time.Now(), first: make(chan Judgement, 1), decided: make(chan struct{}), stored: make(chan struct{})}
	if p.Key != "" {
		if err := s.reserve(p.Key); err != nil {
			return Answer{}, err
		}
		defer s.unreserve(p.Key)
		// Whoever had the key before has stored its result by now.
		switch old, err := s.store.ByKey(ctx, p.Key); {
		case err == nil && old.Picture != j.sum:
			return Answer{}, ErrOtherPicture
		case err == nil:
			return Answer{old, true}, nil
		case !errors.Is(err, record.ErrNone):
			return Answer{}, err
		}
	}
	if err := s.admit(j); err != nil {
		return Answer{}, err
	}
	defer s.working.Done()
	r, err := s.finish(j)
	return Answer{Result: r}, err
}

func (s *Station) reserve(key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[key] {
		return ErrUnderWay
	}
	s.keys[key] = true
	return nil
}

func (s *Station) unreserve(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, key)
}

// admit lets a part begin, if the state allows it.
func (s *Station) admit(j *job) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.refuses()
	if err == nil {
		err = s.master(&j.Part)
	}
	if err != nil {
		return err
	}
	if j.trigger, err = s.store.Trigger(); err != nil {
		return err
	}
	if s.machine.State() == state.Ready {
		if _, err := s.machine.Do(state.StartSingleJob); err != nil {
			return err
		}
	}
	if s.machine.State() == state.SingleExecution {
		s.single = j
	}
	j.judge = s.judge
	s.name(&j.Part)
	s.begun[j.trigger] = j
	s.working.Add(1)
	s.jobs <- j // as many fit in as may have begun
	return nil
}

// refuses says why no part may begin now; nil: one may. s.mu is held.
func (s *Station) refuses() error {
	switch now := s.machine.State(); {
	case s.closing:
		return ErrClosing
	case len(s.begun) >= s.cfg.Waiting:
		return ErrBusy
	case now != state.ContinuousExecution && now != state.Ready && (now != state.SingleExecution || s.single != nil):
		return &state.RefusedError{From: now, Command: state.StartSingleJob}
	}
	return nil
}

// Refuses says why Submit would refuse a part that was there at a moment; nil: it would not. It costs
// nothing, so an input asks before it reads a picture.
func (s *Station) Refuses(came time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refuses(); err != nil {
		return err
	}
	if s.due() && !s.masterNext(came) {
		return ErrMasters
	}
	return nil
}

// finish waits for the verdict, or for the end of the window, and stores what the line is
// told.
func (s *Station) finish(j *job) (record.Result, error) {
	if s.cfg.Window > 0 {
		late := time.AfterFunc(s.cfg.Window-time.Since(j.began), func() { j.say(none(tooLate)) })
		defer late.Stop()
	}
	v := <-j.first
	close(j.decided)
	about := j.judge.About()
	r := record.Result{
		Trigger: j.trigger, Judgement: v.Judgement, Station: s.cfg.Name, Source: j.Source, Part: j.Part.Part, Lot: j.Lot, At: j.at,
		Milliseconds: since(j.began), Inspector: about.Inspector, Low: about.Low, High: about.High, Picture: j.sum, Format: j.Format, Bytes: len(j.Picture), Key: j.Key, Recipe: j.judge.recipe.Hash, Master: j.Master,
	}
	if r.Regions == nil {
		r.Regions = []record.Region{}
	}
	picture := s.live.add(r, j.Picture, v.Heat)
	coming := s.keep.Expect() // before anybody hears of the result
	err := s.store.AddResult(r)
	if err == nil && s.cfg.Policy.Keeps(r.Verdict, r.Trigger) {
		coming.Put(picture)
	} else {
		coming.Drop()
	}
	switch {
	case err != nil:
	case r.Master != "":
		s.judgeMaster(r)
	default:
		s.shadow.see(r.Trigger, j.Picture)
	}
	s.end(j, r, err)
	if err != nil {
		s.fail(lang.T("results cannot be stored: %v", err))
		return record.Result{}, err
	}
	s.watchClock(s.cfg.Now())
	return r, nil
}

// end lets go of a part that has its result, or can have none.
func (s *Station) end(j *job, r record.Result, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j.lost = err != nil
	if err == nil {
		s.latency.add(r.Milliseconds)
	}
	close(j.stored)
	delete(s.begun, j.trigger)
	if s.single == j {
		_, _ = s.machine.Do(state.JobDone) // the state is SingleExecution as long as single is set
		s.single = nil
	}
	if err != nil || r.Master != "" {
		return
	}
	switch r.Verdict {
	case record.OK:
		s.counts.OK++
	case record.NG:
		s.counts.NG++
	case record.Review:
		s.counts.Review++
	default:
		s.counts.None++
	}
}

// work judges a part. One that the line gave up before it was begun is left: others wait.
func (s *Station) work(j *job) {
	select {
	case <-j.decided:
		return
	default:
	}
	v, fault := judged(j.judge.Judge, j.Picture)
	if fault != nil {
		s.fail(lang.T("the inspector failed: %v", fault))
		j.say(none(failed))
		return
	}
	if j.say(v) {
		return
	}
	if <-j.stored; !j.lost {
		s.late(j, v)
	}
}

// judged is what the judge says; fault is what it panicked with.
func judged(by Judge, picture []byte) (v Judgement, fault any) {
	defer func() { fault = recover() }()
	return by.Judge(picture), nil
}

// late keeps a judgement for which the line did not wait.
func (s *Station) late(j *job, v Judgement) {
	s.mu.Lock()
	s.counts.Late++
	s.mu.Unlock()
	l := record.Late{Trigger: j.trigger, Judgement: v.Judgement, At: record.Moment(s.cfg.Now()), Milliseconds: since(j.began)}
	if l.Regions == nil {
		l.Regions = []record.Region{}
	}
	if err := s.store.AddLate(s.cfg.Name, l); err != nil {
		s.fail(lang.T("results cannot be stored: %v", err))
	}
	if w := s.cfg.Window; w > 0 && time.Since(j.began) >= w { // else it was given up before
		s.raise(AlarmLate, lang.T("verdicts come too late: the line waits %v", w))
	}
}

func none(reason lang.Message) Judgement {
	return Judgement{Judgement: record.Judgement{Verdict: record.None, Reason: reason.String()}}
}

// since is how many milliseconds have passed, to the microsecond.
func since(t time.Time) float64 { return float64(time.Since(t).Microseconds()) / 1000 }
