package dataset

import (
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"mekiki/internal/testutil"
)

func TestParseROI(t *testing.T) {
	for text, want := range map[string]string{
		"1,2,3,4":                  "1,2,3,4",
		"  0%,0%,100%,50.5%\n":     "0%,0%,100%,50.5%",
		"0,0  9,0\t9,9":            "0,0 9,0 9,9",
		"0%,0% 9%,9% 9%,0% 0%,99%": "0%,0% 9%,9% 9%,0% 0%,99%",
	} {
		if got, err := ParseROI(text); got != want || err != nil {
			t.Errorf("%q: %q, %v", text, got, err)
		}
		if got, err := ParseROI(want); got != want || err != nil {
			t.Errorf("%q is not read as it is written: %q, %v", want, got, err)
		}
	}
	for text, want := range map[string]string{
		"":                           "is no region",
		"1,2,3":                      `has 3 numbers in "1,2,3", not 4`,
		"1,2 3,4":                    "has two points",
		"1,2 3,4 5":                  `has 1 numbers in "5", not 2`,
		"1,2,0,4":                    "has no area",
		"1,2,4,0%":                   "mixes pixels and shares",
		"0,0,-1,4":                   `has "-1"`,
		"0,0,1.5,4":                  `has "1.5"`,
		"0,0,NaN,4":                  `has "NaN"`,
		"0%,0%,Inf%,4%":              `has "Inf%"`,
		"a,b,c,d":                    `has "a"`,
		"60%,0%,41%,5%":              "reaches beyond 100 %",
		"0%,0% 9%,0% 0%,101%":        "reaches beyond 100 %",
		"1,1 2,2 9,9":                "its corners lie on a line",
		"1,1 1,1 1,1":                "its corners lie on a line",
		strings.Repeat("1,1 ", 1001): "has 1001 corners",
	} {
		if _, err := ParseROI(text); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "give a rectangle such as") {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

// TestRectangleIsCut compares with the same picture, cut by hand.
func TestRectangleIsCut(t *testing.T) {
	pix := pixels(3 * 20 * 30)
	whole := fstest.MapFS{"f": {Data: asPNG(t, pix, 20, 30, 3)}}
	for roi, cut := range map[string]rectangle{
		"5,3,12,9":           {3, 5, 9, 12},
		"0,0,30,20":          {0, 0, 20, 30},
		"29,19,1,1":          {19, 29, 1, 1},
		"10%,25%,50%,75%":    {5, 3, 15, 15},
		"33.4%,0%,0.2%,100%": {0, 10, 20, 0}, // no pixel
	} {
		var own []uint8
		for y := range cut.h {
			own = append(own, pix[((cut.y+y)*30+cut.x)*3:][:3*cut.w]...)
		}
		for _, policy := range Policies() {
			for _, channels := range []int{1, 3} {
				p := Preparation{H: 7, W: 11, C: channels, Policy: policy, ROI: roi}
				got, _, err := p.ReadPicture(whole, "f")
				if cut.w == 0 {
					if err == nil || !strings.Contains(err.Error(), "holds no pixel; choose a larger one") {
						t.Errorf("%s: error %v", roi, err)
					}
					continue
				}
				p.ROI = ""
				want, _, errOwn := p.ReadPicture(fstest.MapFS{"f": {Data: asPNG(t, own, cut.h, cut.w, 3)}}, "f")
				if err != nil || errOwn != nil || !slices.Equal(got, want) {
					t.Errorf("%s, %s: another picture (%v, %v)", roi, policy, err, errOwn)
				}
				img := testutil.Must(pngImage(whole["f"].Data))
				p.ROI = roi
				if lib, err := p.Image(img); err != nil || !slices.Equal(lib, got) {
					t.Errorf("%s, %s: an unpacked picture is prepared otherwise: %v", roi, policy, err)
				}
			}
		}
	}
	for roi, want := range map[string]string{
		"20,0,11,5":      `is 20 high and 30 wide, and the region "20,0,11,5" reaches beyond it; choose another region, or give it in shares of the picture with %`,
		"0,0 30,0 30,21": "reaches beyond it",
		"1,1 2,1 1,2":    "", // a pixel's middle on its edge
		"0,0 30,1 29,1":  "has no pixel whose middle lies in the polygon",
	} {
		_, _, err := Preparation{H: 4, W: 4, C: 3, Policy: PolicyStretch, ROI: roi}.ReadPicture(whole, "f")
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: error %v, want %q", roi, err, want)
		}
	}
	for want, p := range map[string]Preparation{
		"exactly one size":  {H: 20, W: 30, C: 3, ROI: "1,1,2,2"},
		`roi "x" has 1 num`: {H: 4, W: 4, C: 3, Policy: PolicyCrop, ROI: "x"},
	} {
		_, _, err := p.ReadPicture(whole, "f")
		_, errImage := p.Image(testutil.Must(pngImage(whole["f"].Data)))
		for _, err := range []error{err, errImage} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
		}
	}
}

// TestPolygon compares with a naive count of edges to the left of each pixel's middle.
func TestPolygon(t *testing.T) {
	const h, w = 17, 23
	rng := rand.New(rand.NewPCG(1, 2))
	done := 0
	for done < 200 {
		var text []string
		var px, py []int
		for range 3 + rng.IntN(5) { // most cross themselves
			x, y := rng.IntN(w+1), rng.IntN(h+1)
			px, py, text = append(px, x), append(py, y), append(text, fmt.Sprintf("%d,%d", x, y))
		}
		roi := strings.Join(text, " ")
		if _, err := ParseROI(roi); err != nil {
			continue
		}
		pix := slices.Repeat([]uint8{200}, h*w)
		p := Preparation{H: h, W: w, C: 1, Policy: PolicyStretch, ROI: roi}
		cut := rectangle{slices.Min(py), slices.Min(px), slices.Max(py) - slices.Min(py), slices.Max(px) - slices.Min(px)}
		some := false
		want := make([]uint8, h*w)
		for y := range h {
			for x := range w {
				n := 0
				for i := range px {
					j := (i + 1) % len(px)
					x0, y0, x1, y1 := px[i], py[i], px[j], py[j]
					if y0 > y1 {
						x0, y0, x1, y1 = x1, y1, x0, y0
					}
					// The edge passes the row's middle, to the left of the pixel's: all in halves.
					if 2*y0 <= 2*y+1 && 2*y+1 < 2*y1 && (2*x+1-2*x0)*(y1-y0) > (2*y+1-2*y0)*(x1-x0) {
						n++
					}
				}
				if n%2 == 1 {
					want[y*w+x], some = 200, true
				}
			}
		}
		got, err := p.prepare(pix, h, w, 1)
		if !some {
			if err == nil {
				t.Errorf("%s: no pixel is inside, and no error", roi)
			}
			continue
		}
		whole := Preparation{H: h, W: w, C: 1, Policy: PolicyStretch, ROI: fmt.Sprintf("%d,%d,%d,%d", cut.x, cut.y, cut.w, cut.h)}
		if same, errOwn := whole.prepare(want, h, w, 1); err != nil || errOwn != nil || !slices.Equal(got, same) {
			t.Errorf("%s: another polygon (%v, %v)", roi, err, errOwn)
		}
		done++
	}
}

func FuzzROI(f *testing.F) {
	for _, text := range []string{"1,2,3,4", "10%,0%,50%,50%", "0,0 9,0 9,9", "1,1 1,1 2,2", "a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		roi, err := ParseROI(text)
		if err != nil {
			return
		}
		if again, err := ParseROI(roi); again != roi || err != nil {
			t.Fatalf("%q is read as %q, and that as %q: %v", text, roi, again, err)
		}
		for _, policy := range Policies() {
			out, err := Preparation{H: 3, W: 5, C: 1, Policy: policy, ROI: roi}.prepare(make([]uint8, 8*12), 8, 12, 1)
			if err == nil && len(out) != 15 {
				t.Fatalf("%q: %d values", roi, len(out))
			}
		}
	})
}

func pngImage(data []byte) (image.Image, error) {
	return codecs["PNG"].decode(strings.NewReader(string(data)))
}
