package inspect

import (
	"bytes"
	"slices"
	"testing"

	"mekiki/internal/model"
)

// TestShareBeyond counts marked places alone, and only those farther than the limit.
func TestShareBeyond(t *testing.T) {
	r := &Result{High: 2, Wide: 2, Map: []float32{5, 9, 2, 9}}
	left := bytes.Repeat([]byte{255, 255, 0, 0}, 4)
	for limit, want := range map[float32]float64{1: 1, 2: 0.5, 5: 0} {
		if got := shareBeyond(r, left, 4, 4, limit); got != want {
			t.Errorf("beyond %v lie %v, want %v", limit, got, want)
		}
	}
	if got := shareBeyond(r, make([]byte, 16), 4, 4, 1); got != 0 {
		t.Errorf("of no places %v lie beyond", got)
	}
}

// TestSpoiltPictures: a defect is the same each time, lies where its mask says, on the good picture whose turn it is.
func TestSpoiltPictures(t *testing.T) {
	good, _ := rings(t, 1, 5)
	p := spoiltPictures{good: chosenPictures{good, []int{4, 2}}, o: SelfTaughtOptions{Input: model.Input{Height: side, Width: side, Channels: 3}, Seed: 3}}
	for i := range 2 * triedDefects {
		pix, mask, err := p.make(i)
		again, err2 := p.Bytes(i)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if !slices.Equal(pix, again) {
			t.Errorf("picture %d: made again it differs", i)
		}
		plain, changed := good[[]int{4, 2}[i/triedDefects]], false
		for k, v := range pix {
			if v == plain[k] {
				continue
			}
			if changed = true; mask[k/3] == 0 {
				t.Fatalf("picture %d differs outside of the defect", i)
			}
		}
		if !changed {
			t.Errorf("picture %d has no defect", i)
		}
	}
}
