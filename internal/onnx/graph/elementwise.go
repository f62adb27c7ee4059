package graph

import "mekiki/internal/lang"

// UnaryKind names a function of one number.
type UnaryKind uint8

// The functions of one number.
const (
	Abs UnaryKind = iota
	Neg
	Sqrt
	Exp
	Log
	Erf
	Reciprocal
	Floor
	Ceil
	Round
	Sin
	Cos
	Sign
	Not // of a Bool
)

var unaryNames = [...]string{"Abs", "Neg", "Sqrt", "Exp", "Log", "Erf", "Reciprocal", "Floor", "Ceil", "Round", "Sin", "Cos", "Sign", "Not"}

// Unary is a function of each element.
type Unary struct{ Kind UnaryKind }

func (u Unary) String() string { return unaryNames[u.Kind] }

// Infer implements Op.
func (u Unary) Infer(in []*Value) ([]Type, error) {
	if (u.Kind == Not) != (in[0].Kind == Bool) {
		return nil, lang.Errorf("it cannot take %s", in[0].Kind)
	}
	return []Type{in[0].Type}, nil
}

// BinaryKind names a function of two numbers.
type BinaryKind uint8

// The functions of two numbers. From Equal on the result is a Bool.
const (
	Add BinaryKind = iota
	Sub
	Mul
	Div // rounds towards zero if both are whole
	Pow
	Min
	Max
	Mod
	Equal
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
	And
	Or
)

var binaryNames = [...]string{"Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Mod", "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "And", "Or"}

// Binary is a function of two values element by element; axes of extent 1, and
// missing ones in front, are repeated.
type Binary struct{ Kind BinaryKind }

func (b Binary) String() string { return binaryNames[b.Kind] }

// Infer implements Op.
func (b Binary) Infer(in []*Value) ([]Type, error) {
	shape, err := Broadcast(in[0].Shape, in[1].Shape)
	if err != nil {
		return nil, err
	}
	x, y := in[0].Kind, in[1].Kind
	logic := b.Kind == And || b.Kind == Or
	if x != y && b.Kind != Pow || logic && x != Bool || b.Kind < Equal && (x == Bool || y == Bool) {
		return nil, lang.Errorf("it cannot take %s and %s", x, y)
	}
	if b.Kind >= Equal {
		x = Bool
	}
	return []Type{{x, shape}}, nil
}

// Where takes its second input where the first is true, else its third.
type Where struct{}

func (Where) String() string { return "Where" }

// Infer implements Op.
func (Where) Infer(in []*Value) ([]Type, error) {
	if in[0].Kind != Bool || in[1].Kind != in[2].Kind {
		return nil, lang.Errorf("it cannot choose by %s between %s and %s", in[0].Kind, in[1].Kind, in[2].Kind)
	}
	shape, err := Broadcast(in[1].Shape, in[2].Shape)
	if err == nil {
		shape, err = Broadcast(in[0].Shape, shape)
	}
	return []Type{{in[1].Kind, shape}}, err
}

// Convert changes the kind of numbers.
type Convert struct{ To Kind }

func (Convert) String() string { return "Cast" }

// Infer implements Op.
func (c Convert) Infer(in []*Value) ([]Type, error) { return []Type{{c.To, in[0].Shape}}, nil }

// Broadcast is the shape in which both fit.
func Broadcast(a, b []int) ([]int, error) {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := append([]int{}, a...)
	for i, d := range b {
		j := len(a) - len(b) + i
		switch {
		case a[j] == d || d == 1:
		case a[j] == 1:
			out[j] = d
		default:
			return nil, lang.Errorf("the shapes %v and %v do not fit each other; the network may be fixed to another size of picture", a, b)
		}
	}
	return out, nil
}

// floats is the type of the first input, which must hold numbers with fractions.
func floats(in []*Value) ([]Type, error) {
	if in[0].Kind != Float {
		return nil, lang.Errorf("it takes numbers with fractions, not %s", in[0].Kind)
	}
	return []Type{in[0].Type}, nil
}
