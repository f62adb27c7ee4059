package eval

import (
	"math"

	"mekiki/internal/onnx/graph"
)

func conv(op graph.Conv, in []*Array, y *Array) {
	x, w := in[0], in[1]
	h, wide := x.Shape[2], x.Shape[3]
	k, oh, ow := y.Shape[1], y.Shape[2], y.Shape[3]
	cg := w.Shape[1]
	for o := range y.F {
		col, row, out, pic := o%ow, o/ow%oh, o/ow/oh%k, o/ow/oh/k
		sum := 0.0
		if len(in) > 2 && in[2] != nil {
			sum = in[2].F[out]
		}
		first := out / (k / op.Group) * cg
		for c := range cg {
			for a := range op.Kernel[0] {
				r := row*op.Stride[0] - op.Pad.Top + a*op.Dilation[0]
				if r < 0 || r >= h {
					continue
				}
				line := x.F[((pic*x.Shape[1]+first+c)*h+r)*wide:][:wide]
				weights := w.F[((out*cg+c)*op.Kernel[0]+a)*op.Kernel[1]:][:op.Kernel[1]]
				for b, weight := range weights {
					if s := col*op.Stride[1] - op.Pad.Left + b*op.Dilation[1]; s >= 0 && s < wide {
						sum += weight * line[s]
					}
				}
			}
		}
		y.F[o] = sum
	}
}

func pool(op graph.Pool, x, y *Array) {
	h, wide, oh, ow := x.Shape[2], x.Shape[3], y.Shape[2], y.Shape[3]
	for o := range y.F {
		col, row, plane := o%ow, o/ow%oh, o/ow/oh
		sum, count, largest := 0.0, 0, math.Inf(-1)
		for a := range op.Kernel[0] {
			for b := range op.Kernel[1] {
				r, s := row*op.Stride[0]-op.Pad.Top+a*op.Dilation[0], col*op.Stride[1]-op.Pad.Left+b*op.Dilation[1]
				if r >= 0 && r < h && s >= 0 && s < wide {
					v := x.F[(plane*h+r)*wide+s]
					sum += v
					largest = max(largest, v)
					count++
				} else if op.CountPad && r < h+op.Pad.Bottom && s < wide+op.Pad.Right {
					count++
				}
			}
		}
		y.F[o] = largest
		if op.Mean {
			y.F[o] = sum / float64(count)
		}
	}
}

func batchNorm(op graph.BatchNorm, in []*Array, y *Array) {
	x := in[0]
	inner := graph.Type{Shape: x.Shape[2:]}.Len()
	for i, v := range x.F {
		c := i / inner % x.Shape[1]
		y.F[i] = (v-in[3].F[c])/math.Sqrt(in[4].F[c]+float64(op.Eps))*in[1].F[c] + in[2].F[c]
	}
}

func layerNorm(op graph.LayerNorm, in []*Array, y *Array) {
	inner := graph.Type{Shape: y.Shape[op.Axis:]}
	n := inner.Len()
	for from := 0; from < len(y.F); from += n {
		x := in[0].F[from : from+n]
		mean, square := 0.0, 0.0
		for _, v := range x {
			mean += v / float64(n)
		}
		for _, v := range x {
			square += (v - mean) * (v - mean) / float64(n)
		}
		for i, at := 0, walk(inner.Shape); i < n; i, at = i+1, step(at) {
			v := (x[i] - mean) / math.Sqrt(square+float64(op.Eps)) * in[1].F[offset(in[1].Shape, at.at)]
			if len(in) > 2 && in[2] != nil {
				v += in[2].F[offset(in[2].Shape, at.at)]
			}
			y.F[from+i] = v
		}
	}
}

func lrn(op graph.LRN, x, y *Array) {
	c := x.Shape[1]
	inner := graph.Type{Shape: x.Shape[2:]}.Len()
	for i, v := range x.F {
		at := i / inner % c
		sum := 0.0
		for d := max(0, at-(op.Size-1)/2); d <= min(c-1, at+op.Size/2); d++ {
			u := x.F[i+(d-at)*inner]
			sum += u * u
		}
		y.F[i] = v / math.Pow(float64(op.Bias)+float64(op.Alpha)/float64(op.Size)*sum, float64(op.Beta))
	}
}

func softmax(op graph.Softmax, x, y *Array) {
	n := graph.Type{Shape: x.Shape[op.First : op.Last+1]}.Len()
	inner := graph.Type{Shape: x.Shape[op.Last+1:]}.Len()
	for row := range len(x.F) / max(1, n) {
		first := row/inner*n*inner + row%inner
		largest, sum := math.Inf(-1), 0.0
		for j := range n {
			largest = max(largest, x.F[first+j*inner])
		}
		for j := range n {
			sum += math.Exp(x.F[first+j*inner] - largest)
		}
		for j := range n {
			v := x.F[first+j*inner] - largest
			y.F[first+j*inner] = math.Exp(v) / sum
			if op.Log {
				y.F[first+j*inner] = v - math.Log(sum)
			}
		}
	}
}

func reduce(op graph.Reduce, x, y *Array) {
	kept := op
	kept.Keep = true
	shape := append([]int{}, x.Shape...)
	for _, a := range kept.Axes {
		shape[a] = 1
	}
	sums := make([]float64, y.Len())
	for i := range sums {
		sums[i] = map[graph.ReduceKind]float64{graph.Largest: math.Inf(-1), graph.Smallest: math.Inf(1), graph.Product: 1}[op.Kind]
	}
	for i, at := 0, walk(x.Shape); i < x.Len(); i, at = i+1, step(at) {
		s, v := &sums[offset(shape, at.at)], x.get(i)
		switch op.Kind {
		case graph.Mean, graph.Sum:
			*s += v
		case graph.Largest:
			*s = max(*s, v)
		case graph.Smallest:
			*s = min(*s, v)
		case graph.Product:
			*s *= v
		case graph.L1:
			*s += math.Abs(v)
		case graph.L2:
			*s += v * v
		}
	}
	for i, s := range sums {
		switch op.Kind {
		case graph.Mean:
			s *= float64(len(sums)) / float64(x.Len())
		case graph.L2:
			s = math.Sqrt(s)
		}
		y.set(i, s)
	}
}
