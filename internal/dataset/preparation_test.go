package dataset

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestLumaAsPillow(t *testing.T) {
	r := readResized(t)
	if diff := cmp.Diff(bytesOf(r.Luma), luma(bytesOf(r.Colours))); diff != "" {
		t.Errorf("(-Pillow +ours):\n%s", diff)
	}
}

// asPNG is a picture file of grey values, or of colours if c is 3.
func asPNG(t testing.TB, pix []uint8, h, w, c int) []byte {
	t.Helper()
	var img image.Image = &image.Gray{Pix: pix, Stride: w, Rect: image.Rect(0, 0, w, h)}
	if c == 3 {
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		for i := range w * h {
			m.Set(i%w, i/w, color.NRGBA{pix[3*i], pix[3*i+1], pix[3*i+2], 255})
		}
		img = m
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPolicies prepares a picture of 2 x 4 by hand.
func TestPolicies(t *testing.T) {
	files := fstest.MapFS{
		"wide.png": {Data: asPNG(t, []uint8{10, 20, 30, 40, 50, 60, 70, 80}, 2, 4, 1)},
		"high.png": {Data: asPNG(t, []uint8{10, 50, 20, 60, 30, 70, 40, 80}, 4, 2, 1)},
		"red.png":  {Data: asPNG(t, []uint8{200, 0, 0, 100, 0, 0}, 1, 2, 3)},
	}
	for _, c := range []struct {
		file string
		p    Preparation
		want []uint8
	}{
		{"wide.png", Preparation{H: 2, W: 2, C: 1, Policy: PolicyStretch}, []uint8{15, 35, 55, 75}},
		{"wide.png", Preparation{H: 2, W: 2, C: 1, Policy: PolicyCrop}, []uint8{20, 30, 60, 70}},
		{"wide.png", Preparation{H: 4, W: 4, C: 1, Policy: PolicyLetterbox}, []uint8{0, 0, 0, 0, 10, 20, 30, 40, 50, 60, 70, 80, 0, 0, 0, 0}},
		{"wide.png", Preparation{H: 3, W: 2, C: 1, Policy: PolicyLetterbox}, []uint8{0, 0, 35, 55, 0, 0}},
		{"high.png", Preparation{H: 4, W: 4, C: 1, Policy: PolicyLetterbox}, []uint8{0, 10, 50, 0, 0, 20, 60, 0, 0, 30, 70, 0, 0, 40, 80, 0}},
		{"high.png", Preparation{H: 2, W: 2, C: 1, Policy: PolicyCrop}, []uint8{20, 60, 30, 70}},
		{"wide.png", Preparation{H: 1, W: 2, C: 3, Policy: PolicyStretch}, []uint8{35, 35, 35, 55, 55, 55}},
		{"red.png", Preparation{H: 1, W: 2, C: 1, Policy: PolicyStretch}, []uint8{60, 30}}, // 0.299 of 200 and 100
		{"red.png", Preparation{H: 1, W: 1, C: 3, Policy: PolicyStretch}, []uint8{150, 0, 0}},
		{"wide.png", Preparation{H: 2, W: 4, C: 1, Policy: ""}, []uint8{10, 20, 30, 40, 50, 60, 70, 80}},
	} {
		got, _, err := c.p.ReadPicture(files, c.file)
		if err != nil {
			t.Errorf("%s, %+v: %v", c.file, c.p, err)
		} else if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s, %+v (-want +got):\n%s", c.file, c.p, diff)
		}
	}
	for _, c := range []struct {
		file string
		p    Preparation
		want string
	}{
		{"wide.png", Preparation{H: 2, W: 2, C: 1, Policy: ""}, "is 2 high and 4 wide, the model takes 2 x 2"},
		{"red.png", Preparation{H: 1, W: 2, C: 1, Policy: ""}, "the model takes grey pictures"},
		{"wide.png", Preparation{H: 2, W: 4, C: 3, Policy: ""}, "the model takes pictures in colour"},
		{"wide.png", Preparation{H: 2, W: 4, C: 2, Policy: PolicyCrop}, "of 2 channels"},
		{"none.png", Preparation{H: 2, W: 4, C: 1, Policy: PolicyCrop}, "not exist"},
	} {
		if _, _, err := c.p.ReadPicture(files, c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %+v: error %v, want %q", c.file, c.p, err, c.want)
		}
	}
}

// TestPreparedKinds: every file that Pillow wrote gives pictures, grey ones the same
// through one channel and through three, and of exactly its own size its own pixels.
func TestPreparedKinds(t *testing.T) {
	for name, want := range expectedPictures(t) {
		own := Preparation{H: want.Height, W: want.Width, C: want.Channels, Policy: PolicyLetterbox}
		got, p, err := own.ReadPicture(pictures, name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		file, err := OpenPicture(pictures, name, want.Channels)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := file.Pixels()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, plain) {
			t.Errorf("%s: prepared to its own size it has other pixels", name)
		}
		for _, policy := range Policies() {
			small := func(c int) []uint8 {
				pix, _, err := Preparation{H: 3, W: 4, C: c, Policy: policy}.ReadPicture(pictures, name)
				if err != nil || len(pix) != 12*c {
					t.Fatalf("%s, %s: %d values, %v", name, policy, len(pix), err)
				}
				return pix
			}
			if one, three := small(1), small(3); !p.Coloured && !bytes.Equal(threefold(one), three) {
				t.Errorf("%s, %s: grey through one channel is not grey through three", name, policy)
			}
		}
	}
	if _, _, err := (Preparation{H: 3, W: 4, C: 1, Policy: PolicyCrop}).ReadPicture(fstest.MapFS{"a.png": {Data: []byte("x")}}, "a.png"); err == nil || errors.Is(err, ErrGrey) {
		t.Errorf("a text: %v", err)
	}
}
