package batch

import "mekiki/internal/metric/distance"

// pairTables are the distances between all pictures of a batch, each computed
// once, with the slopes of a loss by each. Memory: for a batch of n two (n, n)
// tables of float64 a distance, and two of T.
type pairTables[T distance.Float] struct {
	n, dim int
	views  []*rowView[T]
	tables []*pairTable[T]
	// lengths is the view whose lengths are variables, nil if none are.
	lengths      *rowView[T]
	lengthSlopes []float64
	mahalanobis  *distance.Mahalanobis[T]
}

// pairTable is one distance: value[x*n+y] is d(x, y), for x other than y.
type pairTable[T distance.Float] struct {
	name         string
	moment       distance.MomentDistance // nil for a distance of the vectors themselves
	view         *rowView[T]
	vectors      distance.Distance[T]
	value, slope []float64
	sloped       bool // slopes are kept
}

// table is the index of the table of a registered distance, made on first use.
func (p *pairTables[T]) table(name string, sloped bool) (int, error) {
	for i, t := range p.tables {
		if t.name == name {
			t.sloped = t.sloped || sloped
			return i, nil
		}
	}
	d, err := distance.Lookup[T](name)
	if err != nil {
		return 0, err
	}
	t := &pairTable[T]{name: name, sloped: sloped}
	m, centred, ok := distance.AsMoments(d)
	fitted, whitened := d.(*distance.Mahalanobis[T])
	switch {
	case whitened:
		t.moment, t.view = fitted.Whitened(), p.view(viewWhitened)
	case centred:
		t.moment, t.view = m, p.view(viewCentred)
	case ok:
		t.moment, t.view = m, p.view(viewPlain)
	default:
		t.vectors = d
	}
	p.tables = append(p.tables, t)
	return len(p.tables) - 1, nil
}

// useLengths asks for the lengths of the rows.
func (p *pairTables[T]) useLengths() { p.lengths = p.view(viewPlain) }

func (p *pairTables[T]) view(kind viewKind) *rowView[T] {
	for _, v := range p.views {
		if v.kind == kind {
			return v
		}
	}
	v := &rowView[T]{kind: kind}
	p.views = append(p.views, v)
	return v
}

// set measures a batch.
func (p *pairTables[T]) set(b *input[T]) {
	n, dim := b.n, b.dim
	p.n, p.dim = n, dim
	for _, v := range p.views {
		v.set(b, p.mahalanobis)
	}
	if p.lengths != nil {
		p.lengthSlopes = grow(p.lengthSlopes, n)
		clear(p.lengthSlopes)
	}
	for _, t := range p.tables {
		t.value = grow(t.value, n*n)
		if t.sloped && b.grad != nil {
			t.slope = grow(t.slope, n*n)
			clear(t.slope)
		}
		for i := range n {
			for j := range n {
				switch {
				case i == j:
				case t.moment != nil:
					t.value[i*n+j] = t.moment.At(t.view.moments(i, j, n, dim))
				default:
					t.value[i*n+j] = t.vectors.Value(b.emb[i*dim:(i+1)*dim], b.emb[j*dim:(j+1)*dim])
				}
			}
		}
	}
}

// back overwrites b.grad with scale times the gradient that the slopes make.
func (p *pairTables[T]) back(b *input[T], scale float64) {
	n := p.n
	for _, v := range p.views {
		clear(v.own)
		v.coefficients = grow(v.coefficients, n*n)
		v.used = false
	}
	for i := range p.lengthSlopes {
		if g := p.lengthSlopes[i]; g != 0 {
			p.lengths.lengthSlope(i, scale*g)
		}
	}
	for _, v := range p.views {
		for i := range n {
			for j := range i {
				cross := p.pair(v, i, j, scale) + p.pair(v, j, i, scale)
				v.coefficients[i*n+j], v.coefficients[j*n+i] = T(cross*v.length[j]), T(cross*v.length[i])
			}
		}
		v.back(b, p.mahalanobis)
	}
	for _, t := range p.tables {
		if t.moment == nil && t.sloped {
			p.vectorsBack(b, t, scale)
		}
	}
}

// pair adds the slopes by the moments of rows i and j, in this order, to the own
// parts of a view, and gives the cross part.
func (p *pairTables[T]) pair(v *rowView[T], i, j int, scale float64) float64 {
	var s distance.Moments
	for _, t := range p.tables {
		if t.view != v || !t.sloped {
			continue
		}
		if g := t.slope[i*p.n+j]; g != 0 {
			s.AddScaled(scale*g, t.moment.Slopes(v.moments(i, j, p.n, p.dim)))
			v.used = true
		}
	}
	v.own[i] += s.OwnX()
	v.own[j] += s.OwnY()
	return s.Cross()
}

// vectorsBack adds the gradient of a distance of the vectors themselves.
func (p *pairTables[T]) vectorsBack(b *input[T], t *pairTable[T], scale float64) {
	dim := p.dim
	for i := range p.n {
		for j := range p.n {
			if g := t.slope[i*p.n+j]; g != 0 {
				t.vectors.AddGrad(scale*g, b.emb[i*dim:(i+1)*dim], b.emb[j*dim:(j+1)*dim], b.grad[i*dim:(i+1)*dim], b.grad[j*dim:(j+1)*dim])
			}
		}
	}
}
