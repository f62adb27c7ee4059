package nn

import (
	"math"
	"slices"
)

// archRef computes an architecture with naive loops in float64.
type archRef struct {
	net     *Net
	tensors map[string][]float64
	train   bool
	moments map[string][2][]float64 // of the last training pass
}

// refMap is the value of one picture.
type refMap struct {
	Shape
	v []float64 // channels last
}

func (m refMap) at(y, x, c int) float64 { return m.v[(y*m.Width+x)*m.Channels+c] }

func blank(s Shape) refMap { return refMap{s, make([]float64, s.Size())} }

func newArchRef(n *Net) *archRef {
	r := &archRef{net: n, tensors: map[string][]float64{}, moments: map[string][2][]float64{}}
	for i, t := range n.Tensors() {
		for _, v := range n.Values(i) {
			r.tensors[t.Name] = append(r.tensors[t.Name], float64(v))
		}
	}
	return r
}

// embed gives the embeddings of pictures.
func (r *archRef) embed(pictures [][]float64) [][]float64 {
	maps := make([]refMap, len(pictures))
	for i, p := range pictures {
		maps[i] = refMap{r.net.input, p}
		if r.net.arch[0].Kind == Dense { // reads a picture as it is stored
			maps[i].Shape = Shape{1, 1, len(p)}
		}
	}
	maps = r.layers(r.net.arch, maps, "layers.")
	out := make([][]float64, len(maps))
	for i := range maps {
		out[i] = maps[i].v
	}
	return out
}

func each(maps []refMap, f func(m refMap) refMap) []refMap {
	out := make([]refMap, len(maps))
	for i := range maps {
		out[i] = f(maps[i])
	}
	return out
}

func (r *archRef) layers(a Arch, maps []refMap, prefix string) []refMap {
	for i, l := range a {
		name := prefix + string(rune('0'+i)) + "."
		if i > 9 {
			name = prefix + "1" + string(rune('0'+i-10)) + "."
		}
		switch l.Kind {
		case Conv:
			maps = each(maps, func(m refMap) refMap { return r.conv(m, l, name) })
		case Dense:
			maps = each(maps, func(m refMap) refMap { return r.dense(m, l, name) })
		case Norm:
			maps = r.norm(maps, name)
		case ReLU:
			maps = each(maps, func(m refMap) refMap {
				out := blank(m.Shape)
				for k, v := range m.v {
					out.v[k] = math.Max(v, 0)
				}
				return out
			})
		case ReLU6:
			maps = each(maps, func(m refMap) refMap {
				out := blank(m.Shape)
				for k, v := range m.v {
					out.v[k] = math.Min(math.Max(v, 0), 6)
				}
				return out
			})
		case Depthwise:
			maps = each(maps, func(m refMap) refMap { return r.depthwise(m, l, name) })
		case Tail:
			size := l.Map.Size()
			inner := r.layers(l.Body, each(maps, func(m refMap) refMap { return refMap{l.Map, m.v[:size]} }), name)
			for i := range inner {
				v := append(slices.Clone(maps[i].v[size:]), inner[i].v...)
				inner[i] = refMap{Shape{1, 1, len(v)}, v}
			}
			maps = inner
		case Residual:
			body := r.layers(l.Body, maps, name)
			short := maps
			if s := body[0].Shape; s != maps[0].Shape {
				stride := 1
				for (maps[0].Height-1)/stride+1 != s.Height || (maps[0].Width-1)/stride+1 != s.Width {
					stride++
				}
				short = each(maps, func(m refMap) refMap {
					return r.conv(m, Layer{Kind: Conv, Out: s.Channels, Size: 1, Stride: stride}, name+"shortcut.0.")
				})
				if !l.Bias {
					short = r.norm(short, name+"shortcut.1.")
				}
			}
			for k := range body {
				sum := blank(body[k].Shape)
				for j := range sum.v {
					sum.v[j] = body[k].v[j] + short[k].v[j]
				}
				body[k] = sum
			}
			maps = body
		case Dropout:
			// Left out by the tests that use the reference.
		default:
			maps = each(maps, func(m refMap) refMap { return pooled(m, l) })
		}
	}
	return maps
}

func (r *archRef) conv(m refMap, l Layer, name string) refMap {
	s, _ := l.output(m.Shape)
	out, w, bias := blank(s), r.tensors[name+"weight"], r.tensors[name+"bias"]
	for y := range s.Height {
		for x := range s.Width {
			for o := range l.Out {
				sum := 0.0
				if bias != nil {
					sum = bias[o]
				}
				for c := range m.Channels {
					for ky := range l.Size {
						for kx := range l.Size {
							iy, ix := y*l.Stride+ky-l.Size/2, x*l.Stride+kx-l.Size/2
							if iy >= 0 && ix >= 0 && iy < m.Height && ix < m.Width {
								sum += m.at(iy, ix, c) * w[((o*m.Channels+c)*l.Size+ky)*l.Size+kx]
							}
						}
					}
				}
				out.v[(y*s.Width+x)*l.Out+o] = sum
			}
		}
	}
	return out
}

func (r *archRef) depthwise(m refMap, l Layer, name string) refMap {
	out, w, bias := blank(m.Shape), r.tensors[name+"weight"], r.tensors[name+"bias"]
	for y := range m.Height {
		for x := range m.Width {
			for c := range m.Channels {
				sum := 0.0
				if bias != nil {
					sum = bias[c]
				}
				for ky := range l.Size {
					for kx := range l.Size {
						iy, ix := y+ky-l.Size/2, x+kx-l.Size/2
						if iy >= 0 && ix >= 0 && iy < m.Height && ix < m.Width {
							sum += m.at(iy, ix, c) * w[(c*l.Size+ky)*l.Size+kx]
						}
					}
				}
				out.v[(y*m.Width+x)*m.Channels+c] = sum
			}
		}
	}
	return out
}

func (r *archRef) dense(m refMap, l Layer, name string) refMap {
	out, w, bias := blank(Shape{1, 1, l.Out}), r.tensors[name+"weight"], r.tensors[name+"bias"]
	area := m.Height * m.Width
	for o := range l.Out {
		sum := 0.0
		if bias != nil {
			sum = bias[o]
		}
		for c := range m.Channels {
			for p := range area {
				sum += m.v[p*m.Channels+c] * w[o*len(m.v)+c*area+p]
			}
		}
		out.v[o] = sum
	}
	return out
}

func (r *archRef) norm(maps []refMap, name string) []refMap {
	channels := maps[0].Channels
	mean, variance := make([]float64, channels), make([]float64, channels)
	n := float64(len(maps) * maps[0].Height * maps[0].Width)
	for c := range channels {
		if !r.train {
			mean[c], variance[c] = r.tensors[name+"running_mean"][c], r.tensors[name+"running_var"][c]
			continue
		}
		for _, m := range maps {
			for k := c; k < len(m.v); k += channels {
				mean[c] += m.v[k] / n
			}
		}
		for _, m := range maps {
			for k := c; k < len(m.v); k += channels {
				variance[c] += (m.v[k] - mean[c]) * (m.v[k] - mean[c]) / n
			}
		}
	}
	r.moments[name] = [2][]float64{mean, variance}
	return each(maps, func(m refMap) refMap {
		out := blank(m.Shape)
		for k, v := range m.v {
			c := k % channels
			out.v[k] = (v-mean[c])/math.Sqrt(variance[c]+1e-5)*r.tensors[name+"weight"][c] + r.tensors[name+"bias"][c]
		}
		return out
	})
}

func pooled(m refMap, l Layer) refMap {
	s, _ := l.output(m.Shape)
	h, w := l.Size, l.Size
	if l.Kind == GlobalAvg || l.Kind == GlobalMax {
		h, w = m.Height, m.Width
	}
	out := blank(s)
	for y := range s.Height {
		for x := range s.Width {
			for c := range s.Channels {
				sum, most := 0.0, math.Inf(-1)
				for ky := range h {
					for kx := range w {
						v := m.at(y*h+ky, x*w+kx, c)
						sum, most = sum+v, math.Max(most, v)
					}
				}
				if l.Kind == MaxPool || l.Kind == GlobalMax {
					sum = most * float64(h*w)
				}
				out.v[(y*s.Width+x)*s.Channels+c] = sum / float64(h*w)
			}
		}
	}
	return out
}
