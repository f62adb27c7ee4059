package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// grad writes one tile of a weight gradient: v.gradRows inputs x `panels`
// neighbouring panels of outputs, summed over the rows of all chunks.
func grad(v isa, panels int) {
	TEXT(fmt.Sprintf("grad%sx%d", v.name, panels), NOSPLIT,
		"func(c, x, dy *float32, counts *int32, chunks, xChunk, dyChunk, dyStride, cStride, resume uint64)")
	Pragma("noescape")
	Doc("All strides are in bytes. Every output is one chain of fused multiply-adds in the order of chunks and rows.")
	c, x, dy := Load(Param("c"), GP64()), Load(Param("x"), GP64()), Load(Param("dy"), GP64())
	counts, left := Load(Param("counts"), GP64()), Load(Param("chunks"), GP64())
	xChunk, dyChunk := Load(Param("xChunk"), GP64()), Load(Param("dyChunk"), GP64())

	cols := panels * v.regs
	acc := v.zeros(v.gradRows, cols)
	var dyStride reg.Register
	if panels == 2 {
		dyStride = Load(Param("dyStride"), GP64())
	}
	gradResume(v, acc, c, panels)
	Label("chunk")
	rows, xr, dr := GP64(), GP64(), GP64()
	MOVLQSX(Mem{Base: counts}, rows)
	MOVQ(x, xr)
	MOVQ(dy, dr)
	gradRows(v, acc, xr, dr, dyStride, rows, "four", 4)
	gradRows(v, acc, xr, dr, dyStride, rows, "row", 1)
	ADDQ(Imm(4), counts)
	ADDQ(xChunk, x)
	ADDQ(dyChunk, dy)
	DECQ(left)
	JNZ(LabelRef("chunk"))

	gradTile(v, acc, c, panels, func(r reg.Register, m Mem) { VMOVUPS(r, m) })
	VZEROUPPER()
	RET()
}

// gradRows goes through rows, `unroll` at a time while there are so many left.
func gradRows(v isa, acc [][]reg.VecVirtual, xr, dr, dyStride, rows reg.Register, label string, unroll int) {
	Label(label)
	CMPQ(rows, U32(unroll))
	JLT(LabelRef(label + "End"))
	for u := range unroll {
		dv := make([]reg.VecVirtual, len(acc[0]))
		for j := range dv {
			dv[j] = v.vec()
			m := at(dr, u*panelBytes+(j%v.regs)*v.bytes())
			if j >= v.regs {
				m.Index, m.Scale = dyStride, 1
			}
			VMOVUPS(m, dv[j])
		}
		for i := range acc {
			xv := v.vec()
			VBROADCASTSS(at(xr, u*panelBytes+i*4), xv)
			for j := range dv {
				VFMADD231PS(dv[j], xv, acc[i][j])
			}
		}
	}
	ADDQ(U32(unroll*panelBytes), xr)
	ADDQ(U32(unroll*panelBytes), dr)
	SUBQ(U32(unroll), rows)
	JMP(LabelRef(label))
	Label(label + "End")
}

// gradResume continues from the sums in c: rows are cut into pieces whose
// gradients fit the first-level cache, and each chain goes on where it stopped.
func gradResume(v isa, acc [][]reg.VecVirtual, c reg.Register, panels int) {
	resume := Load(Param("resume"), GP64())
	TESTQ(resume, resume)
	JZ(LabelRef("chunk"))
	gradTile(v, acc, c, panels, func(r reg.Register, m Mem) { VMOVUPS(m, r) })
}

// gradTile visits the place in c of each register of a tile.
func gradTile(v isa, acc [][]reg.VecVirtual, c reg.Register, panels int, visit func(r reg.Register, m Mem)) {
	var stride reg.Register
	if panels == 2 {
		stride = Load(Param("cStride"), GP64())
	}
	for i := range acc {
		for j := range acc[i] {
			m := at(c, i*panelBytes+(j%v.regs)*v.bytes())
			if j >= v.regs {
				m.Index, m.Scale = stride, 1
			}
			visit(acc[i][j], m)
		}
	}
}
