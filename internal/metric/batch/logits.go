package batch

import "mekiki/internal/metric/distance"

// logits are the cosines of a batch with the class weights, and the way back. Both
// are brought to length 1 first, so the lengths of neither matter.
type logits[T distance.Float] struct {
	rows, weights unitRows[T]
	s             []T // (n, classes): cosines, then the caller's slopes by them
	turned        []T // s turned over
	times         matrixProduct[T]
}

// forward gives the cosines, (n, classes). The caller may overwrite them with the
// slopes of its loss by them, and then calls backward.
func (l *logits[T]) forward(b *input[T]) []T {
	l.rows.set(b.emb, b.n, b.dim)
	l.weights.set(b.weights, b.classes, b.dim)
	l.s = grow(l.s, b.n*b.classes)
	b.products(l.s, l.rows.u, l.weights.u, b.n, b.classes, b.dim)
	return l.s
}

// backward overwrites the gradients by the embeddings and by the class weights,
// unless no gradient is wanted.
func (l *logits[T]) backward(b *input[T]) {
	if b.grad == nil {
		return
	}
	l.times.into(b.grad, l.s, l.weights.u, b.n, b.classes, b.dim, b.products)
	l.rows.back(b.grad, b.dim)
	l.turned = grow(l.turned, len(l.s))
	transpose(l.turned, l.s, b.n, b.classes)
	l.times.into(b.weightGrad, l.turned, l.rows.u, b.classes, b.n, b.dim, b.products)
	l.weights.back(b.weightGrad, b.dim)
}
