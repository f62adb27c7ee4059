package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// convTile is a kernel of a convolution: tiles of some rows of some neighbouring panels of
// outputs, over all taps and inputs. Inputs are found through a table, so that
// borders, strides and the ends of pictures need no code of their own.
type convTile struct {
	product
	row   []reg.GPVirtual // where each row's next input lies, at the end where it is stored
	spare reg.GPVirtual
	// What has no register: the table's next tap, taps and inputs of a tap left.
	in, taps, inputs Mem
}

// conv writes the kernel of so many rows and panels.
func conv(v isa, rows, panels int) {
	TEXT(fmt.Sprintf("conv%sx%d", v.name, panels), NOSPLIT,
		"func(c, a, b, bias, addend *float32, in, out *int32, tiles, inStride, taps, inputs, run uint64, aSkip int64, bStride, cStride, mode uint64, lowest, highest float32)")
	Pragma("noescape")
	Doc(fmt.Sprintf("Tiles of %d rows. in holds places in a, out rows of c. Strides are in bytes; aSkip is from the end of a run to the next one.", rows),
		"Every output is one chain of fused multiply-adds in the order of taps and inputs.")
	locals := AllocLocal(3 * 8)
	t := &convTile{product: newProduct(v, panels), spare: GP64(), in: locals, taps: locals.Offset(8), inputs: locals.Offset(16)}
	for range rows {
		t.row = append(t.row, GP64())
	}
	Label("tile")
	t.begin(rows, panels)
	MOVQ(must(Param("in")), t.spare)
	MOVQ(t.spare, t.in)
	MOVQ(must(Param("taps")), t.spare)
	MOVQ(t.spare, t.taps)
	t.sum()
	t.finish()
	ADDQ(U32(rows*4), must(Param("in")))
	ADDQ(U32(rows*4), must(Param("out")))
	DECQ(must(Param("tiles")))
	JNZ(LabelRef("tile"))
	VZEROUPPER()
	RET()
}

// sum runs over all taps and their runs of inputs.
func (t *convTile) sum() {
	Label("tap")
	MOVQ(t.in, t.spare)
	for i, r := range t.row {
		MOVLQSX(at(t.spare, i*4), r)
	}
	ADDQ(must(Param("inStride")), t.spare)
	MOVQ(t.spare, t.in)
	MOVQ(must(Param("inputs")), t.spare)
	MOVQ(t.spare, t.inputs)
	MOVQ(must(Param("a")), t.spare)
	for _, r := range t.row {
		LEAQ(Mem{Base: t.spare, Index: r, Scale: 4}, r)
	}
	Label("run")
	MOVQ(t.inputs, t.spare)
	CMPQ(t.spare, must(Param("run")))
	CMOVQGT(must(Param("run")), t.spare)
	SUBQ(t.spare, t.inputs)

	const unroll = 8
	SUBQ(Imm(unroll), t.spare)
	JLT(LabelRef("few"))
	Label("many")
	t.steps(unroll)
	SUBQ(Imm(unroll), t.spare)
	JGE(LabelRef("many"))
	Label("few")
	ADDQ(Imm(unroll), t.spare)
	JZ(LabelRef("end"))
	Label("one")
	t.steps(1)
	DECQ(t.spare)
	JNZ(LabelRef("one"))

	Label("end")
	CMPQ(t.inputs, Imm(0))
	JE(LabelRef("summed"))
	MOVQ(must(Param("aSkip")), t.spare)
	for _, r := range t.row {
		ADDQ(t.spare, r)
	}
	JMP(LabelRef("run"))
	Label("summed")
	DECQ(t.taps)
	JNZ(LabelRef("tap"))
}

// steps multiplies so many inputs with their weights and moves on.
func (t *convTile) steps(n int) {
	t.product.steps(n, func(i, u int) Mem { return at(t.row[i], u*4) })
	for _, r := range t.row {
		ADDQ(Imm(uint64(n*4)), r)
	}
}

// finish finds the places of the tile, finishes it and stores it.
func (t *convTile) finish() {
	MOVQ(must(Param("out")), t.spare)
	for i, r := range t.row {
		MOVLQSX(at(t.spare, i*4), r)
		SHLQ(Imm(6), r)
	}
	t.product.finish(t.spare, func(add func(m Mem, r reg.VecVirtual)) { t.places("addend", add) })
	t.places("c", func(m Mem, r reg.VecVirtual) { VMOVUPS(r, m) })
}

// places visits the tile's place in a parameter of the shape of c.
func (t *convTile) places(param string, visit func(m Mem, r reg.VecVirtual)) {
	MOVQ(must(Param(param)), t.spare)
	t.each(func() { ADDQ(must(Param("cStride")), t.spare) }, func(i, offset int, r reg.VecVirtual) {
		visit(Mem{Base: t.spare, Index: t.row[i], Scale: 1, Disp: offset}, r)
	})
}
