package nn

import (
	"slices"
	"testing"
)

// TestLargePicturesAreEmbeddedInTiles compares with Embedder, which has none.
func TestLargePicturesAreEmbeddedInTiles(t *testing.T) {
	for _, a := range []struct {
		text  string
		in    Shape
		large bool
	}{
		{"conv 3; norm; relu; maxpool; conv 5; relu; gmp; dense 7; norm; relu; dense 4", Shape{530, 517, 1}, true},
		{"conv 3; relu; residual(conv 4 /2; norm); avgpool; gap", Shape{515, 512, 3}, true},
		{"conv 17; relu; conv 17; norm; relu; maxpool; conv 20; gap", Shape{381, 367, 1}, true}, // by Winograd's tiles
		{"conv 3; relu; maxpool 31; dense 4", Shape{520, 512, 1}, false},                        // no global pool
		{"conv 3; maxpool 8; maxpool 8; maxpool 8", Shape{530, 517, 1}, false},                  // one cell is left, and no pool
		{"conv 3; relu; gap; dense 4", Shape{512, 512, 1}, false},                               // just not larger than a tile
	} {
		n := arch(t, a.text, a.in)
		if n.large() != a.large {
			t.Errorf("%s of %s: large is %v", a.text, a.in, n.large())
		}
		src, _ := archPictures(2, a.in)
		rows, one := []int32{1, 0}, NewEmbedder(n, 2)
		want, got := make([]float32, 2*n.Dim()), make([]float32, 2*n.Dim())
		for i, row := range rows {
			one.Embed(want[i*n.Dim():(i+1)*n.Dim()], src, int(row))
		}
		n.Embed(got, src, rows, 3)
		if !slices.Equal(got, want) {
			t.Errorf("%s of %s: another embedding", a.text, a.in)
		}
		if clear(got); a.large {
			newBulkEmbedder(n, 2, 1).Embed(got, src, rows)
			if !slices.Equal(got, want) {
				t.Errorf("%s of %s: one picture at a time gives another embedding", a.text, a.in)
			}
		}
		bulk := NewBulkEmbedder(n, 3)
		for i, row := range rows { // what one call leaves does not reach the next
			clear(got)
			bulk.Embed(got[:n.Dim()], src, []int32{row})
			if !slices.Equal(got[:n.Dim()], want[i*n.Dim():][:n.Dim()]) {
				t.Errorf("%s of %s: another embedding in call %d", a.text, a.in, i)
			}
		}
		n.Embed(got, src, nil, 1)
		if !slices.Equal(got[n.Dim():], want[:n.Dim()]) || !slices.Equal(got[:n.Dim()], want[n.Dim():]) {
			t.Errorf("%s of %s: all pictures have other embeddings than some", a.text, a.in)
		}
	}
}
