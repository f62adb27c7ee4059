package formula

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/expr-lang/expr/ast"
)

// TestParsedOnce counts how often a text is parsed, whoever reads it.
func TestParsedOnce(t *testing.T) {
	var p parsed
	parses := map[string]int{}
	parse := func(text string) (ast.Node, error) {
		parses[text]++
		return parseFormula(text)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := p.tree("cos_ap - cos_an", parse); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := parses["cos_ap - cos_an"]; n != 1 {
		t.Errorf("parsed %d times", n)
	}
	for range 2 {
		if _, err := p.tree("cos_ap -", parse); err == nil {
			t.Error("no error")
		}
	}
	if n := parses["cos_ap -"]; n != 2 {
		t.Errorf("what cannot be parsed was kept: parsed %d times", n)
	}
	for i := range 3 * mostParsed {
		if _, err := p.tree(fmt.Sprintf("cos_ap - %d", i), parse); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.trees) != mostParsed || len(p.texts) != mostParsed {
		t.Errorf("%d trees of %d texts are kept, want %d", len(p.trees), len(p.texts), mostParsed)
	}
	if _, ok := p.trees["cos_ap - cos_an"]; ok {
		t.Error("the oldest text is still there")
	}
}

// TestReadTakesTheParsedTree reads one text with other parameters: nothing is parsed again,
// and no reading changes the tree of another.
func TestReadTakesTheParsedTree(t *testing.T) {
	const text = "let w = 1; let m = 0.25; let d = cos + 0.5*euc; w*relu(d_ap - d_an + m) + |a|"
	symbols := []Symbol{{Name: "cosine", Short: "cos"}, {Name: "euclidean", Short: "euc"}}
	first, err := Read(text, nil, symbols)
	if err != nil {
		t.Fatal(err)
	}
	again := func(string) (ast.Node, error) { return nil, errors.New("parsed again") }
	if _, err := recent.tree(text, again); err != nil {
		t.Fatal(err)
	}
	before := first.Written() + first.String()
	for _, w := range []float64{2, -1, 0} {
		f, err := Read(text, map[string]float64{"w": w}, symbols)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("let w = %v; let m", w); f.Written()[:len(want)] != want {
			t.Errorf("written with w = %v: %s", w, f.Written())
		}
	}
	if got := first.Written() + first.String(); got != before {
		t.Errorf("another reading made %s of %s", got, before)
	}
}
