package formula

import (
	"slices"
	"strings"
)

// Formula is a formula that was read. Read makes it; it does not change, and is safe for
// concurrent use.
type Formula struct {
	*graph
	root   int32
	text   string
	given  map[string]float64 // parameters that were set from outside
	lets   []*let
	params []Parameter
}

// Text is the formula as it was given to Read.
func (f *Formula) Text() string { return f.text }

// Parameters are the named parameters in their order, with the values that they are set to.
func (f *Formula) Parameters() []Parameter { return slices.Clone(f.params) }

// Learned are the parameters that can be trained.
func (f *Formula) Learned() []Parameter {
	var out []Parameter
	for _, p := range f.params {
		if p.Learned {
			out = append(out, p)
		}
	}
	return out
}

// Variables are the quantities that the text names, those that the value does not depend
// on included.
func (f *Formula) Variables() []Variable { return f.variables }

// String writes the formula with the values of its parameters put in, such as
//
//	0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)
//
// Learned parameters stand by name. What a weight of 0 takes out is left out. A
// formula that would be too long is written as it was given.
func (f *Formula) String() string {
	p := f.printer()
	if p.long(f.root) {
		return f.text
	}
	return p.text(f.root, bindOr)
}

// Terms are the summands of the formula, written as String does.
func (f *Formula) Terms() []string {
	var terms []string
	root := f.root
	for f.nodes[root].op == opAdd {
		terms = append(terms, f.printer().text(f.nodes[root].args[1], bindProduct))
		root = f.nodes[root].args[0]
	}
	terms = append(terms, f.printer().text(root, bindSum))
	slices.Reverse(terms)
	return terms
}

// Distances are the whole names of the distances that the value depends on, the first
// used first.
func (f *Formula) Distances() []string {
	var names []string
	for i, used := range f.reachable(f.root) {
		if n := f.nodes[i]; used && n.op == opVariable {
			if v := f.variables[int(n.value)]; !v.Length() && !slices.Contains(names, v.Distance) {
				names = append(names, v.Distance)
			}
		}
	}
	return names
}

// Own writes the distance of one's own that the formula defines last and uses, as a
// formula of a pair such as "cos + 0.1*euc", with these values of the learned parameters.
// ok is false if it defines none.
func (f *Formula) Own(learned []float64) (text string, ok bool) {
	for _, own := range slices.Backward(f.lets) {
		if own.pair && own.used {
			return f.openText(own, learned), true
		}
	}
	return "", false
}

// openText writes a distance of one's own without its pair.
func (f *Formula) openText(own *let, learned []float64) string {
	// A graph of its own, because its names change: the formula may be in use by others.
	p := printer{graph: f.clone()}
	for _, v := range learned {
		p.learned = append(p.learned, Number(v))
	}
	for i := range p.variables {
		v := &p.variables[i]
		v.Name = strings.TrimSuffix(v.Name, "_"+AP.String())
		if v.Length() {
			v.Name = map[byte]string{'a': "|x|", 'p': "|y|"}[v.Picture]
		}
	}
	return p.text(own.made[AP]-1, bindOr) // it was made when it was defined
}

// printer writes nodes of the formula.
func (f *Formula) printer() *printer {
	p := &printer{graph: f.graph}
	for _, q := range f.Learned() {
		p.learned = append(p.learned, q.Name)
	}
	return p
}
