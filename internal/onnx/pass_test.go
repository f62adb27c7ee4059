package onnx

import (
	"strings"
	"testing"

	"mekiki/internal/onnx/graph"
)

// spell is a graph as a line: operations with the activations that they took in.
func spell(g *graph.Graph) string {
	var words []string
	for _, n := range g.Nodes {
		w := n.Op.String()
		act := graph.Act{}
		switch op := n.Op.(type) {
		case graph.Conv:
			act = op.Act
		case graph.Linear:
			act = op.Act
		case graph.Affine:
			act = op.Act
		}
		if act.Kind != graph.None {
			w += "+" + act.String()
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

// TestPasses says what each spelling becomes; TestOperations, that it computes the same.
func TestPasses(t *testing.T) {
	for name, want := range map[string]string{
		"spelt_silu":                "SiLU",
		"spelt_silu_turned":         "SiLU",
		"spelt_relu6":               "ReLU6",
		"spelt_relu6_minmax":        "ReLU6",
		"spelt_hardsigmoid":         "HardSigmoid",
		"spelt_hardswish_clip":      "HardSwish",
		"spelt_hardswish_div_first": "HardSwish",
		"spelt_hardswish_sigmoid":   "HardSwish",
		"spelt_gelu":                "GELU",
		"spelt_gelu_half_first":     "GELU",
		"spelt_gelu_half_second":    "GELU",
		"spelt_gelu_tanh_pow":       "GELUTanh",
		"spelt_gelu_tanh_mul":       "GELUTanh",
		"spelt_layernorm":           "LayerNormalization",
		"spelt_layernorm_mulsquare": "LayerNormalization",
		"spelt_layernorm_bare":      "LayerNormalization",
		"spelt_attention":           "Attention",
		"spelt_attention_shared":    "Attention",
		"spelt_attention_joined":    "Attention",
		"spelt_attention_masked":    "Transpose MatMul Add Softmax MatMul",
		"conv_norm":                 "Conv",
		"conv_norm_relu":            "Conv+ReLU",
		"conv_norm_tapped":          "Conv Affine",
		"conv_relu_tapped":          "Conv ReLU Sigmoid",
		"depthwise_norm":            "Conv+ReLU6",
		"conv_scale_shift":          "Conv",
		"gemm_norm":                 "Linear+ReLU",
		"gemm_all":                  "Gemm",
		"matmul_bias_gelu":          "Linear+GELU",
		"matmul_bias_scale":         "Linear",
		"pad_conv":                  "Conv",
		"pad_conv_ones":             "Pad Conv",
		"pad_maxpool":               "MaxPool",
		"pad_maxpool_zeros":         "Pad MaxPool",
		"pad_relu_maxpool":          "ReLU MaxPool",
		"pad_avgpool":               "AveragePool",
		"flatten_by_shape":          "Reshape",
		"half_size_by_shape":        "Resize",
		"batchnorm":                 "Affine",
		"dropout":                   "",
		"clip6":                     "ReLU6",
		"constant":                  "Mul",
	} {
		m := open(t, name)
		o := Options{}
		if d := m.Inputs[0].Dims; len(d) == 4 && d[2].Size < 0 {
			o.Height, o.Width = openSize(m, 2), openSize(m, 3)
		}
		g, err := m.Graph(o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := spell(g); got != want {
			t.Errorf("%s: %q, not %q", name, got, want)
		}
	}
}

// openSize is the extent of an input's axis as the file's own example has it, or 0.
func openSize(m *Model, axis int) int {
	if x := m.weights["in:"+m.Inputs[0].Name]; len(x.Shape) == 4 {
		return x.Shape[axis]
	}
	return 0
}

// TestNotQuite alters a number or a wire of each spelling: then it must stay as it is.
func TestNotQuite(t *testing.T) {
	for name, change := range map[string]func(*Model){
		"spelt_hardswish_clip":  func(m *Model) { m.weights["six"].F[0] = 5 },
		"spelt_gelu":            func(m *Model) { m.weights["root"].F[0] = 1.5 },
		"spelt_gelu_half_first": func(m *Model) { m.weights["half"].F[0] = 0.6 },
		"spelt_gelu_tanh_pow":   func(m *Model) { m.weights["k"].F[0] = 0.05 },
		"spelt_layernorm":       func(m *Model) { m.weights["two"].F[0] = 4 },
	} {
		m := open(t, name)
		change(m)
		plain, err := m.Graph(Options{Plain: true})
		if err != nil {
			t.Fatal(err)
		}
		g, err := m.Graph(Options{})
		if err != nil {
			t.Fatal(err)
		}
		want, got := run(t, m, plain), run(t, m, g)
		if d := apart(got[g.Outputs[0].Value], want[plain.Outputs[0].Value]); !(d < 1e-6) {
			t.Errorf("%s: %s is %g apart", name, spell(g), d)
		}
		if s := spell(g); strings.Contains(s, "GELU") || strings.Contains(s, "Swish") || strings.Contains(s, "LayerNorm") {
			t.Errorf("%s became %s", name, s)
		}
	}
}
