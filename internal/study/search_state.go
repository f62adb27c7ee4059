package study

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
)

// stateFile keeps what a search must remember between sessions.
const stateFile = "search.json"

// state is what cannot be had from the runs: the time that was spent and the
// brackets that were begun, whose sizes followed from the time.
type state struct {
	Format   int     `json:"format"`
	Key      string  `json:"key"`
	Spent    float64 `json:"spent_seconds"`
	Brackets []int   `json:"brackets"`
	// Ended counts for each bracket the rungs that came to their end.
	Ended    []int `json:"ended"`
	Sessions int   `json:"sessions"`
}

// key says which search this is; the budget is no part of it, so that a search
// goes on with a larger one.
func (s *Search) key() string {
	b, err := json.Marshal(struct {
		Run       string
		Ranges    []Range
		Objective string
		Check     []uint64
		Trials    int
	}{s.Origin.key(s.Config), s.Ranges, s.Objective.Key, s.CheckSeeds, s.Trials})
	if err != nil {
		panic(fmt.Sprintf("study: a search that is no JSON: %v", err))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// load reads the state of this search, or begins one if the folder holds none
// or that of another search.
func (s *Search) load() error {
	s.state = state{Format: 1, Key: s.key()}
	path := filepath.Join(s.folder(), stateFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && s.Aside != "" { // the same one may go on, with a larger budget
		path = filepath.Join(s.Store.Dir, stateFile)
		b, err = os.ReadFile(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return lang.Errorf("state of the search: %w", err)
	}
	var was state
	if err := json.Unmarshal(b, &was); err != nil {
		return lang.Errorf("state of the search %s: %w; delete it to count the time from the beginning", path, err)
	}
	if was.Format != s.state.Format || was.Key != s.state.Key {
		return nil
	}
	for _, n := range was.Brackets {
		if n < 1 || n > mostTrials {
			return lang.Errorf("state of the search %s: a bracket of %d trials; delete it to begin again", path, n)
		}
	}
	s.state = was
	return nil
}

// save writes the state with the time of this session added.
func (s *Search) save() error {
	s.saved = time.Now()
	now := s.state
	now.Spent = s.spent()
	b, err := json.Marshal(now)
	if err != nil {
		return lang.Errorf("state of the search: %w", err)
	}
	return atomicfile.Write(filepath.Join(s.folder(), stateFile), func(w io.Writer) error {
		_, err := w.Write(append(b, '\n'))
		return err
	})
}

// folder is where the search keeps what it must remember, and its trials.
func (s *Search) folder() string {
	if s.Aside != "" {
		return s.Aside
	}
	return s.Store.Dir
}

// Settle moves what was kept aside into the folder of the Store, when what the search found
// has taken the place of what another one found.
func (s *Search) Settle() error {
	if s.Aside == "" {
		return nil
	}
	for _, name := range []string{trialsFile, stateFile} {
		if err := os.Rename(filepath.Join(s.Aside, name), filepath.Join(s.Store.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return lang.Errorf("the search is finished, but its trials cannot take the place of earlier ones: %w", err)
		}
	}
	os.Remove(s.Aside) // what else is in there is not ours
	return nil
}

// ended is the number of rungs of a bracket, from 1, that came to their end.
func (s *state) ended(bracket int) *int {
	for len(s.Ended) < bracket {
		s.Ended = append(s.Ended, 0)
	}
	return &s.Ended[bracket-1]
}

// spent is the wall time of all sessions in seconds.
func (s *Search) spent() float64 { return s.state.Spent + time.Since(s.began).Seconds() }

// left is the part of the budget that is left; a search by trials has no end.
func (s *Search) left() float64 {
	if s.Budget <= 0 {
		return 1e9
	}
	return s.Budget.Seconds() - s.spent()
}
