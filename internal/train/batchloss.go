package train

// STUB until metric.CompileBatch lands.

import (
	"math"
	"math/rand/v2"

	"mekiki/internal/dataset"
	"mekiki/internal/metric"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

func isBatchLoss(name string) bool { return name == "normface" }

func lossParameters(text string) (map[string]float64, error) {
	if isBatchLoss(text) {
		return map[string]float64{"s": 16}, nil
	}
	spec, err := metric.ParseLoss(text)
	if err != nil {
		return nil, err
	}
	own, err := spec.Parameters()
	params := map[string]float64{}
	for _, p := range own {
		params[p.Name] = p.Value
	}
	return params, err
}

func (c *Config) checkBatchLoss() error {
	if isBatchLoss(c.Loss) {
		return nil
	}
	spec, err := c.Spec()
	if err == nil {
		_, err = metric.Compile[float32](spec)
	}
	return err
}

type batchLoss struct {
	cfg   *Config
	loss  *metric.Loss[float32]
	w, g  []float32
	adam  nn.Adaptive
	opt   nn.AdamW
	dim   int
	class int
}

func newBatchLoss(cfg *Config, dim, _ int, im *dataset.Images) (*batchLoss, error) {
	b := &batchLoss{cfg: cfg, opt: nn.DefaultAdamW(cfg.WeightDecay), dim: dim}
	if !isBatchLoss(cfg.Loss) {
		spec, err := cfg.Spec()
		if err != nil {
			return nil, err
		}
		b.loss, err = metric.Compile[float32](spec)
		return b, err
	}
	for _, c := range im.Labels {
		b.class = max(b.class, int(c)+1)
	}
	r := rand.New(rand.NewPCG(cfg.Seed, 5))
	b.w, b.g = make([]float32, b.class*dim), make([]float32, b.class*dim)
	for i := range b.w {
		b.w[i] = float32(r.NormFloat64())
	}
	return b, nil
}

func (b *batchLoss) describe(m *model.Meta) {
	if b.loss != nil {
		m.Loss = b.loss.Spec()
	}
}
func (b *batchLoss) atMargin() float64 { return 0 }
func (b *batchLoss) step(rate float64) {
	if b.w != nil {
		b.adam.Step(b.opt, b.w, b.g, rate)
	}
}
func (b *batchLoss) tensors() []safetensors.Tensor {
	if b.w == nil {
		return nil
	}
	if b.adam.M == nil {
		n := (len(b.w) + 15) / 16 * 16
		b.adam.M, b.adam.V = make([]float32, n), make([]float32, n)
	}
	return []safetensors.Tensor{{Name: "loss.w", Shape: []int{len(b.w)}, F32: b.w}, {Name: "loss.m", Shape: []int{len(b.adam.M)}, F32: b.adam.M}, {Name: "loss.v", Shape: []int{len(b.adam.V)}, F32: b.adam.V}}
}
func (b *batchLoss) size() int64 { return int64(12 * (len(b.w) + 16)) }
func (b *batchLoss) take(f *safetensors.File, steps int) error {
	if b.w == nil {
		return nil
	}
	w, _ := f.Get("loss.w")
	m, _ := f.Get("loss.m")
	v, _ := f.Get("loss.v")
	copy(b.w, w.F32)
	b.adam = nn.Adaptive{Steps: steps, M: m.F32, V: v.F32}
	return nil
}

func (b *batchLoss) eval(emb []float32, dim int, labels []int32, grad []float32, _ int) (float64, float64, bool) {
	clear(grad)
	n := len(labels)
	if b.loss == nil {
		return b.normface(emb, dim, labels, grad)
	}
	e, g, l := make([]float32, 3*dim), make([]float32, 3*dim), make([]float32, 1)
	live := make([]bool, 1)
	sum, count := 0.0, 0
	all := make([]float32, n*dim)
	for a := range n {
		for p := range n {
			if p == a || labels[p] != labels[a] {
				continue
			}
			for q := range n {
				if labels[q] == labels[a] {
					continue
				}
				copy(e, emb[a*dim:(a+1)*dim])
				copy(e[dim:], emb[p*dim:(p+1)*dim])
				copy(e[2*dim:], emb[q*dim:(q+1)*dim])
				if b.loss.Eval(metric.Batch[float32]{Emb: e, Dim: dim, Loss: l, Grad: g, Scale: 1, Live: live}) >= 0 {
					return math.NaN(), 0, false
				}
				if live[0] {
					sum += float64(l[0])
					count++
					for i, r := range []int{a, p, q} {
						for k := range dim {
							all[r*dim+k] += g[i*dim+k]
						}
					}
				}
			}
		}
	}
	if count == 0 {
		return 0, 0, true
	}
	for i := range all {
		grad[i] = all[i] / float32(count)
	}
	return sum / float64(count), 0.5, true
}

func (b *batchLoss) normface(emb []float32, dim int, labels []int32, grad []float32) (float64, float64, bool) {
	clear(b.g)
	scale := b.cfg.Params["s"]
	sum := 0.0
	n := float64(len(labels))
	for i, c := range labels {
		x := emb[i*dim : (i+1)*dim]
		xn := 1e-12
		for _, v := range x {
			xn += float64(v) * float64(v)
		}
		xn = math.Sqrt(xn)
		z, wn := make([]float64, b.class), make([]float64, b.class)
		total := 0.0
		for k := range b.class {
			w := b.w[k*dim : (k+1)*dim]
			dot, ww := 0.0, 1e-12
			for j := range w {
				dot += float64(w[j]) * float64(x[j])
				ww += float64(w[j]) * float64(w[j])
			}
			wn[k] = math.Sqrt(ww)
			z[k] = dot / (xn * wn[k])
			total += math.Exp(scale * z[k])
		}
		sum += (math.Log(total) - scale*z[c]) / n
		for k := range b.class {
			d := math.Exp(scale*z[k]) / total
			if int32(k) == c {
				d--
			}
			d *= scale / n
			w := b.w[k*dim : (k+1)*dim]
			for j := range w {
				grad[i*dim+j] += float32(d * (float64(w[j])/wn[k] - z[k]*float64(x[j])/xn) / xn)
				b.g[k*dim+j] += float32(d * (float64(x[j])/xn - z[k]*float64(w[j])/wn[k]) / wn[k])
			}
		}
	}
	return sum, 1, !math.IsNaN(sum) && !math.IsInf(sum, 0)
}
