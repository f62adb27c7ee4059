package kernel

import "fmt"

// FromBytes makes numbers of the bytes of a picture by a table for each channel of the result,
// interleaved, in rows that lie stride values apart:
//
//	channels := len(tables)
//	for y := range height {
//		for x := range width {
//			for c, table := range tables {
//				dst[y*stride+x*channels+c] = table[src[(y*width+x)*channels+c]]
//			}
//		}
//	}
//
// src has width*height*channels bytes; or width*height, a grey picture, whose byte goes to
// every channel. What lies between two rows of dst becomes 0, a border; what lies before the
// first and after the last is left alone. It panics if src has another length, dst is too
// short, stride is less than a row, or there are not 1 or 3 tables.
func FromBytes(dst []float32, src []uint8, tables [][256]float32, height, width, stride int) {
	row := width * len(tables)
	if height < 1 || width < 1 || stride < row || len(dst) < (height-1)*stride+row ||
		len(tables) != 1 && len(tables) != 3 || len(src) != height*row && len(src) != height*width {
		panic(fmt.Sprintf("kernel: FromBytes: %d bytes, %dx%d by %d tables, stride %d, to %d values",
			len(src), height, width, len(tables), stride, len(dst)))
	}
	from := len(src) / height
	for y := range height {
		d, s := dst[y*stride:][:row], src[y*from:][:from]
		switch {
		case len(tables) == 1:
			fromGrey(d, s, &tables[0])
		case from == row:
			fromColour(d, s, (*[3][256]float32)(tables))
		default:
			fromGreyToColour(d, s, (*[3][256]float32)(tables))
		}
		if y < height-1 {
			clear(dst[y*stride+row : (y+1)*stride])
		}
	}
}

func fromGrey(dst []float32, src []uint8, table *[256]float32) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = table[v]
	}
}

func fromColour(dst []float32, src []uint8, tables *[3][256]float32) {
	for len(src) >= 3 && len(dst) >= 3 {
		dst[0], dst[1], dst[2] = tables[0][src[0]], tables[1][src[1]], tables[2][src[2]]
		src, dst = src[3:], dst[3:]
	}
}

func fromGreyToColour(dst []float32, src []uint8, tables *[3][256]float32) {
	for _, v := range src {
		if len(dst) < 3 {
			return
		}
		dst[0], dst[1], dst[2] = tables[0][v], tables[1][v], tables[2][v]
		dst = dst[3:]
	}
}
