package kernel

import (
	"fmt"
	"math"
)

// sumBlock is the number of rows that MeanColumns adds up before it adds the sum to others.
const sumBlock = 256

// MeanColumns takes the mean of each column of panels [panels][capacity][16], such as a
// global average of pictures:
//
//	for p := range panels {
//		var total [16]float32
//		for b := 0; b < rows; b += 256 {
//			var s [4][16]float32
//			for i := b; i < min(b+256, rows); i++ {
//				s[i%4] += src[p][i] // 16 lanes at a time
//			}
//			total += (s[0]+s[1]) + (s[2]+s[3])
//		}
//		dst[p*16:] = total / float32(rows)
//	}
//
// where src[p][i] is the row at src[(p*capacity+i)*16]. The error is at most that of
// 67+rows/256 roundings. The bits are the same on every processor. It panics if panels or
// rows < 1, rows > capacity or a slice is too short.
func MeanColumns(dst, src []float32, rows, capacity, panels int) {
	checkColumnsOf("MeanColumns", dst, src, rows, capacity, panels)
	for p := range panels {
		var block, total [Lane]float32
		for b := 0; b < rows; b += sumBlock {
			sumColumns(&block, src[(p*capacity+b)*Lane:], min(sumBlock, rows-b))
			for j, v := range block {
				total[j] += v
			}
		}
		for j, v := range total {
			dst[p*Lane+j] = v / float32(rows)
		}
	}
}

// sumColumnsGo is the reference of one block of MeanColumns.
func sumColumnsGo(dst *[Lane]float32, src []float32, rows int) {
	var s [4][Lane]float32
	for i := range rows {
		for j, v := range (*[Lane]float32)(src[i*Lane:]) {
			s[i%4][j] += v
		}
	}
	for j := range dst {
		dst[j] = (s[0][j] + s[1][j]) + (s[2][j] + s[3][j])
	}
}

// MaxColumns takes the largest number of each column of panels [panels][capacity][16]:
//
//	for p := range panels {
//		m := [4][16]float32 of -Inf
//		for i := range rows {
//			m[i%4] = max(m[i%4], src[p][i]) // 16 lanes at a time; NaN if one is NaN
//		}
//		dst[p*16:] = max(max(m[0], m[1]), max(m[2], m[3]))
//	}
//
// where src[p][i] is as in MeanColumns. The bits are the same on every processor. It panics
// as MeanColumns does.
func MaxColumns(dst, src []float32, rows, capacity, panels int) {
	checkColumnsOf("MaxColumns", dst, src, rows, capacity, panels)
	for p := range panels {
		maxColumns((*[Lane]float32)(dst[p*Lane:]), src[p*capacity*Lane:], rows)
	}
}

// maxColumnsGo is the reference of one panel of MaxColumns.
func maxColumnsGo(dst *[Lane]float32, src []float32, rows int) {
	var m [4][Lane]float32
	for i := range m {
		for j := range m[i] {
			m[i][j] = float32(math.Inf(-1))
		}
	}
	for i := range rows {
		for j, v := range (*[Lane]float32)(src[i*Lane:]) {
			m[i%4][j] = larger(m[i%4][j], v)
		}
	}
	for j := range dst {
		dst[j] = larger(larger(m[0][j], m[1][j]), larger(m[2][j], m[3][j]))
	}
}

func checkColumnsOf(what string, dst, src []float32, rows, capacity, panels int) {
	checkRows(what, len(src), rows, capacity, panels)
	if rows < 1 || len(dst) < panels*Lane {
		panic(fmt.Sprintf("kernel: %s: %d rows, %d panels to %d values", what, rows, panels, len(dst)))
	}
}
