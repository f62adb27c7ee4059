package desk

import "testing"

func TestQuietKeepsItsTimings(t *testing.T) {
	d := New(Silent{})
	d.Lap("load")
	d.Quiet().Lap("evaluate")
	if len(d.Timings()) != 1 || d.Timings()[0].Name != "load" {
		t.Errorf("timings %v: those of a run came into those of the whole", d.Timings())
	}
}
