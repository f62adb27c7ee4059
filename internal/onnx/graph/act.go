package graph

import "math"

// ActKind names an activation.
type ActKind uint8

// The activations; x is the input.
const (
	None        ActKind = iota // x
	ReLU                       // max(x,0)
	ReLU6                      // x between 0 and 6
	Clip                       // x between A and B
	LeakyReLU                  // x, or A*x below 0
	ELU                        // x, or A*(e^x-1) below 0
	Sigmoid                    // 1/(1+e^-x)
	HardSigmoid                // A*x+B between 0 and 1
	HardSwish                  // x times (x/6+1/2 between 0 and 1)
	SiLU                       // x/(1+e^-x)
	Tanh
	GELU     // x*(1+erf(x/√2))/2
	GELUTanh // x*(1+tanh(√(2/π)(x+0.044715x³)))/2
	Softplus // ln(1+e^x)
)

var actNames = [...]string{"None", "ReLU", "ReLU6", "Clip", "LeakyReLU", "ELU", "Sigmoid", "HardSigmoid", "HardSwish", "SiLU", "Tanh", "GELU", "GELUTanh", "Softplus"}

// Act is an activation, number by number. It is an operation of its own, and a field
// of Conv and Linear; the zero value changes nothing.
type Act struct {
	Kind ActKind
	A, B float32
}

func (a Act) String() string { return actNames[a.Kind] }

// Infer implements Op.
func (Act) Infer(in []*Value) ([]Type, error) { return floats(in) }

// Between keeps numbers between two, as the simplest activation that does; ±Inf or
// ±math.MaxFloat32 is no limit.
func Between(low, high float32) Act {
	switch {
	case low == 0 && high == 6:
		return Act{Kind: ReLU6}
	case low == 0 && high >= math.MaxFloat32:
		return Act{Kind: ReLU}
	}
	return Act{Kind: Clip, A: low, B: high}
}
