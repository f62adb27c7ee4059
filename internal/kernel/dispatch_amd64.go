//go:build !purego

package kernel

import (
	"os"

	"golang.org/x/sys/cpu"
)

// detect chooses the best instruction set; x/sys/cpu also asks whether the
// operating system saves the wide registers.
func detect() Level {
	switch x := cpu.X86; {
	case os.Getenv("MEKIKI_PUREGO") == "1":
		return PureGo
	case x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL:
		return AVX512
	case x.HasAVX2 && x.HasFMA:
		return AVX2
	}
	return PureGo
}

// rowBytes is the size of one row of a panel.
const rowBytes = Lane * 4

func mul(c, a, b []float32, rows, capacity, k, n int, f *Finish, mask []float32) {
	if level == PureGo {
		mulGo(c, a, b, rows, capacity, k, n, f, mask)
		return
	}
	stride, size := uint64(capacity*rowBytes), uint64(k*rowBytes)
	low, high := f.bounds()
	for p := 0; p < n/Lane; {
		shape := tileOf(n/Lane - p)
		at := p * capacity * Lane
		bias, other, mode := f.operands(&c[0], p*Lane, at)
		if mask != nil {
			other, mode = &mask[at], mode|finishMask
		}
		mulForms[shape.form](&c[at], &a[0], &b[p*k*Lane], bias, other, shape.tiles(rows), uint64(k/Lane), stride, size, stride, mode, low, high)
		p += shape.panels
	}
}

// mulForms are the forms of the kernel, in the places of tileShape.
var mulForms = [...]func(c, a, b, bias, other *float32, tiles, aPanels, aStride, bStride, cStride, mode uint64, lowest, highest float32){
	mulAVX2x1, mulAVX512x1, mulAVX512x2, mulAVX512x3, mulAVX512x4}

// gradRows is how many rows of gradients stay in the first-level cache: 24 KiB of
// two panels, beside 12 KiB of inputs.
const gradRows = 192

func grad(c, x, dy []float32, counts []int32, capacity, xChunk, dyChunk int, b GradBlock, more bool) {
	if level == PureGo {
		gradGo(c, x, dy, counts, capacity, xChunk, dyChunk, b, more)
		return
	}
	for q := 0; q < len(counts); {
		end, rows := q+1, counts[q]
		for end < len(counts) && rows+counts[end] <= gradRows {
			rows += counts[end]
			end++
		}
		gradPiece(c, x[q*xChunk:], dy[q*dyChunk:], counts[q:end], capacity, xChunk, dyChunk, b, more || q > 0)
		q = end
	}
}

// gradPiece runs the tiles of a block over some chunks, continuing the sums in
// c if resume.
func gradPiece(c, x, dy []float32, counts []int32, capacity, xChunk, dyChunk int, b GradBlock, resume bool) {
	tile, wide := 4, 1
	if level == AVX512 {
		tile, wide = 8, 2
	}
	var load uint64
	if resume {
		load = 1
	}
	height := (b.K1 - b.K0) * Lane
	chunks, xBytes, dyBytes := uint64(len(counts)), uint64(xChunk*4), uint64(dyChunk*4)
	dyStride, cStride := uint64(capacity*rowBytes), uint64(height*rowBytes)
	for p := b.N0; p < b.N1; {
		panels := min(wide, b.N1-p)
		dp := &dy[p*capacity*Lane]
		for t := 0; t < height; t += tile {
			cp := &c[((p-b.N0)*height+t)*Lane]
			xp := &x[(b.K0+t/Lane)*capacity*Lane+t%Lane]
			switch {
			case level == AVX2:
				gradAVX2x1(cp, xp, dp, &counts[0], chunks, xBytes, dyBytes, dyStride, cStride, load)
			case panels == 2:
				gradAVX512x2(cp, xp, dp, &counts[0], chunks, xBytes, dyBytes, dyStride, cStride, load)
			default:
				gradAVX512x1(cp, xp, dp, &counts[0], chunks, xBytes, dyBytes, dyStride, cStride, load)
			}
		}
		p += panels
	}
}

func adam(w, m, v, g []float32, s AdamStep) {
	if level == PureGo {
		adamGo(w, m, v, g, s)
		return
	}
	panels := uint64(len(w) / Lane)
	if s.Decay != 0 {
		adamDecayAVX2(&w[0], &m[0], &v[0], &g[0], panels, s.Rate, s.OneMinusBeta1, s.OneMinusBeta2, s.Epsilon, s.Decay)
		return
	}
	adamAVX2(&w[0], &m[0], &v[0], &g[0], panels, s.Rate, s.OneMinusBeta1, s.OneMinusBeta2, s.Epsilon)
}

func fill(dst []float32, src []uint8, panels, capacity int) {
	if level == PureGo {
		fillGo(dst, src, panels, capacity)
		return
	}
	fillAVX2(&dst[0], &src[0], uint64(panels), uint64(capacity*rowBytes))
}

func transpose(dst, src []float32, blocks, dstStride, srcStride int) {
	switch level {
	case PureGo:
		transposeGo(dst, src, blocks, dstStride, srcStride)
	case AVX2:
		transposeAVX2(&dst[0], &src[0], uint64(blocks), uint64(dstStride*4), uint64(srcStride*4))
	default:
		transposeAVX512(&dst[0], &src[0], uint64(blocks), uint64(dstStride*4), uint64(srcStride*4))
	}
}

func sumRows(dst, src []float32, rows int) {
	switch level {
	case PureGo:
		sumRowsGo(dst, src, rows)
	case AVX2:
		sumRowsAVX2(&dst[0], &src[0], uint64(rows))
	default:
		sumRowsAVX512(&dst[0], &src[0], uint64(rows))
	}
}

// peakChains is the number of independent chains in the assembly's peak loops.
const peakChains = 12

func peak(loops int) float64 {
	lanes := 8
	switch level {
	case PureGo:
		return peakGo(loops)
	case AVX512:
		lanes = 16
		peakAVX512(uint64(loops))
	default:
		peakAVX2(uint64(loops))
	}
	return float64(loops) * peakChains * 2 * float64(lanes)
}
