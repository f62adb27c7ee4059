// Package record is what a station keeps: results, what came too late, reviews, and events
// for others. Nothing of it is ever changed; what is learned later is added.
package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Verdict is what a part is called. Only OK is OK.
type Verdict string

// The verdicts. None is a part that was not judged, or not in time.
const (
	None   Verdict = "NONE"
	OK     Verdict = "OK"
	NG     Verdict = "NG"
	Review Verdict = "REVIEW"
)

// Verdicts are all of them.
func Verdicts() []Verdict { return []Verdict{None, OK, NG, Review} }

// Judgement is what an inspector says of a picture.
type Judgement struct {
	Verdict Verdict `json:"verdict" enum:"NONE,OK,NG,REVIEW"`
	Score   float64 `json:"score"`
	// Reason says why the score did not decide, or why there is none; "" if it did. It is
	// English, and lang.Saved knows it.
	Reason  string   `json:"reason,omitempty"`
	Regions []Region `json:"regions"`
	Like    string   `json:"like,omitempty"` // the good picture that the worst place was compared with
}

// Region is a place that is far from good, in shares of the picture's width and height.
type Region struct {
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	Area   float64 `json:"area"`
	Score  float64 `json:"score"`
}

// Result is what the line was told of a part. Its digest is in the audit, so a field that is
// added one day must be left out of the JSON where it is zero.
type Result struct {
	// Trigger is the number of the part: it counts up and is never given twice.
	Trigger int64 `json:"trigger"`
	Judgement
	Station string `json:"station"`
	Source  string `json:"source"` // what the picture came by: "api", "camera"
	Part    string `json:"part,omitempty"`
	Lot     string `json:"lot,omitempty"`
	// At is when the picture was there, to the microsecond; Milliseconds from then to the
	// verdict.
	At           time.Time `json:"at"`
	Milliseconds float64   `json:"milliseconds"`
	// Inspector is the SHA-256 of its file, Low and High its thresholds.
	Inspector string  `json:"inspector,omitempty"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	// Picture is the SHA-256 of the file as it came, Format its kind, such as PNG.
	Picture string `json:"picture"`
	Format  string `json:"format"`
	Bytes   int    `json:"bytes"`
	// Key is the idempotency key under which it was asked for, "" for none.
	Key string `json:"idempotency_key,omitempty"`
	// Recipe is the hash of the version of the recipe that it was judged by.
	Recipe string `json:"recipe,omitempty"`
	// Master is what a known part must be, OK or NG; "" for all other parts.
	Master Verdict `json:"master,omitempty"`
}

// Late is a judgement that came when the line had been told NONE.
type Late struct {
	Trigger int64 `json:"trigger"`
	Judgement
	At           time.Time `json:"at"`
	Milliseconds float64   `json:"milliseconds"`
}

// Shadow is what a recipe in the shadow said of a part: it decided nothing.
type Shadow struct {
	Late
	Recipe string `json:"recipe"` // the hash of its version
}

// Mark is a review: a person's word on a result, which it does not change. Its verdict is OK,
// NG, REVIEW for "don't know", or NONE, which takes back what people have said: nobody has
// called the part then.
type Mark struct {
	ID      int64     `json:"id"`
	Trigger int64     `json:"trigger"`
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Verdict Verdict   `json:"verdict" enum:"NONE,OK,NG,REVIEW"`
	Reason  string    `json:"reason,omitempty"`
}

// Event is something that others may want to hear of, in the order in which it was stored.
type Event struct {
	ID   int64           `json:"id"`
	At   time.Time       `json:"at"`
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// The kinds of events.
const (
	EventResult = "result" // a Result
	EventLate   = "late"   // a Late
	EventReview = "review" // a Mark
	EventState  = "state"  // a Step
	EventAlarm  = "alarm"  // an Alarm
	EventShadow = "shadow" // a Shadow
	EventRecipe = "recipe" // a step of a recipe
	EventKept   = "kept"   // a Result whose picture is kept from now on, for a label or a study; for a bucket alone
)

// Step is a change of a station's state.
type Step struct {
	From    string `json:"from"`
	State   string `json:"state"`
	Number  int    `json:"number"` // of the state
	Command string `json:"command"`
	Who     string `json:"who"`
	Reason  string `json:"reason,omitempty"`
}

// Alarm is something that a person should see to. It never decides a verdict.
type Alarm struct {
	Kind  string    `json:"kind"`
	Text  string    `json:"text"` // English; lang.Saved knows it
	Since time.Time `json:"since"`
	Last  time.Time `json:"last"`
	Count int       `json:"count"`
	// Confirmed is who has said that it was seen, "" for nobody.
	Confirmed string `json:"confirmed,omitempty"`
}

// Digest is the SHA-256, in hex, of a record's JSON.
func Digest(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("record: " + err.Error()) // NaN: whoever makes a record has none
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Moment is a time as it is stored: to the microsecond, without a monotonic clock.
func Moment(t time.Time) time.Time {
	_, offset := t.Zone()
	return FromMicro(t.UnixMicro(), offset)
}

// FromMicro is the time of microseconds since 1970 with an offset in seconds east of UTC.
func FromMicro(us int64, offset int) time.Time {
	if offset == 0 {
		return time.UnixMicro(us).UTC()
	}
	return time.UnixMicro(us).In(time.FixedZone("", offset))
}
