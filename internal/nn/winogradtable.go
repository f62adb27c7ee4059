package nn

import "mekiki/internal/kernel"

// winogradTable is the table of a convolution of 3x3 at stride 1 that is computed by
// tiles of 2x2 outputs (kernel.WinogradInput). The map that it reads has the
// shape of the one that it writes, so the table serves the gradient too, in which
// they change roles.
type winogradTable struct {
	perPicture int // tiles
	capacity   int // rows of a panel of both maps
	spare      int // the row that nobody reads
	// in are the 16 rows that a tile reads, out the 4 that it writes, the spare row
	// for those beyond the border, and from the same with the row of zeros.
	in, out, from []int32
}

// tileBlock is how many tiles are transformed at a time: points of some channels
// stay in the second-level cache. A multiple of kernel.Tile.
const tileBlock = 48

// byWinograd reports whether a convolution from k inputs to n outputs, both padded,
// is computed by tiles. Few channels do not pay for the transforms. On the
// smallest maps a tap may read nothing but zeros in a whole batch; the rounding
// errors of a tile would then be its gradient, and Adam makes a whole step of any.
func (g conv2d) byWinograd(k, n int) bool {
	const channels, side = 32, 4
	return g.height == 3 && g.width == 3 && g.stride == 1 && g.border == 1 &&
		min(k, n) >= channels && min(g.out.Height, g.out.Width) >= side
}

// tilesOf is the number of tiles of a map.
func tilesOf(h, w int) int { return ((h + 1) / 2) * ((w + 1) / 2) }

// winograd makes the table.
func (g conv2d) winograd() *winogradTable {
	m := g.in
	t := &winogradTable{perPicture: tilesOf(m.Height, m.Width), capacity: m.capacity, spare: m.spareRow()}
	row := func(picture, y, x, outside int) int32 {
		if y < 0 || x < 0 || y >= m.Height || x >= m.Width {
			return int32(outside)
		}
		return int32((picture*m.Height+y)*m.Width + x)
	}
	for picture := range m.rows / (m.Height * m.Width) {
		for y := 0; y < m.Height; y += 2 {
			for x := 0; x < m.Width; x += 2 {
				for i := range 16 {
					t.in = append(t.in, row(picture, y+i/4-1, x+i%4-1, m.zeroRow()))
				}
				for i := range 4 {
					t.out = append(t.out, row(picture, y+i/2, x+i%2, t.spare))
					t.from = append(t.from, row(picture, y+i/2, x+i%2, m.zeroRow()))
				}
			}
		}
	}
	for _, table := range [][]int32{t.in, t.out, t.from} {
		kernel.CheckTiles(table, t.capacity)
	}
	return t
}

// winogradRows is the number of entries of the table, for so many pictures.
func (g conv2d) winogradRows() int64 {
	pictures := g.in.rows / (g.in.Height * g.in.Width)
	return int64(pictures) * int64(tilesOf(g.in.Height, g.in.Width)) * (16 + 4 + 4)
}
