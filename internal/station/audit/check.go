package audit

import (
	"iter"
	"time"

	"mekiki/internal/lang"
)

// Kind is what is wrong with a row.
type Kind string

// The kinds.
const (
	Changed   Kind = "changed"   // what it says is not what was written
	Missing   Kind = "missing"   // rows are gone
	Reordered Kind = "reordered" // it stands in the place of another
	Replaced  Kind = "replaced"  // the row before it is not the one that was there
	Extra     Kind = "extra"     // something is stored that no row tells of
)

// Finding is something that is wrong. Seq is the row, or the first of them; 0 where there is
// no row.
type Finding struct {
	Kind Kind         `json:"kind"`
	Seq  int64        `json:"seq,omitempty"`
	Text lang.Message `json:"text"`
}

// Checked is what [Check] found.
type Checked struct {
	Rows     int64     `json:"rows"`
	Head     Head      `json:"head"`
	Findings []Finding `json:"findings"`
	// ClockBack are the rows at which the clock stood earlier than at the row before, by more than
	// parts that are judged at a time overtake one another. That is no fault of the chain: clocks
	// are set.
	ClockBack []int64 `json:"clock_back,omitempty"`
}

// overtaken is how much earlier than the row before a row may be with no clock set back: that of a
// result has the time at which the part came, and is written when it was judged.
const overtaken = 30 * time.Second

// Check reads rows in the order of their Seq and says what is wrong with them. noted are
// heads that were written down earlier; a chain that holds one of them no more has been made
// anew. It stops with the first error of rows.
func Check(rows iter.Seq2[Row, error], noted ...Head) (*Checked, error) {
	c := &Checked{Findings: []Finding{}}
	var last Row
	var spoilt []Row
	wanted := map[int64]Head{}
	for _, h := range noted {
		wanted[h.Seq] = h
	}
	for r, err := range rows {
		if err != nil {
			return nil, err
		}
		switch from := last.Seq + 1; {
		case r.Seq == from && r.Prev != last.Hash:
			c.add(Replaced, r.Seq, lang.T("row %d does not follow from row %d as it is now", r.Seq, last.Seq))
		case r.Seq == from+1:
			c.add(Missing, from, lang.T("row %d is missing", from))
		case r.Seq > from+1:
			c.add(Missing, from, lang.T("rows %d to %d are missing", from, r.Seq-1))
		}
		if r.sum() != r.Hash {
			spoilt = append(spoilt, r)
		}
		if c.Rows > 0 && last.At.Sub(r.At) > overtaken {
			c.ClockBack = append(c.ClockBack, r.Seq)
		}
		if h, ok := wanted[r.Seq]; ok {
			delete(wanted, r.Seq)
			if h.Hash != r.Hash {
				c.add(Replaced, r.Seq, lang.T("row %d is not the one whose hash was noted", r.Seq))
			}
		}
		last = r
		c.Rows++
	}
	c.Head = last.Head()
	for _, h := range noted {
		if _, ok := wanted[h.Seq]; ok {
			c.add(Missing, h.Seq, lang.T("row %d, whose hash was noted, is missing", h.Seq))
		}
	}
	for _, r := range spoilt {
		c.add(place(r, spoilt))
	}
	return c, nil
}

// place tells a row that was moved from one that was changed: with another number it has its
// hash.
func place(r Row, among []Row) (Kind, int64, lang.Message) {
	for _, other := range among {
		moved := r
		moved.Seq = other.Seq
		if moved.Seq != r.Seq && moved.sum() == r.Hash {
			return Reordered, r.Seq, lang.T("row %d stands in the place of row %d", moved.Seq, r.Seq)
		}
	}
	return Changed, r.Seq, lang.T("row %d was changed: %s %s by %s, %s", r.Seq, r.What, r.Subject, r.Who, r.At.Format(time.RFC3339))
}

func (c *Checked) add(k Kind, seq int64, text lang.Message) {
	c.Findings = append(c.Findings, Finding{k, seq, text})
}
