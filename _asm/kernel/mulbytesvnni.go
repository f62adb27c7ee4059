package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// mulBytesVNNI is mulBytes by the instruction that adds four products of bytes to a sum of 32
// bits; tiles are of 6 rows and some panels.
func mulBytesVNNI(v isa, panels int) {
	const tile = 6
	TEXT(fmt.Sprintf("mulBytesVNNI%sx%d", v.name, panels), NOSPLIT, "func(c *float32, x *uint8, y *int8, rowScale, scale *float32, bias *int32, tiles, stride, groups, eights uint64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("tiles are of 6 rows, groups of %d panels. stride is that of panels of c, in bytes; eights is an eighth of the bytes of a row.", panels))
	first, column := Load(Param("c"), GP64()), Load(Param("y"), GP64())
	scale, bias := Load(Param("scale"), GP64()), Load(Param("bias"), GP64())
	row, yStride := Load(Param("eights"), GP64()), GP64()
	SHLQ(Imm(3), row)
	MOVQ(row, yStride)
	SHLQ(Imm(4), yStride)
	yStride3 := GP64()
	if panels > 3 {
		LEAQ(Mem{Base: yStride, Index: yStride, Scale: 2}, yStride3)
	}

	Label("group")
	c, x, rowScale, left := GP64(), GP64(), GP64(), GP64()
	MOVQ(first, c)
	MOVQ(must(Param("x")), x)
	MOVQ(must(Param("rowScale")), rowScale)
	MOVQ(must(Param("tiles")), left)

	Label("tile")
	sums := make([][][]reg.VecVirtual, panels)
	for p := range sums {
		sums[p] = v.tileOf(tile)
		for i := range sums[p] {
			for h := range sums[p][i] {
				VMOVUPS(at(bias, p*panelBytes+h*v.bytes()), sums[p][i][h])
			}
		}
	}
	at3, k := GP64(), GP64() // the fourth row of the tile
	LEAQ(Mem{Base: row, Index: row, Scale: 2}, at3)
	ADDQ(x, at3)
	MOVQ(must(Param("eights")), k)

	Label("eight")
	for half := range 2 {
		b := make([][]reg.VecVirtual, panels)
		for p := range b {
			m := at(column, half*panelBytes)
			switch p {
			case 1, 2:
				m.Index, m.Scale = yStride, uint8(p)
			case 3:
				m.Index, m.Scale = yStride3, 1
			}
			for h := range v.regs {
				b[p] = append(b[p], v.load(m.Offset(h*v.bytes())))
			}
		}
		for i := range tile {
			m := at(x, 4*half)
			if i >= 3 {
				m.Base = at3
			}
			if i%3 > 0 {
				m.Index, m.Scale = row, uint8(i%3)
			}
			a := v.vec()
			VPBROADCASTD(m, a)
			for p := range b {
				for h := range b[p] {
					v.dot(b[p][h], a, sums[p][i][h])
				}
			}
		}
	}
	ADDQ(Imm(8), x)
	ADDQ(Imm(8), at3)
	ADDQ(Imm(2*panelBytes), column)
	DECQ(k)
	JNZ(LabelRef("eight"))
	SUBQ(yStride, column)
	LEAQ(Mem{Base: at3, Index: row, Scale: 2}, x) // behind the sixth row

	to := GP64()
	MOVQ(c, to)
	for p := range sums {
		if p > 0 {
			ADDQ(must(Param("stride")), to)
		}
		for i := range sums[p] {
			r := v.spread(at(rowScale, 4*i))
			for h, s := range sums[p][i] {
				VCVTDQ2PS(s, s)
				VMULPS(at(scale, p*panelBytes+h*v.bytes()), s, s)
				VMULPS(r, s, s)
				VMOVUPS(s, at(to, i*panelBytes+h*v.bytes()))
			}
		}
	}
	ADDQ(U32(tile*panelBytes), c)
	ADDQ(Imm(4*tile), rowScale)
	DECQ(left)
	JNZ(LabelRef("tile"))

	for range panels {
		ADDQ(yStride, column)
		ADDQ(must(Param("stride")), first)
	}
	ADDQ(U32(uint32(panels*panelBytes)), scale)
	ADDQ(U32(uint32(panels*panelBytes)), bias)
	DECQ(must(Param("groups")))
	JNZ(LabelRef("group"))
	VZEROUPPER()
	RET()
}

// dot adds four products each of bytes b with sign and bytes a without to the lanes of sum
// (VPDPBUSD, which avo does not know).
func (v isa) dot(b, a, sum reg.VecVirtual) {
	i := &ir.Instruction{Opcode: "VPDPBUSD", Operands: []Op{b, a, sum}, Inputs: []Op{b, a, sum}, Outputs: []Op{sum}}
	if !v.wide {
		// Go's assembler only knows the form of AVX-512; that of AVX-VNNI is written as bytes.
		i.Opcode, i.Operands = "BYTE", []Op{vex{of: i}}
	}
	Instruction(i)
}

// vex is VPDPBUSD of the registers that an instruction reads, as the bytes of its VEX form.
type vex struct {
	Constant
	of *ir.Instruction
}

// Asm is called when registers have their numbers.
func (e vex) Asm() string {
	number := func(o Op) byte { return byte(o.(reg.Physical).PhysicalIndex()) }
	b, a, sum := number(e.of.Inputs[0]), number(e.of.Inputs[1]), number(e.of.Inputs[2])
	bytes := [...]byte{0xc4, ^sum&8<<4 | 1<<6 | ^b&8<<2 | 0x02, ^a&15<<3 | 0b101, 0x50, 0xc0 | sum&7<<3 | b&7}
	text := ""
	for i, c := range bytes {
		if i > 0 {
			text += "; BYTE "
		}
		text += fmt.Sprintf("$%#02x", c)
	}
	return text
}
