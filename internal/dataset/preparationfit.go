package dataset

import (
	"fmt"

	"mekiki/internal/lang"
)

// rectangle is a part of a picture.
type rectangle struct{ y, x, h, w int }

// fitting says where the pixels of a prepared picture come from: those of cut become
// toH x toW, which stand at top and left; what is left over is 0.
type fitting struct {
	cut                 rectangle
	toH, toW, top, left int
}

// fitting is that of a picture of h x w, by the region and the policy.
func (p Preparation) fitting(h, w int) (f fitting, roi region, err error) {
	f = fitting{cut: rectangle{0, 0, h, w}, toH: p.H, toW: p.W}
	if p.ROI != "" {
		if roi, err = parseRegion(p.ROI); err != nil {
			return f, roi, lang.Errorf("roi %w", err)
		}
		if f.cut, err = roi.cut(h, w); err != nil {
			return f, roi, err
		}
	}
	cut := &f.cut
	// Which side is relatively longer; both products fit, a picture has at most 2^26
	// values and a size is bounded.
	wide := cut.w*p.H > p.W*cut.h
	switch p.Policy {
	case PolicyStretch, "": // without a policy a picture has the size
	case PolicyCrop:
		if wide {
			n := scaled(p.W, cut.h, p.H, cut.w)
			cut.x, cut.w = cut.x+(cut.w-n)/2, n
		} else {
			n := scaled(p.H, cut.w, p.W, cut.h)
			cut.y, cut.h = cut.y+(cut.h-n)/2, n
		}
	case PolicyLetterbox:
		if wide {
			f.toH = scaled(cut.h, p.W, cut.w, p.H)
		} else {
			f.toW = scaled(cut.w, p.H, cut.h, p.W)
		}
		f.top, f.left = (p.H-f.toH)/2, (p.W-f.toW)/2
	default:
		panic(fmt.Sprintf("dataset: no policy %q", p.Policy))
	}
	return f, roi, nil
}

// Region is how high and wide the part of a picture of h x w is that is looked at.
func (p Preparation) Region(h, w int) (high, wide int, err error) {
	f, _, err := Preparation{ROI: p.ROI, Policy: PolicyStretch}.fitting(h, w)
	return f.cut.h, f.cut.w, err
}

// Frame is where in a picture of h x w what is prepared lies, in shares of its height and
// width. With bars around the picture it reaches beyond it.
func (p Preparation) Frame(h, w int) (top, left, high, wide float64, err error) {
	f, _, err := p.fitting(h, w)
	if err != nil {
		return 0, 0, 0, 0, err
	}
	y, x := float64(f.cut.h)/float64(f.toH), float64(f.cut.w)/float64(f.toW) // pixels of the picture for one that is prepared
	top, left = float64(f.cut.y)-float64(f.top)*y, float64(f.cut.x)-float64(f.left)*x
	return top / float64(h), left / float64(w), y * float64(p.H) / float64(h), x * float64(p.W) / float64(w), nil
}

// framed puts small, toH x toW of c values, where it stands.
func (f fitting) framed(p Preparation, small []uint8, c int) []uint8 {
	if f.toH == p.H && f.toW == p.W {
		return small
	}
	out := make([]uint8, p.H*p.W*c)
	for y := range f.toH {
		copy(out[((f.top+y)*p.W+f.left)*c:], small[y*f.toW*c:][:f.toW*c])
	}
	return out
}

// fit brings pixels of h x w x c to the size. It may change pix.
func (p Preparation) fit(pix []uint8, h, w, c int) ([]uint8, error) {
	f, roi, err := p.fitting(h, w)
	if err != nil {
		return nil, err
	}
	if roi.polygon {
		whole, _ := roi.cut(h, w) // which fitting has found
		if err := roi.clear(pix, h, w, c, whole); err != nil {
			return nil, err
		}
	}
	return f.framed(p, resize(pix, w, c, f.cut, f.toH, f.toW), c), nil
}
