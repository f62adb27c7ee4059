package record

import "time"

// Judged is a part in the course of time. Held says that it was held back and not judged by its
// score.
type Judged struct {
	Trigger int64
	At      time.Time
	Verdict Verdict
	Score   float64
	Held    bool
}
