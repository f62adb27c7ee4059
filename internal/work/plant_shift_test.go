package work

import (
	"testing"
	"time"
)

// TestShifts: the shift of a moment began at the last time of day before it, maybe yesterday.
func TestShifts(t *testing.T) {
	tokyo := time.FixedZone("", 9*3600)
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 11, day, hour, minute, 0, 0, tokyo) }
	three := Shifts{"22:00", "06:00", "14:00"}
	for _, c := range []struct {
		shifts    Shifts
		now, want time.Time
	}{
		{nil, at(30, 7, 5), at(30, 0, 0)}, {three, at(30, 7, 5), at(30, 6, 0)}, {three, at(30, 6, 0), at(30, 6, 0)}, {three, at(30, 5, 59), at(29, 22, 0)},
		{three, at(1, 0, 30), at(0, 22, 0)}, {three, at(30, 23, 59), at(30, 22, 0)}, {Shifts{"08:30"}, at(30, 8, 29), at(29, 8, 30)},
	} {
		if got := c.shifts.began(c.now); !got.Equal(c.want) {
			t.Errorf("%v at %v: %v, want %v", c.shifts, c.now, got, c.want)
		}
	}
	for text, ok := range map[string]bool{"06:00": true, "6": false, "24:00": false, "06:00:00": false} {
		if err := (Shifts{text}).check(); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}
