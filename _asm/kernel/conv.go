package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Epilogues of conv, as in internal/kernel.
const (
	convStore = iota
	convBias
	convBiasReLU
	convAdd
)

// conv writes one tile of a convolution: six rows of one panel of outputs over
// all taps and all panels of inputs. Rows are found through a table, so that
// borders, strides and the ends of pictures need no code of their own.
func conv() {
	const rows = 6
	v := avx2
	TEXT("convAVX2", NOSPLIT,
		"func(c, a, b, aux *float32, in, out *int32, inStride, taps, aPanels, aStride, mode uint64)")
	Pragma("noescape")
	Doc("in and out hold rows, inStride and aStride are in bytes. Every output is one chain of fused multiply-adds in the order of taps and inputs.")
	a, b := Load(Param("a"), GP64()), Load(Param("b"), GP64())
	in, taps := Load(Param("in"), GP64()), Load(Param("taps"), GP64())
	aStride := Load(Param("aStride"), GP64())
	acc := v.zeros(rows, v.regs)
	row := make([]reg.GPVirtual, rows)
	for i := range row {
		row[i] = GP64()
	}
	left := GP64()
	Label("tap")
	for i := range row {
		rowAt(in, a, i, row[i])
	}
	ADDQ(must(Param("inStride")), in)
	Load(Param("aPanels"), left)
	Label("panel")
	// The next panel lies elsewhere, where no hardware prefetcher looks for it.
	for i := range row {
		PREFETCHT0(Mem{Base: row[i], Index: aStride, Scale: 1})
	}
	for u := range lane {
		bv := make([]reg.VecVirtual, v.regs)
		for j := range bv {
			bv[j] = v.vec()
			VMOVUPS(at(b, u*panelBytes+j*v.bytes()), bv[j])
		}
		for i := range acc {
			av := v.vec()
			VBROADCASTSS(at(row[i], u*4), av)
			for j := range bv {
				VFMADD231PS(bv[j], av, acc[i][j])
			}
		}
	}
	ADDQ(U32(lane*panelBytes), b)
	for i := range row {
		ADDQ(aStride, row[i])
	}
	DECQ(left)
	JNZ(LabelRef("panel"))
	DECQ(taps)
	JNZ(LabelRef("tap"))

	convEpilogue(v, acc, row)
	VZEROUPPER()
	RET()
}

// rowAt gives the address of the row that entry i of a table names.
func rowAt(table, base reg.Register, i int, row reg.GPVirtual) {
	MOVLQSX(at(table, i*4), row)
	SHLQ(Imm(6), row)
	ADDQ(base, row)
}

// convEpilogue finds the rows of c and adds bias or what is there, applies ReLU,
// and stores the tile.
func convEpilogue(v isa, acc [][]reg.VecVirtual, row []reg.GPVirtual) {
	c, out := Load(Param("c"), GP64()), Load(Param("out"), GP64())
	for i := range row {
		rowAt(out, c, i, row[i])
	}
	mode := Load(Param("mode"), GP64())
	CMPQ(mode, Imm(convStore))
	JE(LabelRef("store"))
	CMPQ(mode, Imm(convAdd))
	JE(LabelRef("add"))
	aux := Load(Param("aux"), GP64())
	biasReLU(v, acc, aux, mode, convBias)

	Label("add")
	for i := range acc {
		for j := range acc[i] {
			VADDPS(at(row[i], j*v.bytes()), acc[i][j], acc[i][j])
		}
	}

	Label("store")
	for i := range acc {
		for j := range acc[i] {
			VMOVUPS(acc[i][j], at(row[i], j*v.bytes()))
		}
	}
}

// convGrad writes one tile of the gradient of a convolution's weights: four
// inputs x one panel of outputs, summed over some rows.
func convGrad() {
	v := avx2
	TEXT("convGradAVX2", NOSPLIT, "func(c, x, dy *float32, in *int32, rows, resume uint64)")
	Pragma("noescape")
	Doc("in holds rows of x. Every output is one chain of fused multiply-adds in the order of rows.")
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
		rowAt(in, x, u, row)
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
