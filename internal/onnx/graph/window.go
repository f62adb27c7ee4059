package graph

import "mekiki/internal/lang"

// Window is how a kernel moves over a picture; [0] is down, [1] across.
type Window struct {
	Kernel   [2]int
	Stride   [2]int // at least 1
	Dilation [2]int // at least 1
	Pad      Pads
}

// Pads are rows and columns around a picture.
type Pads struct{ Top, Left, Bottom, Right int }

// At are the pads before and after on one axis; 0 is down.
func (p Pads) At(axis int) (before, after int) {
	if axis == 0 {
		return p.Top, p.Bottom
	}
	return p.Left, p.Right
}

// Reach is how many rows (axis 0) or columns the dilated kernel covers.
func (w Window) Reach(axis int) int { return (w.Kernel[axis]-1)*w.Dilation[axis] + 1 }

// Same are the pads by which a result is 1/stride of the input, rounded up. An odd
// one goes below and to the right, as in TensorFlow, or above and left if lower.
func (w Window) Same(h, wide int, lower bool) Pads {
	var p [2][2]int
	for a, n := range [2]int{h, wide} {
		out := (n + w.Stride[a] - 1) / w.Stride[a]
		total := max(0, (out-1)*w.Stride[a]+w.Reach(a)-n)
		p[a] = [2]int{total / 2, total - total/2}
		if lower {
			p[a][0], p[a][1] = p[a][1], p[a][0]
		}
	}
	return Pads{Top: p[0][0], Bottom: p[0][1], Left: p[1][0], Right: p[1][1]}
}

// out is the extent of a result over n rows or columns.
func (w Window) out(axis, n int, ceil bool) (int, error) {
	before, after := w.Pad.At(axis)
	if w.Stride[axis] < 1 || w.Dilation[axis] < 1 || w.Kernel[axis] < 1 || before < 0 || after < 0 {
		return 0, lang.Errorf("its window (kernel %d, stride %d, dilation %d, padding %d and %d) makes no sense", w.Kernel[axis], w.Stride[axis], w.Dilation[axis], before, after)
	}
	room := n + before + after - w.Reach(axis)
	if room < 0 {
		return 0, lang.Errorf("its kernel covers %d of the %d rows or columns that it gets; take larger pictures", w.Reach(axis), n+before+after)
	}
	size := room/w.Stride[axis] + 1
	if ceil && room%w.Stride[axis] != 0 && size*w.Stride[axis] < n+before {
		size++ // a last window over the edge, if it begins inside
	}
	return size, nil
}

// picture checks that v is a batch of pictures.
func picture(v *Value) error {
	if v.Kind != Float {
		return lang.Errorf("it takes numbers with fractions, not %s", v.Kind)
	}
	if len(v.Shape) != 4 {
		return lang.Errorf("it takes pictures of the shape [N,C,H,W], not %v; only networks for flat pictures are read", v.Shape)
	}
	return nil
}

// maxReads is how many values of a channel a window may read, over all its places.
const maxReads = 1 << 31

// slide is the type that a window over v gives with c channels.
func (w Window) slide(v *Value, c int, ceil bool) ([]Type, error) {
	h, err := w.out(0, v.Shape[2], ceil)
	if err != nil {
		return nil, err
	}
	wide, err := w.out(1, v.Shape[3], ceil)
	if err != nil {
		return nil, err
	}
	if area := w.Kernel[0] * w.Kernel[1]; h > 0 && wide > 0 && (h > maxReads/wide || area > maxReads/(h*wide)) {
		return nil, lang.Errorf("its kernel of %d x %d at %d x %d places is too large", w.Kernel[0], w.Kernel[1], h, wide)
	}
	return []Type{{Float, []int{v.Shape[0], c, h, wide}}}, nil
}
