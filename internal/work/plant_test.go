package work

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mekiki/internal/station"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/state"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/job"
)

// plantRig is a station on drawn parts with a small inspector of its own, which has
// judged three good parts and then two bad ones.
func plantRig(t *testing.T) *Plant {
	t.Helper()
	dir, at := t.TempDir(), desk.New(desk.Silent{})
	d := NewDrawPartsConfig()
	d.Good, d.TestGood, d.Bad, d.Faintest, d.Size, d.Choice = 6, 3, 2, 0, "64x64", folder.Choice{Out: filepath.Join(dir, "parts")}
	if _, err := DrawParts(t.Context(), at, d); err != nil {
		t.Fatal(err)
	}
	f := NewInspectFitConfig()
	f.Good, f.Out, f.Size, f.Vectors = filepath.Join(dir, "parts", "train", "good"), filepath.Join(dir, "ring.mekiki"), "64x64", 60
	if _, err := InspectFit(t.Context(), at, f); err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob(filepath.Join(dir, "parts", "test", "good", "*.png"))
	bad, err2 := filepath.Glob(filepath.Join(dir, "parts", "test", "[^g]*", "*.png"))
	db, err3 := store.Open(t.Context(), dir)
	root, err4 := os.OpenRoot(dir)
	if err := errors.Join(err, err2, err3, err4); err != nil || len(parts) != 3 || len(bad) != 2 {
		t.Fatal(err, parts, bad)
	}
	p := NewPlant(at, dir, nil)
	p.Station = station.Open(station.Config{Name: "s1", Store: db, Disk: root, Policy: pictures.Policy{OneInOK: 1}, Prepare: p.judge, Workers: 1, Waiting: 4, Now: time.Now})
	t.Cleanup(func() {
		p.Jobs.Close()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		root.Close()
	})
	e, fresh, err := p.adopt(t.Context(), f.Out)
	if err != nil || !fresh {
		t.Fatalf("not adopted: %v", err)
	}
	if again, fresh, err := p.adopt(t.Context(), f.Out); err != nil || fresh || again.Hash != e.Hash {
		t.Errorf("adopted twice: %+v, %v", again, err)
	}
	_, err2 = p.Command(state.SelectModeAutomatic, "test", "")
	_, err3 = p.PrepareRecipe(t.Context(), e.Hash, "test", "")
	_, err4 = p.Command(state.StartContinuous, "test", "")
	if err := errors.Join(err, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	parts = append(parts, bad...)
	for _, file := range parts {
		b, err := os.ReadFile(file)
		if err == nil {
			_, err = p.Submit(t.Context(), station.Part{Picture: b, Format: "PNG", Source: "api"})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// finished waits for the end of a job, which must be done.
func finished(t *testing.T, p *Plant, one job.Job, err error) job.Job {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for one.State == job.Running {
		time.Sleep(time.Millisecond)
		one, _ = p.Jobs.Get(one.ID)
	}
	if one.State != job.Done {
		t.Fatalf("%+v", one)
	}
	return one
}

func TestPlant(t *testing.T) {
	p := plantRig(t)
	t.Run("trial and teaching", func(t *testing.T) { testTrialAndTeaching(t, p) })
	t.Run("lineage", func(t *testing.T) { testLineage(t, p) })
	t.Run("self", func(t *testing.T) { testSelf(t, p) })
	t.Run("trial of stored parts", func(t *testing.T) { testTrialOfStored(t, p) })
	t.Run("regions and limits", func(t *testing.T) { testRegionsAndLimits(t, p) })
	t.Run("inspectors", func(t *testing.T) { testInspectorsOfRecipes(t, p) })
	t.Run("inputs", func(t *testing.T) { testInputs(t, p) })
}
