package work

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mekiki/internal/inspect"
	"mekiki/internal/work/misuse"
)

// TestInspectFitWithoutOutsideWeights: an inspector whose eye was made of its good pictures and of unlabelled ones
// judges, explains and learns more like any other, and show says how the eye was made.
func TestInspectFitWithoutOutsideWeights(t *testing.T) {
	_, parts := drawnInspector(t)
	c := NewInspectFitConfig()
	c.Eye, c.EyeMade, c.EyeSteps, c.Size, c.Vectors = "none", string(inspect.ByTriplets), 2, "64x64", 60
	c.Good, c.Unlabelled, c.Out = filepath.Join(parts, "train"), filepath.Join(parts, "test"), filepath.Join(t.TempDir(), "own.mekiki")
	f, err := InspectFit(t.Context(), quiet(), c)
	if err != nil {
		t.Fatal(err)
	}
	made := f.SelfTaught
	if f.Eye != "none" || made == nil || made.Making != inspect.ByTriplets || made.Steps != 2 || made.Pictures != 6+3+5 || made.Unlabelled != 3+5 {
		t.Fatalf("eye %s, %+v", f.Eye, made)
	}
	shown, err := InspectShow(c.Out)
	if err != nil {
		t.Fatal(err)
	}
	if shown.Eye != "none" || !reflect.DeepEqual(shown.SelfTaught, made) {
		t.Errorf("shown: %s, %+v", shown.Eye, shown.SelfTaught)
	}
	run, err := InspectRun(t.Context(), quiet(), InspectRunConfig{Inspector: c.Out, Paths: []string{filepath.Join(parts, "test", "good")}})
	if err != nil || len(run.Parts) != 3 {
		t.Fatal(err)
	}
	learned := filepath.Join(t.TempDir(), "more.mekiki")
	if _, err := InspectLearn(t.Context(), quiet(), InspectLearnConfig{Inspector: c.Out, Good: filepath.Join(parts, "test", "good"), Accept: true, Out: learned}); err != nil {
		t.Fatal(err)
	}
	again, err := InspectShow(learned)
	if err != nil || again.SHA256 != shown.SHA256 || !reflect.DeepEqual(again.SelfTaught, made) {
		t.Errorf("learned more: %v, eye %.8s, not %.8s, %+v", err, again.SHA256, shown.SHA256, again.SelfTaught)
	}
}

// TestSelfTaughtSettings: what belongs to an eye that is made here is refused with another one, and what is out of range.
func TestSelfTaughtSettings(t *testing.T) {
	for want, change := range map[string]func(c *InspectFitConfig){
		"--eye none":             func(c *InspectFitConfig) { c.Unlabelled = "more" },
		"--eye-made is":          func(c *InspectFitConfig) { c.EyeMade = "drawn" },
		"between 1 and 100000":   func(c *InspectFitConfig) { c.Eye, c.EyeSteps = "none", 0 },
		"triplets filters drawn": func(c *InspectFitConfig) { c.Eye, c.EyeMade = "none", "magic" },
	} {
		c := NewInspectFitConfig()
		c.Good, c.Out = "good", filepath.Join(t.TempDir(), "x.mekiki")
		change(&c)
		_, err := InspectFit(t.Context(), quiet(), c)
		var wrong *misuse.Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}
