package station

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mekiki/internal/station/agreement"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// TestStudyKeepsPictures: the picture of a good part that only the last parts in memory had is kept once it is in a
// study, and a part without a picture is refused.
func TestStudyKeepsPictures(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Policy = pictures.Policy{} })
	r.do(t, state.SelectModeAutomatic, state.PrepareRecipe, state.StartContinuous)
	y := agreement.Study{Name: "edges", Rounds: 2, Who: "sato"}
	for _, text := range []string{"OK 1", "OK 2", "NG 3", "NG 4"} {
		a, err := r.Submit(t.Context(), Part{Picture: []byte(text), Format: "PNG", Source: "api"})
		if err != nil {
			t.Fatal(err)
		}
		y.Parts = append(y.Parts, agreement.Item{Trigger: a.Trigger, Reference: a.Verdict})
	}
	first, err := r.store.Result(t.Context(), y.Parts[0].Trigger)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.keep.Read(pictures.IDOf(first.Result)); !errors.Is(err, pictures.ErrNotKept) {
		t.Fatalf("the policy keeps it: %v", err)
	}
	if y, err = r.AddStudy(t.Context(), y); err != nil || y.ID != 1 || y.At.IsZero() {
		t.Fatalf("%+v, %v", y, err)
	}
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		if b, err := r.keep.Read(pictures.IDOf(first.Result)); string(b) == "OK 1" {
			break
		} else if time.Now().After(end) {
			t.Fatal(err)
		}
	}
	r.tells(t, y.Parts[0].Trigger, y.Parts[1].Trigger, y.Parts[2].Trigger, y.Parts[3].Trigger)
	other := y // by a version that judged none of them
	if other.Recipe = r.draft(t, "ring", 3).Hash; err == nil {
		other, err = r.AddStudy(t.Context(), other)
	}
	if err == nil {
		_, err = r.EndStudy(t.Context(), agreement.End{Study: other.ID, Who: "sato"})
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, found, err := r.ResultOfStudy(t.Context(), other.ID); err != nil || len(found.Appraisers) != 0 || len(found.Incomplete) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
	for range recent + 1 { // the others leave memory
		if _, err := r.Submit(t.Context(), Part{Picture: []byte("OK 9"), Format: "PNG", Source: "api"}); err != nil {
			t.Fatal(err)
		}
	}
	late := agreement.Study{Name: "late", Rounds: 2, Parts: []agreement.Item{{Trigger: 1, Reference: record.OK}, {Trigger: 2, Reference: record.OK}, {Trigger: 3, Reference: record.NG}, {Trigger: 5, Reference: record.NG}}}
	var no *StudyError
	if _, err := r.AddStudy(t.Context(), late); !errors.As(err, &no) {
		t.Errorf("a part without a picture: %v", err)
	}
	if _, err := r.CallStudy(t.Context(), agreement.Call{Study: 1, Who: "ito", Round: 2, Trigger: 1, Verdict: record.OK}); !errors.As(err, &no) {
		t.Errorf("a call out of turn: %v", err)
	}
	call := func() error {
		at, err := r.NextOfStudy(t.Context(), 1, "ito")
		if err == nil {
			_, err = r.CallStudy(t.Context(), agreement.Call{Study: 1, Who: "ito", Round: at.Round, Trigger: at.Trigger, Verdict: record.OK})
		}
		return err
	}
	if err := call(); err != nil {
		t.Error(err)
	}
	if err := os.RemoveAll(filepath.Join(r.dir, r.now.Load().UTC().Format(time.DateOnly))); err != nil {
		t.Fatal(err)
	}
	if err := call(); !errors.As(err, &no) || !errors.Is(err, pictures.ErrNotKept) {
		t.Errorf("a call without the picture: %v", err)
	}
}

// TestPresented: later results under a part's name are its further rounds, unless the name is not that of one part.
func TestPresented(t *testing.T) {
	r := newRig(t, nil)
	r.do(t, state.SelectModeAutomatic, state.PrepareRecipe, state.StartContinuous)
	var y agreement.Study
	for i, name := range []string{"a", "b", "b", "", "c", "a", "b", "c", "c", "c"} {
		a, err := r.Submit(t.Context(), Part{Picture: fmt.Appendf(nil, "OK %d", i), Format: "PNG", Source: "api", Part: name})
		if err != nil {
			t.Fatal(err)
		}
		if i < 5 {
			y.Parts = append(y.Parts, agreement.Item{Trigger: a.Trigger, Part: name, Reference: a.Verdict})
			f, err := r.store.Result(t.Context(), a.Trigger)
			if err != nil {
				t.Fatal(err)
			}
			y.Recipe = f.Recipe
		}
	}
	y.Rounds = 2
	said, err := r.presented(t.Context(), &y, &agreement.End{At: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{2, 1, 1, 1, 1} { // twice; two parts of one name; none; more often than rounds
		if n := len(said[y.Parts[i].Trigger]); n != want {
			t.Errorf("part %d, %q: %d verdicts, want %d", i, y.Parts[i].Part, n, want)
		}
	}
}
