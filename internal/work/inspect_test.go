package work

import (
	"errors"
	"math"
	"path/filepath"
	"testing"

	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// TestInspectTestRefuses wants settings out of range refused as wrong usage, before a file
// is opened.
func TestInspectTestRefuses(t *testing.T) {
	for name, change := range map[string]func(*InspectTestConfig){
		"no inspector":       func(c *InspectTestConfig) { c.Inspector = "" },
		"no data":            func(c *InspectTestConfig) { c.Data = "" },
		"a confidence of 1":  func(c *InspectTestConfig) { c.Confidence = 1 },
		"a confidence of 0":  func(c *InspectTestConfig) { c.Confidence = 0 },
		"no confidence":      func(c *InspectTestConfig) { c.Confidence = math.NaN() },
		"negative resamples": func(c *InspectTestConfig) { c.Resamples = -1 },
	} {
		c := NewInspectTestConfig()
		c.Inspector, c.Data = "nowhere.mekiki", "nowhere"
		change(&c)
		_, err := InspectTest(t.Context(), &desk.Desk{}, c)
		var wrong *misuse.Error
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestInspectFitRefusesTap wants a layer that does not exist to be wrong usage.
func TestInspectFitRefusesTap(t *testing.T) {
	c := NewInspectFitConfig()
	c.Good, c.Out, c.Tap = "nowhere", filepath.Join(t.TempDir(), "part.mekiki"), []string{"blok4"}
	_, err := InspectFit(t.Context(), &desk.Desk{}, c)
	var wrong *misuse.Error
	if !errors.As(err, &wrong) {
		t.Errorf("%v", err)
	}
}
