//go:build !purego

package kernel

// tileShape is the shape of a tile of outputs that a product keeps in registers, and the
// place of its assembly among the forms: AVX2 of one panel, then AVX-512 of one to
// four.
type tileShape struct{ form, rows, panels int }

// tileOf is the tile for the next of so many panels of outputs. An input is read for
// each panel of a tile and a weight for each of its rows, and of loads of 64 bytes
// the processor does little more than one a cycle, so tiles of three and four panels are
// the fast ones: 5 panels are 3 and 2, 9 are 3, 3 and 3.
func tileOf(panels int) tileShape {
	switch {
	case level == AVX2:
		return tileShape{form: 0, rows: 6, panels: 1}
	case panels <= 2:
		return tileShape{form: panels, rows: 12, panels: panels}
	case panels%4 == 0:
		return tileShape{form: 4, rows: 6, panels: 4}
	}
	return tileShape{form: 3, rows: 6, panels: 3}
}

// tiles is how many tiles cover so many rows.
func (s tileShape) tiles(rows int) uint64 { return uint64((rows + s.rows - 1) / s.rows) }
