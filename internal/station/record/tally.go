package record

import "time"

// Tally is what parts came to. Masters are left out.
type Tally struct {
	// First and Last are when the first and the last part came; zero without parts.
	First  time.Time         `json:"first,omitzero"`
	Last   time.Time         `json:"last,omitzero"`
	Counts map[Verdict]int64 `json:"counts"`
	// Reasons are why scores did not decide, the most frequent ones first, at most MostReasons.
	Reasons []Reason `json:"-"`
	// Worst are the NG parts with the highest scores, the highest first.
	Worst []Result `json:"-"`
}

// MostReasons is how many reasons a Tally has at most.
const MostReasons = 50

// Reason is why the scores of so many parts did not decide. Text is English, and lang.Saved knows it.
type Reason struct {
	Verdict Verdict `json:"verdict" enum:"NONE,OK,NG,REVIEW"`
	Text    string  `json:"reason"`
	Count   int64   `json:"count"`
}
