package formula

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// Parameter is a named number of a formula.
type Parameter struct {
	Name string
	// Value is what it is set to, else the default of its let.
	Value float64
	// Learned says that it is trained with the weights, within Lo to Hi.
	Learned bool
	Lo, Hi  float64
}

// let is one definition of a formula.
type let struct {
	name string
	node ast.Node // of the definition
	// pair says that it is a distance, made for one pair at a time from node; made
	// holds the node of each pair plus 1, 0 if it is not made yet.
	pair bool
	made [Pairs]int32
	// value is what any other let stands for.
	value typed
	used  bool
}

// typed is a value with its kind.
type typed struct {
	id    int32
	truth bool // a condition, not a number
}

// builder turns the text of a formula into a graph.
type builder struct {
	*Formula
	symbols []Symbol // the distances that the formula may use
	// open is the pair that cos, euc, |x| and |y| mean, while a distance is made.
	open *Pair
}

// Read reads a formula. given sets named parameters; symbols are the distances that it
// may use. Errors about the text are of type Error and say where.
func Read(text string, given map[string]float64, symbols []Symbol) (*Formula, error) {
	tree, err := recent.tree(text, parseFormula)
	if err != nil {
		return nil, err
	}
	b := &builder{Formula: &Formula{graph: newGraph(), text: text, given: given}, symbols: symbols}
	n := tree
	for {
		d, ok := n.(*ast.VariableDeclaratorNode)
		if !ok {
			break
		}
		if err := b.define(d); err != nil {
			return nil, err
		}
		n = d.Expr
	}
	if b.root, err = b.number(n); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.ContainsFunc(b.params, func(p Parameter) bool { return p.Name == name }) {
			return nil, b.noParameter(name)
		}
	}
	for _, l := range b.lets {
		if !l.used {
			return nil, b.errorAt(l.node, "%s is defined but never used", l.name)
		}
	}
	return b.Formula, nil
}

func (b *builder) noParameter(name string) error {
	var known []string
	for _, p := range b.params {
		known = append(known, p.Name)
	}
	if len(known) == 0 {
		if b.find(name) != nil {
			return &Error{Message: lang.T("%s is computed, so it cannot be set; only a plain number is a parameter", name)}
		}
		return &Error{Message: lang.T("the formula has no parameter %s; name its numbers first, as in: let %s = 0.8; …", name, name)}
	}
	return suggest.Unknown(lang.T("parameter"), name, known)
}

// define takes in one let.
func (b *builder) define(d *ast.VariableDeclaratorNode) error {
	if err := b.checkName(d); err != nil {
		return err
	}
	l := &let{name: d.Name, node: d.Value}
	if call, ok := d.Value.(*ast.CallNode); ok && calleeName(call) == "learn" {
		p, err := b.learned(d.Name, call)
		if err != nil {
			return err
		}
		l.value.id = b.intern(node{op: opLearned, value: float64(len(b.Learned())), column: column(d)})
		b.params = append(b.params, p)
	} else if v, ok := literal(d.Value); ok {
		p := Parameter{Name: d.Name, Value: v}
		if set, ok := b.given[d.Name]; ok {
			p.Value = set
		}
		if !Finite(p.Value) {
			return lang.Errorf("parameter %s is %v; it must be finite", d.Name, p.Value)
		}
		b.params = append(b.params, p)
		l.value.id = b.constant(p.Value)
	} else if l.pair = b.leavesPairOpen(d.Value); l.pair {
		// Made once here, so that a mistake in it is found where it stands.
		if _, err := b.instance(l, AP); err != nil {
			return err
		}
	} else {
		v, err := b.expression(d.Value)
		if err != nil {
			return err
		}
		l.value = v
	}
	b.lets = append(b.lets, l)
	return nil
}

// checkName refuses names that would mean two things.
func (b *builder) checkName(d *ast.VariableDeclaratorNode) error {
	_, _, ending := cutPair(d.Name)
	switch {
	case ending:
		return b.errorAt(d, "a name must not end in _ap, _an or _pn; define the distance without it, such as: let d = cos + 0.1*euc")
	case slices.ContainsFunc(b.symbols, func(s Symbol) bool { return s.Short == d.Name }):
		return b.errorAt(d, "%s is the name of a distance; choose another one", d.Name)
	case strings.ContainsRune(d.Name, lengthMark):
		return b.errorAt(d, "%s is a length; choose another name", written(d.Name))
	case b.find(d.Name) != nil:
		return b.errorAt(d, "%s is defined twice", d.Name)
	}
	if d.Name == "learn" || slices.Contains(Functions(), d.Name) {
		return b.errorAt(d, "%s is a function; choose another name", d.Name)
	}
	return nil
}

// learned reads learn(start, lo, hi).
func (b *builder) learned(name string, call *ast.CallNode) (Parameter, error) {
	var v [3]float64
	if len(call.Arguments) != 3 {
		return Parameter{}, b.errorAt(call, "learn takes a start and two bounds, as in: let %s = learn(0.8, 0, 2)", name)
	}
	for i, a := range call.Arguments {
		x, ok := literal(a)
		if !ok {
			return Parameter{}, b.errorAt(a, "learn takes three numbers: a start and two bounds")
		}
		v[i] = x
	}
	p := Parameter{Name: name, Value: v[0], Lo: v[1], Hi: v[2], Learned: true}
	if set, ok := b.given[name]; ok {
		p.Value = set
	}
	if !(p.Lo < p.Hi) || !(p.Lo <= p.Value && p.Value <= p.Hi) || math.IsInf(p.Lo, 0) || math.IsInf(p.Hi, 0) {
		return p, b.errorAt(call, "%s starts at %v; it must lie within its bounds %v to %v, the lower one first", name, p.Value, p.Lo, p.Hi)
	}
	return p, nil
}

// find is the let of that name, or nil.
func (b *builder) find(name string) *let {
	for _, l := range b.lets {
		if l.name == name {
			return l
		}
	}
	return nil
}

// instance makes a distance of one's own for one pair, once.
func (b *builder) instance(l *let, p Pair) (int32, error) {
	if l.made[p] > 0 {
		return l.made[p] - 1, nil
	}
	outer := b.open
	b.open = &p
	defer func() { b.open = outer }()
	id, err := b.number(l.node)
	if err == nil {
		l.made[p] = id + 1
	}
	return id, err
}

// leavesPairOpen says whether an expression is of a pair: it names cos, |x| or
// another distance without saying which pair.
func (b *builder) leavesPairOpen(n ast.Node) bool {
	found := false
	ast.Walk(&n, visitor(func(n ast.Node) {
		id, ok := n.(*ast.IdentifierNode)
		if !ok {
			return
		}
		l := b.find(id.Value)
		found = found || b.isSymbol(id.Value) || id.Value == "$x$" || id.Value == "$y$" || l != nil && l.pair
	}))
	return found
}

type visitor func(ast.Node)

func (v visitor) Visit(n *ast.Node) { v(*n) }

// literal is the number that a node says, with its sign.
func literal(n ast.Node) (float64, bool) {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return float64(n.Value), true
	case *ast.FloatNode:
		return n.Value, true
	case *ast.UnaryNode:
		v, ok := literal(n.Node)
		if n.Operator == "-" {
			v = -v
		}
		return v, ok && (n.Operator == "-" || n.Operator == "+")
	}
	return 0, false
}

func calleeName(n *ast.CallNode) string {
	if id, ok := n.Callee.(*ast.IdentifierNode); ok {
		return id.Value
	}
	return ""
}

func column(n ast.Node) int { return n.Location().From + 1 }
