package inspect

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/model"
)

// noisy are pictures of random bytes.
func noisy(n int, in model.Input) shelf {
	r := rand.New(rand.NewPCG(1, 2))
	s := make(shelf, n)
	for i := range s {
		s[i] = make([]uint8, in.Height*in.Width*in.Channels)
		for k := range s[i] {
			s[i][k] = uint8(r.Uint32())
		}
	}
	return s
}

// TestAlbumLosesNothing: pictures come back to the bit, from the file too, grey and in colour.
func TestAlbumLosesNothing(t *testing.T) {
	for _, channels := range []int{1, 3} {
		in := model.Input{Height: 5, Width: 7, Channels: channels}
		all := noisy(5, in)
		m := newAlbumMaker(3, in, 1<<20)
		for _, i := range []int{2, 0, 1} {
			if err := m.add(i, all[i]); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.album.keepBad(all[3:], 2); err != nil {
			t.Fatal(err)
		}
		bytes, index := m.album.list()
		a, err := readAlbum(bytes, index, in, 3, 2)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range all {
			got, ok := a.Good(i)
			if i >= 3 {
				got, ok = a.Bad(i - 3)
			}
			if !ok || !slices.Equal(got, want) {
				t.Errorf("%d channels: picture %d is another (%v)", channels, i, ok)
			}
		}
		if good, bad, size := a.Kept(); good != 3 || bad != 2 || size != int64(len(bytes)) {
			t.Errorf("%d good, %d bad, %d of %d bytes", good, bad, size, len(bytes))
		}
	}
	var none *Album
	if _, ok := none.Good(0); ok {
		t.Error("a picture from no album")
	}
}

// TestAlbumFits keeps as many pictures as a bound allows, evenly spread, and the same in
// whatever order they come.
func TestAlbumFits(t *testing.T) {
	in := model.Input{Height: 8, Width: 8, Channels: 3}
	const n = 21
	all := noisy(n, in)
	one, err := packed(all[0], in)
	if err != nil {
		t.Fatal(err)
	}
	for most, stride := range map[int64]int{0: 0, 1: 0, int64(len(one)) * 2: 16, int64(len(one)) * 7: 4, int64(len(one)) * 15: 2, int64(len(one)) * 30: 1} {
		for seed := range uint64(5) {
			m := newAlbumMaker(n, in, most)
			for _, i := range rand.New(rand.NewPCG(seed, 0)).Perm(n) {
				if err := m.add(i, all[i]); err != nil {
					t.Fatal(err)
				}
			}
			for i := range n {
				if _, ok := m.album.Good(i); ok != (stride > 0 && i%stride == 0) {
					t.Errorf("%d bytes, order %d: picture %d is kept: %v", most, seed, i, ok)
				}
			}
		}
	}
}

// TestAlbumRefuses what is damaged.
func TestAlbumRefuses(t *testing.T) {
	in := model.Input{Height: 5, Width: 7, Channels: 3}
	m := newAlbumMaker(2, in, 1<<20)
	for i, pix := range noisy(2, in) {
		if err := m.add(i, pix); err != nil {
			t.Fatal(err)
		}
	}
	all, index := m.album.list()
	for name, damage := range map[string]func(all []uint8, index []int64) ([]uint8, []int64){
		"an end behind all":      func(a []uint8, i []int64) ([]uint8, []int64) { i[5]++; return a, i },
		"an end before the last": func(a []uint8, i []int64) ([]uint8, []int64) { i[5] = 3; return a, i },
		"bytes left":             func(a []uint8, i []int64) ([]uint8, []int64) { return append(a, 1), i },
		"a third kind":           func(a []uint8, i []int64) ([]uint8, []int64) { i[0] = 2; return a, i },
		"bad ones that are none": func(a []uint8, i []int64) ([]uint8, []int64) { i[0] = 1; return a, i },
		"a picture twice":        func(a []uint8, i []int64) ([]uint8, []int64) { i[4] = 0; return a, i },
		"a picture too many":     func(a []uint8, i []int64) ([]uint8, []int64) { i[4] = 2; return a, i },
		"half an entry":          func(a []uint8, i []int64) ([]uint8, []int64) { return a, i[:5] },
		"no PNG":                 func(a []uint8, i []int64) ([]uint8, []int64) { a[1] = 0; return a, i },
		"another size":           func(a []uint8, i []int64) ([]uint8, []int64) { a[19]++; return a, i },
	} {
		a, i := damage(slices.Clone(all), slices.Clone(index))
		if _, err := readAlbum(a, i, in, 2, 0); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Pixels are looked at when they are asked for: damaged ones, and those of another kind, are not there.
	a, err := readAlbum(all, index, in, 2, 0)
	if err != nil {
		t.Fatal(err)
	}
	a.good[0][len(a.good[0])-20]++
	if _, ok := a.Good(0); ok {
		t.Error("a damaged picture is there")
	}
	var grey bytes.Buffer
	im := image.NewGray(image.Rect(0, 0, 7, 5))
	im.SetGray(1, 1, color.Gray{Y: 9})
	if err := png.Encode(&grey, im); err != nil {
		t.Fatal(err)
	}
	a.good[0] = grey.Bytes()
	if _, ok := a.Good(0); ok {
		t.Error("a grey picture among those in colour")
	}
}
