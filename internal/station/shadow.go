package station

import (
	"sync"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// prepared is a recipe that can judge.
type prepared struct {
	Judge
	recipe recipe.Entry
}

// shadow judges parts beside the recipe that decides, one at a time and when their results
// are stored. It delays nothing: where too many wait it leaves parts out.
type shadow struct {
	mu    sync.Mutex
	by    *prepared
	queue chan shadowed
}

// shadowed is a part for a shadow.
type shadowed struct {
	by      *prepared
	trigger int64
	picture []byte
}

// shadowWaiting is how many parts may wait for a shadow.
const shadowWaiting = 16

// recipe is the hash of the version that judges in the shadow, "" if none does.
func (w *shadow) recipe() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.by == nil {
		return ""
	}
	return w.by.recipe.Hash
}

// set puts another one, or none, into the shadow.
func (w *shadow) set(by *prepared) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.by != nil {
		w.by.Close()
	}
	w.by = by
}

// see gives a part to the shadow, if there is one, and never waits.
func (w *shadow) see(trigger int64, picture []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.by == nil {
		return
	}
	select {
	case w.queue <- shadowed{w.by, trigger, picture}:
	default:
	}
}

// judgeInShadow judges what comes until the queue is closed.
func (s *Station) judgeInShadow() {
	for p := range s.shadow.queue {
		began := time.Now()
		v, fault := judged(p.by.Judge, p.picture)
		if fault != nil {
			s.raise(AlarmShadow, lang.T("the inspector in the shadow failed: %v", fault))
			continue
		}
		w := record.Shadow{Late: record.Late{Trigger: p.trigger, Judgement: v.Judgement, At: record.Moment(s.cfg.Now()), Milliseconds: since(began)}, Recipe: p.by.recipe.Hash}
		if w.Regions == nil {
			w.Regions = []record.Region{}
		}
		if err := s.store.AddShadow(s.cfg.Name, w); err != nil {
			s.raise(AlarmStore, lang.T("results cannot be stored: %v", err))
		}
	}
}
