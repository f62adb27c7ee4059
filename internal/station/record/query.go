package record

import (
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/label"
)

// Errors of a store.
var (
	// ErrNone means that there is no such record.
	ErrNone = lang.Errorf("there is none")
	// ErrDuplicate means that a result with this trigger number or idempotency key is there.
	ErrDuplicate = lang.Errorf("it is stored already")
)

// Query chooses results. The zero value is all of them, the newest first.
type Query struct {
	Before int64 // trigger number; 0: the newest are first
	// Oldest gives the oldest first, those After a trigger number.
	Oldest   bool
	After    int64
	Limit    int // 0: no limit
	Verdicts []Verdict
	Lot      string
	Part     string
	From, To time.Time // From and later, before To; zero: no limit
	// Inspector is the SHA-256 of who judged, Recipe the hash of the version, Product whose recipe it was; "": any.
	Inspector string
	Recipe    string
	Product   string
	// MinScore and more, less than MaxScore; nil: no limit. With either, parts that were not
	// judged are left out.
	MinScore, MaxScore *float64
	// Called is the last review: OK, NG, REVIEW, or NONE for parts without one, or with one that was taken back; "": any.
	Called Verdict
	// Labelled is whether it is known where the defect is, by the last label; nil: any.
	Labelled *bool
	// Triggers are the numbers of the parts that are meant; none: any.
	Triggers []int64
	// NoMasters leaves known parts out.
	NoMasters bool
}

// AuditQuery chooses rows of the audit. The zero value is all of them, the newest first.
type AuditQuery struct {
	Before  int64 // number of the row; 0: the newest are first
	Limit   int   // 0: no limit
	What    string
	Subject string
	People  bool // only what is no result: what people, programs and the station itself did
}

// Full is a result with what was added to it.
type Full struct {
	Result
	Late    *Late   `json:"late,omitempty"`
	Shadow  *Shadow `json:"shadow,omitempty"`
	Reviews []Mark  `json:"reviews"`
	// Label is where a person sees the defect; nil: nobody has said.
	Label *label.Label `json:"label,omitempty"`
}

// Word is what people say of the part now: the last review, None without one and where it takes
// back what was said.
func (f *Full) Word() Verdict {
	if n := len(f.Reviews); n > 0 {
		return f.Reviews[n-1].Verdict
	}
	return None
}

// Called is what the part is called now: by people, else by the result.
func (f *Full) Called() Verdict {
	if w := f.Word(); w != None {
		return w
	}
	return f.Verdict
}
