package onnx

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/metric"
	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/formula"
	"mekiki/internal/nn"
	"mekiki/internal/onnx/eval"
	"mekiki/internal/onnx/export"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/onnx/wire"
	"mekiki/internal/testutil"
)

// exported writes a network, reads the bytes and computes an output for pictures.
func exported(t *testing.T, net *nn.Net, in nn.Shape, known *export.Known, pictures []uint8, output string) []float64 {
	t.Helper()
	w, err := export.Model(net, in, nil, known, "mekiki test", nil)
	if err != nil {
		t.Fatal(err)
	}
	return outputOf(t, w, in, pictures, output)
}

// outputOf is an output of a model of pictures, read from its bytes.
func outputOf(t *testing.T, w *wire.Model, in nn.Shape, pictures []uint8, output string) []float64 {
	t.Helper()
	m, err := Read(bytes.NewReader(wire.Encode(w)), 1<<24)
	if err != nil {
		t.Fatal(err)
	}
	g, err := m.Graph(Options{Batch: len(pictures) / in.Size(), Taps: []string{output}})
	if err != nil {
		t.Fatal(err)
	}
	x := eval.Zeros(g.Inputs[0].Type)
	for i, v := range pictures {
		x.I[i] = int64(v)
	}
	var out []float64
	if err := eval.Graph(g, []*eval.Array{x}, func(v *graph.Value, a *eval.Array) {
		if v == g.Outputs[0].Value {
			out = a.F
		}
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func noise(n int, seed uint64) []uint8 {
	rng := rand.New(rand.NewPCG(seed, 1))
	p := make([]uint8, n)
	for i := range p {
		p[i] = uint8(rng.IntN(256))
	}
	return p
}

// shaken has weights and moments without meaning, none of which is 0 or 1.
func shaken(net *nn.Net) *nn.Net {
	rng := rand.New(rand.NewPCG(4, 2))
	for i, t := range net.Tensors() {
		v := net.Values(i)
		for j := range v {
			switch {
			case strings.HasSuffix(t.Name, "running_var"):
				v[j] = float32(0.5 + rng.Float64())
			case len(t.Shape) == 1:
				v[j] += float32(rng.NormFloat64() / 4)
			}
		}
		net.SetValues(i, v)
	}
	return net
}

// TestExportedEmbeddings holds the graph of every kind of layer, wherever it may stand,
// against nn.
func TestExportedEmbeddings(t *testing.T) {
	written := ""
	for _, c := range []struct {
		arch  string
		in    nn.Shape
		pre   nn.Preprocess
		plain bool
	}{
		{"dense 20; relu; dense 6", nn.Shape{Height: 5, Width: 4, Channels: 3}, nn.Preprocess{Range: 255, Mean: []float64{127}, Std: []float64{128}}, true},
		{"dense 20; norm; relu; dropout 0.3; dense 6; norm", nn.Shape{Height: 5, Width: 4, Channels: 3}, nn.Preprocess{}, false},
		{"conv 8; norm; relu; maxpool; conv 8; relu; dense 5", nn.Shape{Height: 9, Width: 7, Channels: 1}, nn.Preprocess{}, false},
		{"conv 5 5x5 /2; relu; avgpool 3; dense 7; relu; dense 4", nn.Shape{Height: 17, Width: 14, Channels: 3}, nn.Preprocess{Mean: []float64{0.485, 0.456, 0.406}, Std: []float64{0.229, 0.224, 0.225}}, false},
		{"conv 18 1x1; relu6; depthwise 5x5; relu6; residual(depthwise; norm; relu6; conv 18 1x1); gap; dense 4; depthwise", nn.Shape{Height: 7, Width: 5, Channels: 3}, nn.Preprocess{}, false},
		{"norm; conv 4 1x1; residual(conv 4; norm; relu; conv 4; norm); relu; residual(conv 9 /2; norm); gmp", nn.Shape{Height: 8, Width: 6, Channels: 2}, nn.Preprocess{}, false},
		{"conv 6; residual bias(conv 9 /2; relu); residual bias(conv 9); gap; dense 4; residual bias(dense 5)", nn.Shape{Height: 7, Width: 6, Channels: 2}, nn.Preprocess{}, false},
		{"relu; conv 6; residual(norm; relu; conv 6); norm; gap; dense 4; norm; conv 3 1x1; residual(dense 3)", nn.Shape{Height: 6, Width: 6, Channels: 1}, nn.Preprocess{Range: 2, Mean: []float64{1}}, false},
		{"maxpool; conv 6 /3; norm; residual(dense 5; relu); dense 3; norm; residual(dense 3; relu; dense 3); gmp", nn.Shape{Height: 9, Width: 9, Channels: 3}, nn.Preprocess{}, false},
	} {
		var net *nn.Net
		if c.plain {
			net = nn.New([]int{c.in.Size(), 20, 6}, 3)
		} else {
			arch, err := nn.ParseArch(c.arch)
			if err != nil {
				t.Fatal(err)
			}
			if net, err = nn.Build(arch, c.in, 3); err != nil {
				t.Fatalf("%s: %v", c.arch, err)
			}
		}
		shaken(net).SetPreprocess(c.pre)
		written += c.arch
		const n = 5
		pictures := noise(n*c.in.Size(), 7)
		want := make([]float32, n*net.Dim())
		net.Embed(want, nn.Source{Size: c.in.Size(), U8: pictures}, nil, 1)
		got := exported(t, net, c.in, nil, pictures, export.Embedding)
		most := 0.0
		for _, w := range want {
			most = max(most, math.Abs(float64(w)))
		}
		for i, w := range want {
			if d := math.Abs(got[i]-float64(w)) / most; !(d <= 2e-6) {
				t.Errorf("%s: value %d is %v, not %v", c.arch, i, got[i], w)
				break
			}
		}
	}
	_, err := nn.ParseArch("?????????")
	_, kinds, _ := strings.Cut(err.Error(), "there are ")
	for _, kind := range strings.Split(kinds, ", ") {
		if kind == "" || !strings.Contains(written, kind) {
			t.Errorf("no case has a layer of the kind %q", kind)
		}
	}
}

// knownPictures are rows of random numbers, some of them special.
func knownPictures(t *testing.T, measure string, dim int, state distance.Whitening) *export.Known {
	t.Helper()
	m, err := metric.FittedMeasure[float32](measure, state)
	if err != nil {
		t.Fatal(err)
	}
	rows := testutil.Normals[float32](8, 12*dim, 1)
	clear(rows[:dim])    // no direction
	for i := range dim { // no variance
		rows[dim+i] = 0.1
	}
	return &export.Known{Rows: rows, Labels: []int32{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2}, Classes: 3, Measure: m, Threshold: 1}
}

// TestExportedDistances holds every distance, every function of the formula language and
// every sign of it against metric.
func TestExportedDistances(t *testing.T) {
	const n, dim = 4, 6
	in := nn.Shape{Height: 3, Width: 3, Channels: 1}
	net := nn.New([]int{9, dim}, 3)
	pictures := noise(n*9, 5)
	emb := make([]float32, n*dim)
	net.Embed(emb, nn.Source{Size: 9, U8: pictures}, nil, 1)
	state, err := distance.FitWhitening(testutil.Normals[float64](31, 12*dim*dim, 1), dim)
	if err != nil {
		t.Fatal(err)
	}
	// What is not among these has no form in ONNX and must be named.
	written := []string{"cosine", "correlation", "euclidean", "sqeuclidean", "manhattan", "chebyshev", "rtsensitivity", "rtsn", "snr"}
	functions := []string{"relu", "abs", "sqrt", "square", "exp", "log", "log1p", "softplus", "sigmoid", "tanh"}
	measures := []string{
		"mahalanobis", "cos + 0.1*mah", "0.8*cos + 0.2*euc", "|x|*euc/(1 + |y|)", "abs(|x| - |y|)", "|x|",
		"max(cos, 0.3*euc, 0.9)", "min(cos, 0.3*euc, 0.9)", "clamp(cos, 0.8, 1.2)", "where(cos < 0.5 and not (euc <= 1) or man < 3, cos, 2 - cos)", "where(cos < 0.5 or 1 < 2, euc, cos)", "-euc + 100",
	}
	measures = append(measures, written...)
	for _, f := range functions {
		measures = append(measures, f+"(cos - 0.9 + euc) + cos")
	}
	for _, measure := range measures {
		k := knownPictures(t, measure, dim, state)
		got := exported(t, net, in, k, pictures, export.Distance)
		for i := range n {
			for j := range k.Labels {
				want := k.Measure.Value(emb[i*dim:(i+1)*dim], k.Rows[j*dim:(j+1)*dim])
				if d := got[i*len(k.Labels)+j]; !(math.Abs(d-want) <= 3e-6*(1+math.Abs(want))) && !(math.IsNaN(d) && math.IsNaN(want)) {
					t.Errorf("%s: picture %d to known %d is %v, not %v", measure, i, j, d, want)
				}
			}
		}
	}
	for _, d := range distance.All() {
		if slices.Contains(written, d.Name) || d.Name == "mahalanobis" {
			continue
		}
		k := knownPictures(t, "0.5*"+d.Symbol+" + cos", dim, nil)
		if _, err := export.Model(net, in, nil, k, "", nil); err == nil || !strings.Contains(err.Error(), d.Display.String()) {
			t.Errorf("%s: %v", d.Name, err)
		}
	}
	for _, f := range formula.Functions() {
		if slices.Contains(append([]string{"max", "min", "clamp", "where"}, functions...), f) {
			continue
		}
		k := knownPictures(t, f+"(cos)", dim, nil)
		if _, err := export.Model(net, in, nil, k, "", nil); err == nil || !strings.Contains(err.Error(), f) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// TestExportedVerdict computes what follows the five nearest known pictures, and holds it
// against the rule of 5-NN.
func TestExportedVerdict(t *testing.T) {
	const n, dim = 200, 4
	k := knownPictures(t, "euclidean", dim, nil)
	net := nn.New([]int{9, dim}, 3)
	w, err := export.Model(net, nn.Shape{Height: 3, Width: 3, Channels: 1}, nil, k, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	g := &w.Graph
	at := slices.IndexFunc(g.Nodes, func(n wire.Node) bool { return n.Op == "TopK" })
	least := g.Nodes[at].Outputs[0]
	g.Nodes = g.Nodes[at+1:]
	row := []wire.Dim{{Size: n}, {Size: 5}}
	g.Inputs = []wire.ValueInfo{{Name: export.Nearest, Type: wire.Int64, Dims: row}, {Name: least, Type: wire.Double, Dims: row}}
	m, err := From(w)
	if err != nil {
		t.Fatal(err)
	}
	net5, err := m.Graph(Options{Taps: []string{"class.sums", export.Unknown}})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(2, 9))
	nearest, distances := eval.Zeros(net5.Inputs[0].Type), eval.Zeros(net5.Inputs[1].Type)
	for i := range n {
		for j, row := range rng.Perm(len(k.Labels))[:5] {
			nearest.I[5*i+j], distances.F[5*i+j] = int64(row), 0.5+float64(i)/n+float64(j)
		}
	}
	distances.F[5] = math.NaN()
	got := map[string]*eval.Array{}
	if err := eval.Graph(net5, []*eval.Array{nearest, distances}, func(v *graph.Value, a *eval.Array) { got[v.Name] = a }); err != nil {
		t.Fatal(err)
	}
	ties := 0
	for i := range n {
		votes, first := make([]int, k.Classes), make([]int, k.Classes)
		for j := 4; j >= 0; j-- {
			c := k.Labels[nearest.I[5*i+j]]
			votes[c]++
			first[c] = j
		}
		want := 0
		for c := range votes {
			switch {
			case votes[c] > votes[want]:
				want = c
			case votes[c] == votes[want] && c != want:
				ties++
				if first[c] < first[want] {
					want = c
				}
			}
		}
		sums := got["class.sums"].F[i*k.Classes : (i+1)*k.Classes]
		for c := range sums {
			if c != want && sums[c] >= sums[want] {
				t.Errorf("picture %d: votes %v of classes with the nearest at %v weigh %v", i, votes, first, sums)
			}
		}
		if unknown := got[export.Unknown].I[i] != 0; unknown != !(distances.F[5*i] <= k.Threshold) {
			t.Errorf("picture %d at %v is unknown: %v", i, distances.F[5*i], unknown)
		}
	}
	if ties < 10 {
		t.Errorf("%d ties", ties)
	}
}
