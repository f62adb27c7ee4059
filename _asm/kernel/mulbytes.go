package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// mulBytes multiplies rows of bytes with panels of 16 columns of bytes, a tile of rows at a
// time.
func mulBytes(v isa) {
	tile := 3
	if v.wide {
		tile = 6
	}
	TEXT("mulBytes"+v.name, NOSPLIT, "func(c *float32, x *uint8, y *int8, rowScale, scale *float32, bias *int32, tiles, stride, panels, eights uint64)")
	Pragma("noescape")
	Doc("tiles are of 3 rows with AVX2, of 6 with AVX-512. stride is that of panels of c, in bytes; eights is an eighth of the bytes of a row.",
		"Two products of bytes and then two of these sums fit 16 bits, so four are summed before they are widened.")
	y, scale, bias := Load(Param("y"), GP64()), Load(Param("scale"), GP64()), Load(Param("bias"), GP64())
	first, eights := Load(Param("c"), GP64()), Load(Param("eights"), GP64())
	row := GP64()
	MOVQ(eights, row)
	SHLQ(Imm(3), row)
	next := GP64() // to the next tile of x
	LEAQ(Mem{Base: row, Index: row, Scale: 2}, next)
	if v.wide {
		ADDQ(next, next)
	}
	ones := v.constant(0x00010001)

	Label("panel")
	c, x, rowScale, left := GP64(), GP64(), GP64(), GP64()
	MOVQ(first, c)
	MOVQ(must(Param("x")), x)
	MOVQ(must(Param("rowScale")), rowScale)
	MOVQ(must(Param("tiles")), left)

	Label("tile")
	sums := v.tileOf(tile)
	for i := range sums {
		for h := range sums[i] {
			VMOVUPS(at(bias, h*v.bytes()), sums[i][h])
		}
	}
	from, column, k := GP64(), GP64(), GP64()
	MOVQ(x, from)
	MOVQ(y, column)
	MOVQ(eights, k)

	Label("eight")
	var b [2][]reg.VecVirtual
	for half := range b {
		b[half] = v.row(column, half*panelBytes)
	}
	at3 := GP64() // the fourth row of a tile
	LEAQ(Mem{Base: row, Index: row, Scale: 2}, at3)
	ADDQ(from, at3)
	for i := range sums {
		base := Mem{Base: from}
		if i >= 3 {
			base.Base = at3
		}
		switch i % 3 {
		case 1:
			base.Index, base.Scale = row, 1
		case 2:
			base.Index, base.Scale = row, 2
		}
		var a [2]reg.VecVirtual
		for half := range a {
			a[half] = v.vec()
			m := base
			m.Disp = 4 * half
			VPBROADCASTD(m, a[half])
		}
		for h := range sums[i] {
			s, t := v.vec(), v.vec()
			VPMADDUBSW(b[0][h], a[0], s)
			VPMADDUBSW(b[1][h], a[1], t)
			VPADDW(t, s, s)
			VPMADDWD(ones, s, s)
			VPADDD(s, sums[i][h], sums[i][h])
		}
	}
	ADDQ(Imm(8), from)
	ADDQ(Imm(2*panelBytes), column)
	DECQ(k)
	JNZ(LabelRef("eight"))

	for i := range sums {
		r := v.spread(at(rowScale, 4*i))
		for h := range sums[i] {
			VCVTDQ2PS(sums[i][h], sums[i][h])
			VMULPS(at(scale, h*v.bytes()), sums[i][h], sums[i][h])
			VMULPS(r, sums[i][h], sums[i][h])
			VMOVUPS(sums[i][h], at(c, i*panelBytes+h*v.bytes()))
		}
	}
	ADDQ(U32(tile*panelBytes), c)
	ADDQ(Imm(uint64(4*tile)), rowScale)
	ADDQ(next, x)
	DECQ(left)
	JNZ(LabelRef("tile"))

	MOVQ(column, y)
	ADDQ(Imm(panelBytes), scale)
	ADDQ(Imm(panelBytes), bias)
	ADDQ(must(Param("stride")), first)
	DECQ(must(Param("panels")))
	JNZ(LabelRef("panel"))
	VZEROUPPER()
	RET()
}

// tileOf gives registers for so many rows of a panel.
func (v isa) tileOf(rows int) [][]reg.VecVirtual {
	t := make([][]reg.VecVirtual, rows)
	for i := range t {
		for range v.regs {
			t[i] = append(t[i], v.vec())
		}
	}
	return t
}
