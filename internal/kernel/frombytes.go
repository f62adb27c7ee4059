package kernel

import "fmt"

// FromBytes makes numbers of the bytes of a picture by a table for each channel, or one for
// all, interleaved, in rows that lie stride values apart:
//
//	for y := range height {
//		for x := range width {
//			for c := range channels {
//				dst[y*stride+x*channels+c] = tables[c][src[(y*width+x)*channels+c]]
//			}
//		}
//	}
//
// src has width*height*channels bytes; or width*height, a grey picture, whose byte goes to
// every channel. What lies between two rows of dst becomes 0, a border; what lies before the
// first and after the last is left alone. It panics if src has another length, dst is too
// short, stride is less than a row, or there are other numbers of tables.
func FromBytes(dst []float32, src []uint8, tables [][256]float32, height, width, channels, stride int) {
	row, places := width*channels, height*width
	if height < 1 || width < 1 || channels < 1 || stride < row || len(dst) < (height-1)*stride+row ||
		len(tables) != 1 && len(tables) != channels || len(src) != places*channels && len(src) != places {
		panic(fmt.Sprintf("kernel: FromBytes: %d bytes, %dx%dx%d by %d tables, stride %d, to %d values",
			len(src), height, width, channels, len(tables), stride, len(dst)))
	}
	from := len(src) / height
	for y := range height {
		d, s := dst[y*stride:][:row], src[y*from:][:from]
		switch {
		case channels == 1:
			fromGrey(d, s, &tables[0])
		case channels == 3 && from == row:
			fromColour(d, s, &tables[0], &tables[1%len(tables)], &tables[2%len(tables)])
		default:
			fromAny(d, s, tables, channels)
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

func fromColour(dst []float32, src []uint8, red, green, blue *[256]float32) {
	for len(src) >= 3 && len(dst) >= 3 {
		dst[0], dst[1], dst[2] = red[src[0]], green[src[1]], blue[src[2]]
		src, dst = src[3:], dst[3:]
	}
}

// fromAny is for grey pictures in several channels, and for other numbers of channels.
func fromAny(dst []float32, src []uint8, tables [][256]float32, channels int) {
	step := 1
	if len(src) == len(dst) {
		step = channels
	}
	for c := range channels {
		table := &tables[c%len(tables)]
		for i, at := c%step, c; at < len(dst); i, at = i+step, at+channels {
			dst[at] = table[src[i]]
		}
	}
}
