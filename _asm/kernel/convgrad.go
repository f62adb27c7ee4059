package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// convGrad writes one tile of the gradient of a convolution's weights: four
// inputs x one panel of outputs, summed over some rows.
func convGrad() {
	v := avx2
	TEXT("convGradAVX2", NOSPLIT, "func(c, x, dy *float32, in *int32, rows, resume uint64)")
	Pragma("noescape")
	Doc("in holds places in x. Every output is one chain of fused multiply-adds in the order of rows.")
	c, x, dy := Load(Param("c"), GP64()), Load(Param("x"), GP64()), Load(Param("dy"), GP64())
	in, rows := Load(Param("in"), GP64()), Load(Param("rows"), GP64())
	acc := v.zeros(v.gradRows, v.regs)
	resume := Load(Param("resume"), GP64())
	TESTQ(resume, resume)
	JZ(LabelRef("four"))
	gradTile(v, acc, c, 1, func(r reg.Register, m Mem) { VMOVUPS(m, r) })
	convGradRows(v, acc, x, dy, in, rows, "four", 4)
	convGradRows(v, acc, x, dy, in, rows, "row", 1)
	gradTile(v, acc, c, 1, func(r reg.Register, m Mem) { VMOVUPS(r, m) })
	VZEROUPPER()
	RET()
}

// convGradRows goes through rows, `unroll` at a time while there are so many left.
func convGradRows(v isa, acc [][]reg.VecVirtual, x, dy, in, rows reg.Register, label string, unroll int) {
	Label(label)
	CMPQ(rows, U32(unroll))
	JLT(LabelRef(label + "End"))
	for u := range unroll {
		row := GP64()
		MOVLQSX(at(in, u*4), row)
		LEAQ(Mem{Base: x, Index: row, Scale: 4}, row)
		dv := make([]reg.VecVirtual, v.regs)
		for j := range dv {
			dv[j] = v.vec()
			VMOVUPS(at(dy, u*panelBytes+j*v.bytes()), dv[j])
		}
		for i := range acc {
			xv := v.vec()
			VBROADCASTSS(at(row, i*4), xv)
			for j := range dv {
				VFMADD231PS(dv[j], xv, acc[i][j])
			}
		}
	}
	ADDQ(U32(unroll*4), in)
	ADDQ(U32(unroll*panelBytes), dy)
	SUBQ(U32(unroll), rows)
	JMP(LabelRef(label))
	Label(label + "End")
}
