package inspect

import (
	"mekiki/internal/inspect/risk"
	"mekiki/internal/stats"
)

// TestRecord is what a test found, kept in the file of the inspector that was tested. It is for people: no verdict
// depends on it.
type TestRecord struct {
	// Set names the pictures: the last two folders of their path, such as "bracket/test".
	Set     string `json:"set"`
	When    string `json:"when"` // RFC 3339, UTC
	Version string `json:"version"`
	// Inspector is the SHA-256 of the file that was tested: that without this record.
	Inspector string `json:"inspector"`
	// Thresholds are those by which parts were judged, Confidence is that of every limit.
	Thresholds risk.Thresholds `json:"thresholds"`
	Confidence float64         `json:"confidence"`
	// Good and Bad are how many pictures were judged, Broken how many could not be read and are in no figure.
	Good   int `json:"good"`
	Bad    int `json:"bad"`
	Broken int `json:"broken"`
	// AUROC is nil without good or without bad parts.
	AUROC      *stats.Interval `json:"auroc"`
	Escapes    risk.Rate       `json:"escapes"`
	Overkill   risk.Rate       `json:"overkill"`
	GoodReview risk.Rate       `json:"good_review"`
	BadReview  risk.Rate       `json:"bad_review"`
	// LeakChecked is with how many learned pictures those of the test were compared, 0: it cannot be known whether some
	// were learned. Leaks is how many were, or nearly, and Leaked names the first of them; the figures are too good then.
	LeakChecked int      `json:"leak_checked"`
	Leaks       int      `json:"leaks"`
	Leaked      []string `json:"leaked,omitempty"`
}

// mostTests is how many records of tests a file keeps: the newest.
const mostTests = 100

// Keep adds a record of a test, the newest last.
func (n *Inspector) Keep(r TestRecord) {
	n.Tests = append(n.Tests[:len(n.Tests):len(n.Tests)], r)
	n.Tests = n.Tests[max(0, len(n.Tests)-mostTests):]
}
