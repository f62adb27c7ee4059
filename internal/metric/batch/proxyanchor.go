package batch

import "mekiki/internal/metric/distance"

// proxyAnchor is the proxy-anchor loss (Kim, Kim, Cho and Kwak, "Proxy Anchor Loss
// for Deep Metric Learning", CVPR 2020, equation 4) on the cosine s, with a learned
// proxy, a row of the class weights, for each class:
//
//	L = 1/|P⁺| Σ_p∈P⁺ log(1 + Σ_x∈p exp(-α(s_xp - δ))) + 1/|P| Σ_p∈P log(1 + Σ_x∉p exp(α(s_xp + δ)))
//
// P are all proxies, P⁺ those with a picture of their class in the batch; δ is
// delta. Gradient, as in multi-similarity:
//
//	∂L/∂s_xp = -α exp(-α(s_xp-δ)) / (|P⁺| (1 + Σ ...)) of x's own proxy, α exp(α(s_xp+δ)) / (|P| (1 + Σ ...)) of another
//
// and from s to pictures and proxies through their lengths (unitRows).
type proxyAnchor[T distance.Float] struct {
	alpha, delta float64
	own          []expSum // of each class
	other        []expSum
	logits       logits[T]
}

var _ = register(&entry{
	name: "proxy-anchor", argument: "cos", weighted: true,
	params: []param{{"alpha", 32, 1e-3, 1000}, {"delta", 0.1, 0, 2}},
	single: newProxyAnchor[float32], double: newProxyAnchor[float64],
})

func newProxyAnchor[T distance.Float](s setup) (term[T], error) {
	return &proxyAnchor[T]{alpha: s.param("alpha"), delta: s.param("delta")}, nil
}

func (l *proxyAnchor[T]) eval(b *input[T]) float64 {
	c := b.classes
	s := l.logits.forward(b)
	l.own, l.other = grow(l.own, c), grow(l.other, c)
	clear(l.own)
	clear(l.other)
	for i, label := range b.labels {
		for j, v := range s[i*c : (i+1)*c] {
			if j == int(label) {
				l.own[j].add(-l.alpha * (float64(v) - l.delta))
			} else {
				l.other[j].add(l.alpha * (float64(v) + l.delta))
			}
		}
	}
	present := float64(len(b.groups.known))
	pull, push := 0.0, 0.0
	for j := range c {
		pull += l.own[j].log()
		push += l.other[j].log()
	}
	b.stats.Unit, b.stats.Considered = "pairs", b.n*c
	for i, label := range b.labels {
		for j, v := range s[i*c : (i+1)*c] {
			var share, slope float64
			if j == int(label) {
				share = l.own[j].share(-l.alpha * (float64(v) - l.delta))
				slope = -l.alpha * share / present
			} else {
				share = l.other[j].share(l.alpha * (float64(v) + l.delta))
				slope = l.alpha * share / float64(c)
			}
			if share > faint {
				b.stats.Live++
			}
			s[i*c+j] = T(slope)
		}
	}
	l.logits.backward(b)
	return pull/present + push/float64(c)
}
