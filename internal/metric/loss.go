package metric

import "fmt"

// hinge is the argument of the term's max, and whether the hinge is active.
// Active means above 0: at the kink the gradient is 0. NaN counts as active, so
// that a broken embedding shows as a NaN loss and not as a good triplet.
func (t term[D]) hinge(ap, an float64) (h float64, active bool) {
	h = t.sign*(ap-an) + t.margin
	return h, !(h <= 0)
}

// Value is the loss of one triplet, embeddings of equal length, at least 0.
func (l *Loss[T]) Value(a, p, n []T) T {
	loss, _ := l.triplet(a, p, n, nil, nil, nil, 0)
	return T(loss)
}

// Eval computes losses and gradients of len(loss) triplets. emb is row-major
// (3*len(loss), dim), rows anchor, positive, negative of each triplet in turn.
//
//   - loss[i] is the loss of triplet i, not scaled.
//   - grad, of emb's shape, is overwritten with scale * ∂loss[i]/∂emb. For the
//     mean over a batch of B triplets scale is 1/B.
//   - live[i] says whether a hinge of triplet i is active. If not, its gradient
//     is exactly 0. If so, the gradient may still be 0, where the distances'
//     own gradients are: an embedding collapsed to zero or to one point sits at
//     the margin, live and without a way out.
//
// grad may be nil if only losses are wanted, live may be nil too. Triplets do
// not influence each other: any cut of a batch gives bitwise the same results.
// No allocation. It panics if lengths disagree.
func (l *Loss[T]) Eval(emb, grad []T, dim int, loss []T, live []bool, scale T) {
	if dim < 1 || len(emb) != 3*len(loss)*dim {
		panic(fmt.Sprintf("metric: %d embedding values for %d triplets of dim %d", len(emb), len(loss), dim))
	}
	if grad != nil && len(grad) != len(emb) || live != nil && len(live) != len(loss) {
		panic(fmt.Sprintf("metric: gradient of %d for %d values, live of %d for %d triplets", len(grad), len(emb), len(live), len(loss)))
	}
	for i := range loss {
		e := emb[3*i*dim : 3*(i+1)*dim]
		var da, dp, dn []T
		if grad != nil {
			g := grad[3*i*dim : 3*(i+1)*dim]
			da, dp, dn = g[:dim], g[dim:2*dim], g[2*dim:]
		}
		v, active := l.triplet(e[:dim], e[dim:2*dim], e[2*dim:], da, dp, dn, float64(scale))
		loss[i] = T(v)
		if live != nil {
			live[i] = active
		}
	}
}

// triplet is the loss of one triplet and whether it is live. If da is not nil,
// da, dp and dn are overwritten with scale times the gradient.
func (l *Loss[T]) triplet(a, p, n, da, dp, dn []T, scale float64) (loss float64, live bool) {
	if len(l.moments) > 0 {
		ap, an := tripletMoments(a, p, n)
		var sap, san Moments
		for i := range l.moments {
			t := &l.moments[i]
			h, active := t.hinge(t.distance.at(ap), t.distance.at(an))
			if !active {
				continue
			}
			live = true
			loss += t.weight * h
			if da != nil {
				g := scale * t.weight * t.sign
				sap.addScaled(g, t.distance.slopes(ap))
				san.addScaled(-g, t.distance.slopes(an))
			}
		}
		if live && da != nil {
			tripletGrad(sap, san, a, p, n, da, dp, dn)
		}
	}
	if !live {
		clear(da)
		clear(dp)
		clear(dn)
	}
	for i := range l.raw {
		t := &l.raw[i]
		h, active := t.hinge(t.distance.Value(a, p), t.distance.Value(a, n))
		if !active {
			continue
		}
		live = true
		loss += t.weight * h
		if da != nil {
			g := scale * t.weight * t.sign
			t.distance.AddGrad(g, a, p, da, dp)
			t.distance.AddGrad(-g, a, n, da, dn)
		}
	}
	return loss, live
}
