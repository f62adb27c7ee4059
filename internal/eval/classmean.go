package eval

// classMeans gives the mean vector of each class of the gallery, (classes, dim);
// for the cosine, of the vectors at unit length. size[c] pictures have class c;
// the mean of an empty class stays zero.
func (s *space) classMeans(g Set, size []int) []float64 {
	mean := make([]float64, len(size)*s.dim)
	for i, c := range g.Labels {
		x := g.Emb[i*s.dim : (i+1)*s.dim]
		factor := 1.0
		if s.unit {
			factor = inverseLength(x)
		}
		m := mean[int(c)*s.dim:][:s.dim]
		for k, v := range x {
			m[k] += float64(v) * factor
		}
	}
	for c, n := range size {
		for k := range s.dim {
			mean[c*s.dim+k] /= float64(max(n, 1))
		}
	}
	return mean
}

// nearestMean is the class whose mean is nearest to x, the lowest of equals.
func (s *space) nearestMean(x []float64, mean []float64, size []int) int32 {
	best, at := int32(-1), 0.0
	for c, n := range size {
		if n == 0 {
			continue
		}
		if d := s.wide.Value(x, mean[c*s.dim:(c+1)*s.dim]); best < 0 || d < at {
			best, at = int32(c), d
		}
	}
	return best
}
