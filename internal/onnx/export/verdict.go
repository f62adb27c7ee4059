package export

import (
	"mekiki/internal/metric"
	"mekiki/internal/onnx/wire"
)

// Known are the pictures that others are compared with.
type Known struct {
	// Rows are their embeddings, row-major (n, dim), Labels the class of each, 0 to
	// Classes-1.
	Rows    []float32
	Labels  []int32
	Classes int
	// Measure compares, a picture first, a known one second. A picture whose nearest
	// known one lies farther than Threshold, by more than rounding explains, is unknown.
	Measure   metric.Measure[float32]
	Threshold float64
}

// voting is how many of the nearest known pictures vote for the class.
const voting = 5

// The graph's outputs.
const (
	Embedding       = "embedding"        // float32 (N, dim)
	Distance        = "distance"         // float32 (N, known pictures)
	Nearest         = "nearest"          // int64 (N, 5), known pictures, the nearest first
	NearestDistance = "nearest_distance" // float32 (N, 5)
	Class           = "class"            // int64 (N)
	Unknown         = "unknown"          // bool (N)
)

// verdict writes the distances from embeddings to the known pictures, and what follows.
func (b *builder) verdict(embedding string, dim int, k *Known) error {
	count := len(k.Labels)
	rows := b.hold(wire.NewFloats("known", []int{count, dim}, k.Rows))
	p := b.pair("pair", b.cast("embedding.double", embedding, wire.Double), b.cast("known.double", rows, wire.Double), dim)
	d, err := p.measure(k.Measure)
	if err != nil {
		return err
	}
	b.cast(Distance, d, wire.Float)
	nearest := min(voting, count)
	least := "nearest_distance.double"
	b.graph.Nodes = append(b.graph.Nodes, wire.Node{
		Name: Nearest, Op: "TopK", Inputs: of(d, b.ints("nearest.count", int64(nearest))), Outputs: of(least, Nearest),
		Attrs: []wire.Attr{integer("axis", 1), integer("largest", 0), integer("sorted", 1)},
	})
	b.cast(NearestDistance, least, wire.Float)
	b.vote(k, nearest)
	first := b.op("unknown.nearest", "Gather", of(least, b.hold(wire.NewInts("unknown.first", []int{}, []int64{0}))), integer("axis", 1))
	// What is no number is unknown.
	near := b.op("unknown.near", "LessOrEqual", of(first, b.hold(wire.NewDoubles("threshold", []int{}, []float64{k.Threshold + k.leeway(dim)}))))
	b.op(Unknown, "Not", of(near))
	return nil
}

// measure writes a distance as (N, G).
func (p *pair) measure(m metric.Measure[float32]) (string, error) {
	steps := metric.Steps(m)
	d, err := p.formula(steps, metric.StateOf(m))
	if err != nil {
		return "", err
	}
	for _, s := range steps {
		if s.Op == "variable" && !s.Variable.Length() {
			return d, nil
		}
	}
	// A formula of lengths may depend on one of the two alone.
	return p.op(p.name+".whole", "Expand", of(d, p.op(p.name+".shape", "Shape", of(p.xy())))), nil
}

// vote writes the class with the most of the nearest pictures. Of classes with equally
// many it is that of the nearest: each vote counts a little more the nearer its picture,
// half as much as the one before, so that all together never weigh a vote.
func (b *builder) vote(k *Known, nearest int) {
	labels := make([]int64, len(k.Labels))
	for i, c := range k.Labels {
		labels[i] = int64(c)
	}
	classes := make([]int64, k.Classes)
	for c := range classes {
		classes[c] = int64(c)
	}
	weights := make([]float32, nearest)
	for i := range weights {
		weights[i] = 1 + 0.25/float32(int(1)<<i)
	}
	near := b.op("class.nearest", "Gather", of(b.ints("known.class", labels...), Nearest), integer("axis", 0))
	near = b.op("class.column", "Unsqueeze", of(near, b.ints("class.axis", 2)))
	each := b.op("class.each", "Equal", of(near, b.ints("class.all", classes...)))
	votes := b.op("class.weighed", "Mul", of(b.cast("class.votes", each, wire.Float), b.hold(wire.NewFloats("class.weights", []int{nearest, 1}, weights))))
	b.op(Class, "ArgMax", of(b.sum("class.sums", votes, 1, false)), integer("axis", 1), integer("keepdims", 0))
}
