package audit

import (
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// chain has n rows, a minute apart.
func chain(n int) []Row {
	var rows []Row
	var h Head
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.FixedZone("", 9*3600))
	for i := range n {
		r := Next(h, Entry{At: at.Add(time.Duration(i) * time.Minute), Who: "camera", Station: "s1", What: "result", Subject: fmt.Sprint(i + 1), New: "OK", Record: "ab"})
		rows, h = append(rows, r), r.Head()
	}
	return rows
}

func each(rows []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func check(t *testing.T, rows []Row, noted ...Head) *Checked {
	t.Helper()
	c, err := Check(each(rows), noted...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSoundChain(t *testing.T) {
	rows := chain(20)
	c := check(t, rows, rows[4].Head(), rows[19].Head())
	if len(c.Findings) > 0 || c.Rows != 20 || c.Head != rows[19].Head() || len(c.ClockBack) > 0 {
		t.Errorf("%+v", c)
	}
	if c := check(t, nil); c.Rows != 0 || c.Head != (Head{}) || len(c.Findings) > 0 {
		t.Errorf("no rows: %+v", c)
	}
}

// TestEveryField is in the hash, so none can be changed unseen; nor can letters move from
// one field to its neighbour.
func TestEveryField(t *testing.T) {
	for name, change := range map[string]func(*Row){
		"who": func(r *Row) { r.Who = "x" }, "station": func(r *Row) { r.Station = "x" }, "what": func(r *Row) { r.What = "x" },
		"subject": func(r *Row) { r.Subject = "x" }, "old": func(r *Row) { r.Old = "x" }, "new": func(r *Row) { r.New = "NG" },
		"reason": func(r *Row) { r.Reason = "x" }, "record": func(r *Row) { r.Record = "x" },
		"time":      func(r *Row) { r.At = r.At.Add(time.Microsecond) },
		"zone":      func(r *Row) { r.At = r.At.UTC() },
		"hash":      func(r *Row) { r.Hash = r.Prev },
		"neighbour": func(r *Row) { r.Who, r.Station = r.Who+r.Station[:1], r.Station[1:] },
	} {
		rows := chain(5)
		change(&rows[2])
		c := check(t, rows)
		if len(c.Findings) == 0 || !slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Kind == Changed && f.Seq == 3 }) {
			t.Errorf("%s: %+v", name, c.Findings)
		}
	}
}

// TestFindings names the row and the kind.
func TestFindings(t *testing.T) {
	swap := func(rows []Row, a, b int) []Row {
		rows[a], rows[b] = rows[b], rows[a]
		rows[a].Seq, rows[b].Seq = rows[b].Seq, rows[a].Seq
		return rows
	}
	anew := func(rows []Row, from int) []Row { // one who knows how makes the chain anew
		h := rows[from-1].Head()
		rows[from].New = "OK!"
		for i := from; i < len(rows); i++ {
			rows[i] = Next(h, rows[i].Entry)
			h = rows[i].Head()
		}
		return rows
	}
	head := chain(9)[8].Head()
	for name, c := range map[string]struct {
		rows  []Row
		noted []Head
		want  []Finding
	}{
		"one gone":       {slices.Delete(chain(9), 3, 4), nil, []Finding{{Kind: Missing, Seq: 4}}},
		"some gone":      {slices.Delete(chain(9), 3, 6), nil, []Finding{{Kind: Missing, Seq: 4}}},
		"the first gone": {slices.Delete(chain(9), 0, 1), nil, []Finding{{Kind: Missing, Seq: 1}}},
		"swapped":        {swap(chain(9), 3, 5), nil, []Finding{{Kind: Replaced, Seq: 4}, {Kind: Replaced, Seq: 5}, {Kind: Replaced, Seq: 6}, {Kind: Replaced, Seq: 7}, {Kind: Reordered, Seq: 4}, {Kind: Reordered, Seq: 6}}},
		"the last gone":  {chain(8), []Head{head}, []Finding{{Kind: Missing, Seq: 9}}},
		"made anew":      {anew(chain(9), 4), []Head{head}, []Finding{{Kind: Replaced, Seq: 9}}},
	} {
		got := check(t, c.rows, c.noted...).Findings
		for i := range got {
			if got[i].Text.String() == "" {
				t.Errorf("%s: %+v says nothing", name, got[i])
			}
		}
		if !slices.EqualFunc(got, c.want, func(a, b Finding) bool { return a.Kind == b.Kind && a.Seq == b.Seq }) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestClockBack(t *testing.T) {
	h := Head{}
	var rows []Row
	for _, s := range []int64{100, 160, 120, 180, 178} {
		r := Next(h, Entry{At: time.Unix(s, 0)})
		rows, h = append(rows, r), r.Head()
	}
	if c := check(t, rows); len(c.Findings) > 0 || !slices.Equal(c.ClockBack, []int64{3}) {
		t.Errorf("%+v", c)
	}
}

// TestAnyChange of a stored row is found.
func TestAnyChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := chain(rapid.IntRange(1, 12).Draw(t, "rows"))
		head := rows[len(rows)-1].Head()
		at := rapid.IntRange(0, len(rows)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			rows = slices.Delete(rows, at, at+1)
		case 1:
			rows[at].New = "NG"
		case 2:
			e := rows[at].Entry
			e.Reason = "another"
			prev := Head{Seq: int64(at), Hash: rows[at].Prev}
			rows[at] = Next(prev, e)
		}
		c, err := Check(each(rows), head)
		if err != nil || len(c.Findings) == 0 {
			t.Fatalf("row %d: %+v, %v", at+1, c, err)
		}
	})
}
