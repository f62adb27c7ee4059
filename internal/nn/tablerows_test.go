package nn

import (
	"testing"

	"mekiki/internal/kernel"
)

// made counts what the tables of a network hold, and the backward windows.
func made(n *Net) (rows, windows int64) {
	front, back, tiles := map[*kernel.Window]bool{}, map[*backWindow]bool{}, map[*winogradTable]bool{}
	for _, o := range n.plan.ops {
		switch o := o.(type) {
		case *poolOp:
			rows += int64(len(o.rows))
		case *convOp:
			if t := o.winograd; t != nil {
				if !tiles[t] {
					rows += int64(len(t.in) + len(t.out) + len(t.from))
				}
				tiles[t] = true
				continue
			}
			if !front[o.window] {
				front[o.window] = true
				rows += int64(len(o.window.In) + len(o.window.Out))
			}
			if o.back == nil || back[&o.back[0]] {
				continue
			}
			back[&o.back[0]] = true
			for _, b := range o.back {
				rows += int64(len(b.In) + len(b.Out) + len(b.taps))
				windows++
			}
		}
	}
	return rows, windows
}

func TestTableRowsAreThoseOfTheNetwork(t *testing.T) {
	for _, text := range []string{
		"conv 4; norm; relu; maxpool; conv 8 5x5 /2; relu; conv 8; conv 8; residual(conv 8 /3; norm; relu; conv 8; norm); gap",
		"maxpool 3; avgpool 2; conv 2 1x1; conv 2 1x1; conv 3 7x7 /4; dense 5; relu; dense 2",
		"conv 4 1x1; conv 4 1x1; residual(conv 4 1x1; norm); gmp; dense 3; norm; dense 3",
		"residual(residual(conv 8 /2; norm; relu); conv 4 31x31; norm); dense 2",
		"conv 20; conv 33; norm; relu; conv 40; maxpool; conv 36; residual(conv 33; norm; relu; conv 36; norm); gap",
		"dense 9; norm; relu; dense 4", "conv 2 3x3 /31; dense 3", "gap; dense 2",
	} {
		a, err := ParseArch(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range []Shape{{28, 28, 1}, {37, 23, 3}, {12, 150, 2}} {
			n, err := Build(a, in, 1)
			if err != nil {
				t.Fatal(err)
			}
			rows, windows := made(n)
			got := a.TableRows(in)
			if most := rows + rows/20 + (windowRows+kernel.ConvTile)*windows + 1000; got < rows || got > most {
				t.Errorf("%s of %s: %d rows are counted, the tables have %d and %d windows", text, in, got, rows, windows)
			}
		}
	}
}
