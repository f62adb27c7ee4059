package dataset

import (
	"math"
	"strconv"
	"strings"

	"mekiki/internal/lang"
)

// roiCorners is how many corners the polygon of a region of interest may have.
const roiCorners = 1000

// region is a region of interest: a rectangle, or a polygon.
type region struct {
	text string
	// corner are x and y in turn: of a rectangle two, the first and the last.
	corner  []length
	polygon bool
}

// length is a number of pixels, or a share of the picture in %.
type length struct {
	value float64
	share bool
}

// of is the length in pixels where the whole is n pixels. Shares are rounded to whole
// pixels, so that a rectangle cuts none.
func (l length) of(n int) float64 {
	if !l.share {
		return l.value
	}
	return math.Round(l.value * float64(n) / 100)
}

// ParseROI checks the text of a region of interest and gives it as Preparation.ROI takes
// it. "x,y,w,h" is a rectangle: its left and upper edge, its width and its height.
// "x1,y1 x2,y2 x3,y3", with three points or more, is a polygon. All are pixels of the
// picture as it is shown, or shares of its width and height where % follows each of them.
func ParseROI(text string) (string, error) {
	r, err := parseRegion(text)
	return r.text, err
}

func parseRegion(text string) (region, error) {
	points := strings.Fields(text)
	r := region{text: strings.Join(points, " "), polygon: len(points) > 1}
	bad := func(why lang.Message) (region, error) {
		return region{}, lang.Errorf("%q %s; give a rectangle such as 10,20,300,200 or 5%%,5%%,90%%,90%% (x,y,width,height), or the corners of a polygon such as \"10,10 300,20 150,200\"", text, why)
	}
	want := 4
	switch {
	case len(points) == 0:
		return bad(lang.T("is no region"))
	case len(points) == 2:
		return bad(lang.T("has two points"))
	case len(points) > roiCorners:
		return bad(lang.T("has %d corners, more than %d", len(points), roiCorners))
	case r.polygon:
		want = 2
	}
	for _, p := range points {
		parts := strings.Split(p, ",")
		if len(parts) != want {
			return bad(lang.T("has %d numbers in %q, not %d", len(parts), p, want))
		}
		for _, part := range parts {
			number, share := strings.CutSuffix(part, "%")
			v, err := strconv.ParseFloat(number, 64)
			if err != nil || !(v >= 0 && v <= 1e6) || !share && v != math.Trunc(v) {
				return bad(lang.T("has %q, which is no number of pixels or share", part))
			}
			r.corner = append(r.corner, length{v, share})
		}
	}
	for _, l := range r.corner {
		if l.share != r.corner[0].share {
			return bad(lang.T("mixes pixels and shares"))
		}
	}
	if !r.polygon {
		w, h := &r.corner[2], &r.corner[3]
		if w.value == 0 || h.value == 0 {
			return bad(lang.T("has no area"))
		}
		w.value, h.value = w.value+r.corner[0].value, h.value+r.corner[1].value
	} else if r.flat() {
		return bad(lang.T("has no area: its corners lie on a line"))
	}
	for _, l := range r.corner {
		if l.share && l.value > 100 {
			return bad(lang.T("reaches beyond 100 %%"))
		}
	}
	return r, nil
}

// flat says whether all corners lie on one line.
func (r region) flat() bool {
	c := func(i int) float64 { return r.corner[i].value }
	far := 0 // a corner other than the first
	for i := 2; i < len(r.corner); i += 2 {
		switch {
		case far == 0 && (c(i) != c(0) || c(i+1) != c(1)):
			far = i
		case far > 0 && (c(far)-c(0))*(c(i+1)-c(1)) != (c(i)-c(0))*(c(far+1)-c(1)):
			return false
		}
	}
	return true
}

// cut is the smallest rectangle of a picture of h x w that has the region; it is an
// error if the region reaches beyond the picture, or holds none of its pixels.
func (r region) cut(h, w int) (rectangle, error) {
	lo, hi := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{}
	for i, l := range r.corner {
		n := w
		if i%2 == 1 {
			n = h
		}
		v := l.of(n)
		if v > float64(n) {
			return rectangle{}, lang.Errorf("is %d high and %d wide, and the region %q reaches beyond it; choose another region, or give it in shares of the picture with %%", h, w, r.text)
		}
		lo[i%2], hi[i%2] = min(lo[i%2], v), max(hi[i%2], v)
	}
	c := rectangle{y: int(lo[1]), x: int(lo[0]), h: int(hi[1] - lo[1]), w: int(hi[0] - lo[0])}
	if c.h == 0 || c.w == 0 {
		return rectangle{}, lang.Errorf("is %d high and %d wide, of which the region %q holds no pixel; choose a larger one", h, w, r.text)
	}
	return c, nil
}

// errOutside says that no pixel's middle lies in a polygon.
var errOutside = lang.Errorf("has no pixel whose middle lies in the polygon of its region; choose a larger one")

// clear sets what lies outside of the polygon to 0, within the cut of a picture of h x w
// with c channels. A pixel is inside if its middle is, by the even-odd rule: where a
// polygon crosses itself, what it encloses twice is outside.
func (r region) clear(pix []uint8, h, w, c int, cut rectangle) error {
	if !r.polygon {
		return nil
	}
	n, some := len(r.corner)/2, false
	x, y := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = r.corner[2*i].of(w), r.corner[2*i+1].of(h)
	}
	inside := make([]bool, cut.w)
	for row := cut.y; row < cut.y+cut.h; row++ {
		clear(inside)
		mid := float64(row) + 0.5
		for i := range n {
			j := (i + 1) % n
			if (y[i] > mid) == (y[j] > mid) {
				continue
			}
			// Corners are whole, so mid - y is exact, and the one division rounds alike everywhere.
			at := x[i] + (mid-y[i])*(x[j]-x[i])/(y[j]-y[i])
			for k := range inside {
				if float64(cut.x+k)+0.5 > at {
					inside[k] = !inside[k]
				}
			}
		}
		line := pix[(row*w+cut.x)*c:][:cut.w*c]
		for k, in := range inside {
			if some = some || in; !in {
				clear(line[k*c : (k+1)*c])
			}
		}
	}
	if !some {
		return errOutside
	}
	return nil
}
