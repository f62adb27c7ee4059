//go:build !purego

package kernel

// tileShape is the shape of a tile of outputs that a product keeps in registers.
type tileShape struct{ rows, panels int }

// tileOf is the tile for the next of so many panels of outputs. An input is read for
// each panel of a tile and a weight for each of its rows, and of loads of 64 bytes
// the processor does little more than one a cycle, so tiles of three and four panels are
// the fast ones: 5 panels are 3 and 2, 9 are 3, 3 and 3. For a panel alone AVX2 is as fast.
func tileOf(panels int) tileShape {
	switch {
	case level == AVX2 || panels == 1:
		return tileShape{6, 1}
	case panels == 2:
		return tileShape{12, 2}
	case panels%4 == 0:
		return tileShape{6, 4}
	}
	return tileShape{6, 3}
}

// tiles is how many tiles cover so many rows.
func (s tileShape) tiles(rows int) uint64 { return uint64((rows + s.rows - 1) / s.rows) }
