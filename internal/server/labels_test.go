package server

import (
	"bytes"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"mekiki/internal/station/label"
	"mekiki/internal/station/people"
)

// TestLabel: an engineer says where the defect is, sees it again as a mask and in lists, and takes it back.
func TestLabel(t *testing.T) {
	c := newCrew(t)
	eng, op := c.user(t, "sato", people.Engineer), c.user(t, "ito", people.Operator)
	for _, g := range []byte{0, 255} {
		c.into(t, &Result{}, http.StatusCreated, "POST", "/api/v1/parts", grey(g), "Cookie", eng.cookie, csrfHeader, eng.csrf, "Content-Type", "image/png")
	}
	const path = "/api/v1/results/1/labels"
	body := `{"shapes":[{"kind":"box","box":{"x":1,"y":2,"width":3,"height":2}},{"kind":"eraser","size":1,"points":[[1,2]]}],"reason":"chip"}`
	op.refused(t, http.StatusForbidden, "role", "POST", path, body)
	eng.refused(t, http.StatusNotFound, "not-found", "GET", "/api/v1/results/1/mask", "")
	eng.refused(t, http.StatusNotFound, "not-found", "POST", "/api/v1/results/9/labels", body)
	eng.refused(t, http.StatusUnprocessableEntity, "label", "POST", path, strings.Replace(body, `"width":3`, `"width":8`, 1))
	eng.refused(t, http.StatusUnprocessableEntity, "", "POST", path, strings.Replace(body, "eraser", "pen", 1))
	var l label.Label
	if eng.into(t, &l, http.StatusCreated, "POST", path, body); l.Who != "sato" || l.Pixels != 5 || l.Width != 8 || l.Height != 8 || l.ID != 1 {
		t.Errorf("%+v", l)
	}
	var f Full
	if op.into(t, &f, http.StatusOK, "GET", "/api/v1/results/1", ""); f.Label == nil || len(f.Label.Shapes) != 2 || f.Label.Shapes[0].Box.Width != 3 {
		t.Errorf("%+v", f.Label)
	}
	_, b := c.ask(t, "GET", "/api/v1/results/1/mask", nil, op.headers()...)
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil || img.Bounds().Dx() != 8 {
		t.Fatal(err)
	}
	for at, want := range map[[2]int]uint32{{2, 2}: 0xffff, {1, 2}: 0, {3, 3}: 0xffff, {4, 3}: 0} {
		if v, _, _, _ := img.At(at[0], at[1]).RGBA(); v != want {
			t.Errorf("%v is %x", at, v)
		}
	}
	listed := func(query string) (numbers []int64) {
		var p Page
		op.into(t, &p, http.StatusOK, "GET", "/api/v1/results?"+query, "")
		for _, r := range p.Results {
			if numbers = append(numbers, r.Trigger); r.Labelled != (r.Trigger == 1) {
				t.Errorf("%s: %+v", query, r)
			}
		}
		return numbers
	}
	for query, want := range map[string]int64{"labelled=yes": 1, "labelled=no": 2, "number=1,7": 1, "number=2&labelled=no": 2} {
		if got := listed(query); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v", query, got)
		}
	}
	var rows AuditPage
	if c.admin.into(t, &rows, http.StatusOK, "GET", "/api/v1/audit?what=label&lang=en", ""); len(rows.Rows) != 1 || rows.Rows[0].Said.New != "5 pixels marked" || rows.Rows[0].Subject != "1#1" {
		t.Errorf("%+v", rows.Rows)
	}
	f = Full{}
	eng.into(t, &l, http.StatusCreated, "POST", path, `{"shapes":[]}`)
	if op.into(t, &f, http.StatusOK, "GET", "/api/v1/results/1", ""); f.Label != nil {
		t.Errorf("%+v", f.Label)
	}
}
