package station

import (
	"context"
	"iter"
	"sync"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/agreement"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/label"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// Judge looks at pictures. Several goroutines may use one at a time; Close comes when nobody
// begins to use it any more, though some may not have ended.
type Judge interface {
	// Judge judges a picture file. What it cannot read is REVIEW, with the reason.
	Judge(picture []byte) Judgement
	About() About
	Close()
}

// Judgement is what a Judge says. Heat draws the heat map as a PNG, nil where there is none; it
// is called once at most, when there is time.
type Judgement struct {
	record.Judgement
	Heat func() []byte
}

// About is an inspector as it stands in results: the SHA-256 of its file, in hex, and the
// scores from which on a part is REVIEW and NG.
type About struct {
	Inspector string  `json:"inspector"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
}

// Store keeps what a station did. Package store has one in SQLite; errors are in a user's
// words. Each Add returns when nothing can lose it any more.
type Store interface {
	// Trigger gives a number that was never given before.
	Trigger() (int64, error)
	AddResult(r record.Result) error
	AddLate(station string, l record.Late) error
	AddReview(station string, m record.Mark, old record.Verdict) (record.Mark, error)
	// AddLabel adds where a person sees a defect, and that pictures of results are kept from then on.
	AddLabel(station string, l label.Label, kept ...record.Result) (label.Label, error)
	// Note adds to the audit, and where kind is not "" to the events.
	Note(e audit.Entry, kind string, body any) error
	// Forget removes events from before a time that all receivers have, and those from before unsent.
	Forget(before, unsent time.Time) error
	AddShadow(station string, w record.Shadow) error
	AddRecipe(station string, v recipe.Version, first recipe.Act) (recipe.Act, error)
	// AddStep adds a step of a recipe; old is what it was before.
	AddStep(station string, p recipe.Act, old recipe.Kind) (recipe.Act, error)
	AddTrial(station string, t recipe.Trial, step recipe.Act, old recipe.Kind) (recipe.Trial, error)
	Recipes(ctx context.Context) (*recipe.Book, error)
	Trial(ctx context.Context, hash string) (recipe.Trial, error)
	// Identity is a text that no other station has.
	Identity(ctx context.Context) (string, error)
	Results(ctx context.Context, q record.Query) ([]record.Result, error)
	Result(ctx context.Context, trigger int64) (*record.Full, error)
	// Called is what people called results, by their numbers: the last review of those that have one that was not taken back.
	Called(ctx context.Context, list []record.Result) (map[int64]record.Verdict, error)
	// Labelled says of which results it is known where the defect is, by their numbers.
	Labelled(ctx context.Context, list []record.Result) (map[int64]bool, error)
	// Spread is how scores lie, in so many bins; Effect what thresholds would make of them, with
	// at most so many of the newest parts that they change.
	Spread(ctx context.Context, a record.Among, bins int) (*record.Spread, error)
	Effect(ctx context.Context, a record.Among, low, high float64, most int) (*record.Effect, error)
	// Tally is what parts came to, with at most so many of the worst ones.
	Tally(ctx context.Context, a record.Among, most int) (*record.Tally, error)
	// EachJudged gives the parts that a version of a recipe judged, masters not, by time: from a moment on and before another one; zero: no limit.
	EachJudged(ctx context.Context, recipe string, from, to time.Time) iter.Seq2[record.Judged, error]
	// Counts are how many parts have each verdict since a moment, and when the first came, Unseen how many are REVIEW and
	// were not called by anybody.
	Counts(ctx context.Context, from time.Time) (list map[record.Verdict]int64, first time.Time, err error)
	Unseen(ctx context.Context) (int64, error)
	ByKey(ctx context.Context, key string) (record.Result, error)
	Events(ctx context.Context, after int64, limit int) ([]record.Event, error)
	// Changed is the ID of the last event, and a channel that is closed with the next one.
	Changed() (last int64, another <-chan struct{})
	Audit(ctx context.Context) iter.Seq2[audit.Row, error]
	// AddStudy and AddStudyCall give IDs; record.ErrDuplicate where a call or an end is there. The pictures of kept
	// are kept from then on.
	AddStudy(station string, y agreement.Study, kept ...record.Result) (agreement.Study, error)
	AddStudyCall(station string, c agreement.Call) (agreement.Call, error)
	EndStudy(station string, e agreement.End) error
	Study(ctx context.Context, id int64) (agreement.Study, error)
	StudyEnd(ctx context.Context, id int64) (agreement.End, error)
	StudyCalls(ctx context.Context, id int64) ([]agreement.Call, error)
	EachStudy(ctx context.Context) iter.Seq2[agreement.Study, error]
	// AuditRows are the rows that q chooses, the newest first.
	AuditRows(ctx context.Context, q record.AuditQuery) ([]audit.Row, error)
	Close() error
}

// Config is what a station is made of. All but Window and Policy must be set.
type Config struct {
	Name   string
	Store  Store
	Disk   pictures.Disk // where pictures go
	Policy pictures.Policy
	// Prepare opens a judge by a recipe. So many threads may share a part while no other one is judged.
	Prepare func(v recipe.Version, threads int) (Judge, error)
	Workers int           // parts that are judged at a time
	Waiting int           // parts that may have begun at a time
	Window  time.Duration // in which a verdict must come; 0: however long it takes
	Now     func() time.Time
	Masters Masters
}

// Station is a station that runs. Any number of goroutines may use it.
type Station struct {
	cfg   Config
	store Store
	keep  *pictures.Keeper
	alarm *alarms
	clock clock

	latency latencies

	commands sync.Mutex // one command at a time, so that their records have their order
	recipes  sync.Mutex // and one change of recipes; it is locked behind commands
	studies  sync.Mutex // a call or the end of an agreement study
	shadow   shadow

	mu      sync.Mutex
	machine state.Machine
	judge   *prepared // the recipe that decides
	closing bool
	begun   map[int64]*job
	single  *job            // of SingleExecution, nil before the part has come
	keys    map[string]bool // idempotency keys of begun parts
	counts  Counts
	failed  chan struct{} // closed with the next error
	next    Next
	masters masters

	live    live
	jobs    chan *job
	working sync.WaitGroup // parts that have begun
	workers sync.WaitGroup
	ended   chan struct{}
	notes   chan func() // of alarms, for a goroutine that writes them
	quiet   chan struct{}
	scribe  sync.WaitGroup
}

// Counts are those since the station was started.
type Counts struct {
	OK     int `json:"ok"`
	NG     int `json:"ng"`
	Review int `json:"review"`
	None   int `json:"none"`
	Late   int `json:"late"` // of None: judged, but after the window
}

// Open starts a station in the state Preoperational.
func Open(cfg Config) *Station {
	s := &Station{cfg: cfg, store: cfg.Store, begun: map[int64]*job{}, keys: map[string]bool{}, jobs: make(chan *job, cfg.Waiting), ended: make(chan struct{}), failed: make(chan struct{}), notes: make(chan func(), 16), quiet: make(chan struct{}), shadow: shadow{queue: make(chan shadowed, shadowWaiting)}}
	s.alarm = &alarms{now: cfg.Now}
	s.clock.set(cfg.Now())
	s.rememberClock()
	s.rememberMasters()
	s.keep = pictures.Open(cfg.Disk, cfg.Policy, pictures.Listener{
		Failed: func(err error) {
			s.Raise(AlarmPicture, Cause(err), lang.T("a picture cannot be stored: %v; results are stored", err))
		},
		Lost: func() {
			s.raise(AlarmLost, lang.T("the disk is too slow for all pictures: some are not stored; results are"))
		},
		Removed: s.removed,
	})
	for range cfg.Workers {
		s.workers.Go(func() {
			for j := range s.jobs {
				s.work(j)
			}
		})
	}
	s.workers.Go(s.keepHouse)
	s.workers.Go(s.judgeInShadow)
	s.scribe.Go(s.writeNotes)
	return s
}

// Name is the station's name.
func (s *Station) Name() string { return s.cfg.Name }

// Failed is closed with the next error: the records may not tell of it.
func (s *Station) Failed() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// Store is where its records are, for reading.
func (s *Station) Store() Store { return s.store }

// Close ends the station in good order: parts that have begun are judged and stored.
func (s *Station) Close() error {
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return nil
	}
	s.closing = true
	judge := s.judge
	s.mu.Unlock()
	s.working.Wait()
	close(s.jobs)
	close(s.ended)
	s.shadow.set(nil)
	close(s.shadow.queue) // nothing is put into it without a shadow
	s.workers.Wait()
	s.keep.Close()
	close(s.quiet)
	s.scribe.Wait() // alarms of the last pictures
	if judge != nil {
		judge.Close()
	}
	return s.store.Close()
}
