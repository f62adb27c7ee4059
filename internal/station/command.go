package station

import (
	"context"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// Now is how a station stands.
type Now struct {
	Station  string         `json:"station"`
	State    string         `json:"state"`
	Number   int            `json:"number"`   // of the state, as interfaces show it
	Judges   bool           `json:"judges"`   // a part that comes now is judged
	Commands []string       `json:"commands"` // that are allowed
	Moves    []Move         `json:"moves"`    // what each of them does
	Way      []string       `json:"way"`      // the commands that lead from here to where parts are judged, one after the other
	Masters  Check          `json:"masters"`
	Begun    int            `json:"begun"` // parts that have no result yet
	Counts   Counts         `json:"counts"`
	About    *About         `json:"about"`            // the inspector that is prepared, or nothing
	Recipe   *recipe.Entry  `json:"recipe"`           // that is prepared, or nothing
	Shadow   string         `json:"shadow,omitempty"` // the hash of the recipe that judges beside
	Alarms   []record.Alarm `json:"alarms"`
}

// Move is a command that is allowed now.
type Move struct {
	Command string `json:"command"`
	To      string `json:"to"`       // the state that it leads to
	GivesUp bool   `json:"gives_up"` // parts that have begun are given up: they are not OK
}

// Now is how the station stands.
func (s *Station) Now() Now {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.machine.State()
	n := Now{Station: s.cfg.Name, State: at.String(), Number: int(at), Judges: at == state.Ready || at.Executing(), Commands: []string{}, Moves: []Move{}, Way: []string{}, Begun: len(s.begun), Masters: s.check(), Counts: s.counts, Alarms: s.alarm.active(), Shadow: s.shadow.recipe()}
	for _, c := range state.Allowed(at) {
		to, _ := state.Next(at, c)
		n.Commands = append(n.Commands, c.String())
		n.Moves = append(n.Moves, Move{c.String(), to.String(), c.GivesUp()})
	}
	for _, c := range state.Way(at) {
		n.Way = append(n.Way, c.String())
	}
	if s.judge != nil {
		about := s.judge.About()
		n.About, n.Recipe = &about, &s.judge.recipe
	}
	return n
}

// Command does what somebody asks for, and puts it into the audit. PrepareRecipe takes the
// version that was chosen last. Errors: what *state.RefusedError says, a *RecipeError, which
// changes nothing, or that the command cannot be recorded, which leads to the state Error.
func (s *Station) Command(c state.Command, who, reason string) (state.Change, error) {
	if c == state.PrepareRecipe {
		return s.PrepareRecipe(context.Background(), "", who, reason)
	}
	s.commands.Lock()
	defer s.commands.Unlock()
	change, err := s.step(c, nil)
	if err != nil {
		return change, err
	}
	if err := s.note(change, who, reason); err != nil {
		return change, s.unrecorded(err)
	}
	if c == state.ConfirmAll {
		s.alarm.confirm("", who)
	}
	return change, nil
}

// step does a command with all that it means for parts and recipe. fresh is the recipe of
// PrepareRecipe.
func (s *Station) step(c state.Command, fresh *prepared) (state.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change, err := s.machine.Do(c)
	if err != nil {
		if fresh != nil {
			fresh.Close()
		}
		return change, err
	}
	if c.GivesUp() {
		for _, j := range s.begun {
			j.say(none(givenUp))
		}
	}
	if c == state.Fail {
		close(s.failed)
		s.failed = make(chan struct{})
	}
	if change.To != state.SingleExecution {
		s.single = nil // it goes on, and ends no job that others begin
	}
	if keeps := change.To == state.Ready || change.To.Executing(); fresh != nil || !keeps {
		if s.judge != nil {
			s.judge.Close()
		}
		s.judge = fresh
	}
	return change, nil
}

func (s *Station) note(c state.Change, who, reason string) error {
	e := audit.Entry{At: record.Moment(s.cfg.Now()), Who: who, Station: s.cfg.Name, What: "command", Subject: c.By.String(), Old: c.From.String(), New: c.To.String(), Reason: reason}
	return s.store.Note(e, record.EventState, record.Step{From: e.Old, State: e.New, Number: int(c.To), Command: e.Subject, Who: who, Reason: reason})
}

// fail is the state Error, with an alarm that says why. What has begun is not OK.
func (s *Station) fail(why lang.Message) {
	s.raise(AlarmStore, why)
	s.commands.Lock()
	defer s.commands.Unlock()
	s.mu.Lock()
	already := s.machine.State() == state.Error
	s.mu.Unlock()
	if already {
		return
	}
	if change, err := s.step(state.Fail, nil); err == nil {
		_ = s.note(change, "station", why.String()) // if it cannot be stored, the alarm says so
	}
}

// ErrNothingSaid means that there is no word of a person that could be taken back.
var ErrNothingSaid = lang.Errorf("nobody has said anything of this part that could be taken back")

// AddReview adds a person's word on a result. It is OK, NG, REVIEW for "don't know", or NONE,
// which takes back what was said: ErrNothingSaid where nothing was. record.ErrNone: there is no such result.
func (s *Station) AddReview(ctx context.Context, m record.Mark) (record.Mark, error) {
	f, err := s.store.Result(ctx, m.Trigger)
	if err != nil {
		return m, err
	}
	if m.Verdict == record.None && f.Word() == record.None {
		return m, ErrNothingSaid
	}
	m.At = record.Moment(s.cfg.Now())
	return s.store.AddReview(s.cfg.Name, m, f.Called())
}

// forgotten is how long events are kept for those who ask for what they missed, unsent how long for
// a receiver that has not got them.
const (
	forgotten = 7 * 24 * time.Hour
	unsent    = 30 * 24 * time.Hour
)

// keepHouse does what the policies of pictures and events ask for, until the station ends.
func (s *Station) keepHouse() {
	if err := s.keep.Survey(); err != nil {
		s.raise(AlarmPicture, lang.T("the folder of pictures cannot be read: %v", err))
	}
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		s.tidy()
		select {
		case <-tick.C:
		case <-s.ended:
			return
		}
	}
}

// tidy removes pictures and events that are not kept any longer. What a clock that was just set
// makes old stays until a person has had time to see the alarm.
func (s *Station) tidy() {
	now := s.cfg.Now()
	s.watchClock(now)
	trusted := s.clock.steady()
	if err := s.keep.Prune(now, trusted); err != nil {
		s.Raise(AlarmPicture, Cause(err), lang.T("old pictures cannot be removed: %v", err))
	}
	if !trusted {
		return
	}
	if err := s.store.Forget(now.Add(-forgotten), now.Add(-unsent)); err != nil {
		s.raise(AlarmStore, lang.T("results cannot be stored: %v", err))
	}
}
