package nn

import "mekiki/internal/kernel"

// conv2d is the geometry of a convolution or a pool.
type conv2d struct {
	stride, border int
	height, width  int // of the window
	in, out        geometry
}

// geometry is the storage of a chunk's positions.
type geometry struct{ Height, Width, rows, capacity int }

func (v valueShape) geometry() geometry {
	return geometry{v.Height, v.Width, v.rows, v.capacity}
}

// zeroRow is the row of zeros, spareRow the one that nobody reads.
func (v geometry) zeroRow() int  { return v.rows }
func (v geometry) spareRow() int { return v.rows + 1 }

// tap gives the input row that tap (ky, kx) of an output position reads, or
// the row of zeros.
func (g conv2d) tap(picture, y, x, ky, kx int) int {
	iy, ix := y*g.stride+ky-g.border, x*g.stride+kx-g.border
	if iy < 0 || ix < 0 || iy >= g.in.Height || ix >= g.in.Width {
		return g.in.zeroRow()
	}
	return (picture*g.in.Height+iy)*g.in.Width + ix
}

// taps calls visit for each tap in the order of the weights.
func (g conv2d) taps(visit func(ky, kx int)) {
	for ky := range g.height {
		for kx := range g.width {
			visit(ky, kx)
		}
	}
}

// outputs calls visit for each output row of a chunk.
func (v geometry) outputs(visit func(row, picture, y, x int)) {
	area := v.Height * v.Width
	for row := range v.rows {
		visit(row, row/area, row%area/v.Width, row%v.Width)
	}
}

// window is the table of the forward pass.
func (g conv2d) window() *kernel.Window {
	w := &kernel.Window{Taps: g.height * g.width}
	g.taps(func(ky, kx int) {
		g.out.outputs(func(_, picture, y, x int) {
			w.In = append(w.In, valueOf(g.tap(picture, y, x, ky, kx)))
		})
		w.In = fillTile(w.In, valueOf(g.in.zeroRow()), g.out.rows)
	})
	for row := range g.out.rows {
		w.Out = append(w.Out, int32(row))
	}
	w.Out = fillTile(w.Out, int32(g.out.spareRow()), g.out.rows)
	kernel.CheckWindow(w, g.in.capacity*kernel.Lane, g.out.capacity)
	return w
}

// valueOf is the place of a row's first value in its panel.
func valueOf(row int) int32 { return int32(row * kernel.Lane) }

// fillTile completes the last tile of `count` entries with one entry.
func fillTile(all []int32, entry int32, count int) []int32 {
	for ; count%kernel.ConvTile != 0; count++ {
		all = append(all, entry)
	}
	return all
}

// backWindow is the table for the gradient of those inputs that are reached by
// the same taps. With a stride of s there are s x s such classes.
type backWindow struct {
	*kernel.Window
	// taps are the taps of the forward pass, in the order of this window.
	taps []int
	// perPicture is how many rows one picture has.
	perPicture int
}

// backWindows are the tables of the backward pass: the roles of inputs and outputs
// change, and an output row is one that used the input.
func (g conv2d) backWindows() []backWindow {
	var all []backWindow
	for cy := range min(g.stride, g.in.Height) {
		for cx := range min(g.stride, g.in.Width) {
			all = append(all, g.backWindow(cy, cx))
		}
	}
	return all
}

// backWindow is the class of the inputs at (cy, cx) modulo the stride.
func (g conv2d) backWindow(cy, cx int) backWindow {
	b := backWindow{Window: &kernel.Window{}}
	var rows [][3]int // picture, y, x
	pictures := g.in.rows / (g.in.Height * g.in.Width)
	for picture := range pictures {
		for y := cy; y < g.in.Height; y += g.stride {
			for x := cx; x < g.in.Width; x += g.stride {
				rows = append(rows, [3]int{picture, y, x})
				b.Out = append(b.Out, int32((picture*g.in.Height+y)*g.in.Width+x))
			}
		}
	}
	b.perPicture = len(rows) / pictures
	b.Out = fillTile(b.Out, int32(g.in.spareRow()), len(rows))
	tap := -1
	g.taps(func(ky, kx int) {
		tap++
		if (cy+g.border-ky)%g.stride != 0 || (cx+g.border-kx)%g.stride != 0 {
			return
		}
		b.taps = append(b.taps, tap)
		for _, r := range rows {
			oy, ox := (r[1]+g.border-ky)/g.stride, (r[2]+g.border-kx)/g.stride
			from := g.out.zeroRow()
			if r[1]+g.border >= ky && r[2]+g.border >= kx && oy < g.out.Height && ox < g.out.Width {
				from = (r[0]*g.out.Height+oy)*g.out.Width + ox
			}
			b.In = append(b.In, valueOf(from))
		}
		b.In = fillTile(b.In, valueOf(g.out.zeroRow()), len(rows))
	})
	b.Taps = len(b.taps)
	if b.Taps > 0 {
		kernel.CheckWindow(b.Window, g.out.capacity*kernel.Lane, g.in.capacity)
	}
	return b
}
