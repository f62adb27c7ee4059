package dataset

import "math"

// one is a pixel in the fixed-point coordinates of warp: 32 bits behind the
// point. Steps along a row then are sums of whole numbers, the same everywhere.
const one = 1 << 32

// warp turns, enlarges, flips and moves in one step: each pixel of dst is
// interpolated between four of src (bilinear). About the centre,
//
//	source = F R(-angle) (target - shift) / enlarge
//
// R being the rotation from x to y, F the flips. Beyond the picture lie zeros,
// between which and the border it is interpolated too, or the repeated border.
func warp[T pixel](dst []float32, src []T, s shape, m *motion, unit float32) {
	sin, cos := math.Sincos(m.angle)
	sin, cos = sin/m.enlarge, cos/m.enlarge
	yy, yx, xy, xx := cos, -sin, sin, cos
	if m.flipV {
		yy, yx = -yy, -yx
	}
	if m.flip {
		xy, xx = -xy, -xx
	}
	cy, cx := float64(s.h-1)/2, float64(s.w-1)/2
	left := -cx - float64(m.dx)
	stepY, stepX := fixed(yx), fixed(xx)
	at := 0
	for y := range s.h {
		down := float64(y) - cy - float64(m.dy)
		sy := fixed(cy + float64(yy*down) + float64(yx*left))
		sx := fixed(cx + float64(xy*down) + float64(xx*left))
		for range s.w {
			iy, ix := int(sy>>32), int(sx>>32)
			fy, fx := float32(uint32(sy)>>8)*0x1p-24, float32(uint32(sx)>>8)*0x1p-24
			if uint(iy) < uint(s.h-1) && uint(ix) < uint(s.w-1) {
				top := src[(iy*s.w+ix)*s.c:][: 2*s.c : 2*s.c]
				low := src[((iy+1)*s.w+ix)*s.c:][: 2*s.c : 2*s.c]
				for k := range s.c {
					dst[at+k] = mean4(float32(top[k]), float32(top[s.c+k]), float32(low[k]), float32(low[s.c+k]), fy, fx) / unit
				}
			} else {
				for k := range s.c {
					dst[at+k] = mean4(tap(src, s, iy, ix, k, m.edge), tap(src, s, iy, ix+1, k, m.edge),
						tap(src, s, iy+1, ix, k, m.edge), tap(src, s, iy+1, ix+1, k, m.edge), fy, fx) / unit
				}
			}
			at += s.c
			sy, sx = sy+stepY, sx+stepX
		}
	}
}

// fixed is a coordinate with 32 bits behind the point.
func fixed(v float64) int64 { return int64(math.Round(v * one)) }

// mean4 interpolates between a b in the upper row and c d in the lower. The
// conversions forbid the compiler to fuse, so that all machines agree.
func mean4(a, b, c, d, fy, fx float32) float32 {
	top := a + float32(fx*(b-a))
	low := c + float32(fx*(d-c))
	return top + float32(fy*(low-top))
}

// tap is a value of the picture or of what lies beyond it.
func tap[T pixel](src []T, s shape, y, x, k int, edge bool) float32 {
	if edge {
		y, x = min(max(y, 0), s.h-1), min(max(x, 0), s.w-1)
	} else if y < 0 || x < 0 || y >= s.h || x >= s.w {
		return 0
	}
	return float32(src[(y*s.w+x)*s.c+k])
}
