package kit

// thumbnailSide is the longest side of a picture on a page with many.
const thumbnailSide = 160

// Thumbnail is the picture made smaller by a whole factor, each value the mean
// of a block, so that no side is longer than thumbnailSide.
func (p Picture) Thumbnail() Picture {
	f := (max(p.H, p.W) + thumbnailSide - 1) / thumbnailSide
	if f <= 1 {
		return p
	}
	small := p
	small.H, small.W = max(1, p.H/f), max(1, p.W/f)
	small.Pix = make([]uint8, small.H*small.W*p.C)
	for y := range small.H {
		for x := range small.W {
			for c := range p.C {
				sum, n := 0, 0
				for v := y * f; v < min((y+1)*f, p.H); v++ {
					for u := x * f; u < min((x+1)*f, p.W); u++ {
						sum += int(p.Pix[(v*p.W+u)*p.C+c])
						n++
					}
				}
				small.Pix[(y*small.W+x)*p.C+c] = uint8((sum + n/2) / n)
			}
		}
	}
	return small
}
