package station

import "testing"

// TestNext: a scanned lot is that of all parts, a scanned name that of one; what a part brings
// goes first.
func TestNext(t *testing.T) {
	r := newRig(t, nil)
	r.run(t)
	lot, part := "L7", "A-1"
	if n, err := r.SetNext(&lot, &part, "sato"); err != nil || n != (Next{"L7", "A-1"}) {
		t.Fatal(n, err)
	}
	own, err := r.Submit(t.Context(), Part{Picture: []byte("OK"), Format: "PNG", Source: "api", Part: "B", Lot: "M"})
	if err != nil || own.Part != "B" || own.Lot != "M" {
		t.Errorf("%+v, %v", own, err)
	}
	for _, want := range []string{"A-1", ""} {
		if a, err := r.submit("OK"); err != nil || a.Lot != "L7" || a.Part != want {
			t.Errorf("%+v, %v; want %q", a, err, want)
		}
	}
	none := ""
	if _, err := r.SetNext(&none, nil, "sato"); err != nil || r.Next() != (Next{}) {
		t.Errorf("%+v, %v", r.Next(), err)
	}
	lots := 0
	for row, err := range r.store.Audit(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if row.What == "lot" && row.Who == "sato" {
			lots++
		}
	}
	if lots != 2 {
		t.Errorf("%d changes of the lot in the audit", lots)
	}
}
