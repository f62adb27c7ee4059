package kernel

import (
	"fmt"
	"testing"

	"mekiki/internal/testutil"
)

// someTables are tables in which every value of every channel is another.
func someTables(channels int) [][256]float32 {
	tables := make([][256]float32, channels)
	for c := range tables {
		for v := range tables[c] {
			tables[c][v] = float32(1 + 1000*c + v)
		}
	}
	return tables
}

func TestFromBytes(t *testing.T) {
	for _, c := range []struct{ of, channels, tables int }{{1, 1, 1}, {3, 3, 3}, {3, 3, 1}, {1, 3, 3}, {1, 3, 1}, {4, 4, 4}, {1, 2, 1}} {
		for _, size := range [][3]int{{1, 1, 0}, {1, 5, 2}, {2, 1, 0}, {3, 7, 4}, {5, 16, 1}, {4, 33, 0}} {
			height, width, gap := size[0], size[1], size[2]
			src, tables := make([]uint8, height*width*c.of), someTables(c.tables)
			for i := range src {
				src[i] = uint8(i * 37)
			}
			stride := width*c.channels + gap
			dst := testutil.Guarded(t, height*stride-gap)
			FromBytes(dst, src, tables, height, width, c.channels, stride)
			for i, got := range dst {
				want := float32(0)
				if x := i % stride; x < width*c.channels {
					pixel, channel := i/stride*width+x/c.channels, x%c.channels
					want = tables[channel%c.tables][src[pixel*c.of+channel%c.of]]
				}
				if got != want {
					t.Fatalf("%+v, %dx%d: at %d: got %v, want %v", c, height, width, i, got, want)
				}
			}
		}
	}
}

func TestFromWrongBytesPanics(t *testing.T) {
	v, b := make([]float32, 24), make([]uint8, 24)
	mustPanic(t, map[string]func(){
		"bytes":  func() { FromBytes(v, b[:23], someTables(1), 4, 6, 1, 6) },
		"tables": func() { FromBytes(v, b, someTables(2), 2, 4, 3, 12) },
		"stride": func() { FromBytes(v, b, someTables(1), 4, 6, 1, 5) },
		"dst":    func() { FromBytes(v[:23], b, someTables(1), 4, 6, 1, 6) },
		"empty":  func() { FromBytes(v, nil, someTables(1), 0, 6, 1, 6) },
	})
}

func BenchmarkFromBytes(b *testing.B) {
	const side = 256
	dst, src := make([]float32, side*side*3), make([]uint8, side*side*3)
	for i := range src {
		src[i] = uint8(i * i >> 7)
	}
	for _, c := range []struct{ channels, tables int }{{1, 1}, {3, 3}, {1, 3}} {
		tables := someTables(c.tables)
		b.Run(fmt.Sprint(c.channels, "to", c.tables), func(b *testing.B) {
			for b.Loop() {
				FromBytes(dst, src[:side*side*c.channels], tables, side, side, c.tables, side*c.tables)
			}
			b.ReportMetric(float64(side*side*c.tables*4)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GB/s")
		})
	}
}
