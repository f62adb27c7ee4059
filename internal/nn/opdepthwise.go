package nn

import "mekiki/internal/kernel"

// depthwiseOp is a convolution of each channel with itself. A panel of a picture is
// copied into a map with its border around it, so that each tap is one run of rows: the
// gradient of a weight is then the sum of products that normalisations need, too.
type depthwiseOp struct {
	in, out int
	padded  paddedMap
	taps    []int32 // places in the padded map
	// weight, [n/16][taps][16], and bias lie there in the parameters; there is no bias
	// if it is negative.
	weight, bias int
	add          bool // to the gradient of the input
}

func (o *depthwiseOp) io() (in []int, out int) { return []int{o.in}, o.out }

func (o *depthwiseOp) link(k *linker) { o.add = k.add(o.in) }

func (o *depthwiseOp) locate(at func(tensor int) int) {
	o.weight = at(o.weight)
	if o.bias >= 0 {
		o.bias = at(o.bias)
	}
}

func (o *depthwiseOp) givesBack() bool { return true }

// scratch is how many values a worker needs: two padded maps and a window of weights.
func (o *depthwiseOp) scratch() int { return 2*o.padded.size() + len(o.taps)*kernel.Lane }

// weights are those of a panel.
func (o *depthwiseOp) weights(of []float32, p int) []float32 {
	size := len(o.taps) * kernel.Lane
	return of[o.weight+p*size:][:size]
}

func (o *depthwiseOp) forward(x *exec, c, n, worker int) { allPanels(o, x, c, n, worker) }

func (o *depthwiseOp) forwardPanel(x *exec, c, n, p, worker int) {
	f := &kernel.Finish{}
	if o.bias >= 0 {
		f.Bias = x.params[o.bias+p*kernel.Lane:][:kernel.Lane]
	}
	o.convolve(x.panelOf(x.of(o.out, c), o.out, p), x.panelOf(x.of(o.in, c), o.in, p), o.weights(x.params, p), x.scratch[worker], n, f)
}

// convolve runs n pictures of a panel.
func (o *depthwiseOp) convolve(dst, src, w, scratch []float32, n int, f *kernel.Finish) {
	m, around := o.padded, scratch[:o.padded.size()]
	clear(around)
	pitch, line, size := m.pitch()*kernel.Lane, m.Width*kernel.Lane, m.Height*m.Width*kernel.Lane
	own := *f
	for i := range n {
		m.fill(around, src[i*size:])
		if f.Add != nil {
			own.Add = f.Add[i*size:][:size]
		}
		kernel.Depthwise(dst[i*size:][:size], around, w, o.taps, m.Height, m.Width, pitch, kernel.Lane, line, &own)
	}
}

// backward convolves the gradient with the window turned round.
func (o *depthwiseOp) backward(x *exec, c, n, worker int) {
	f := &kernel.Finish{}
	scratch, last := x.scratch[worker], len(o.taps)-1
	turned := scratch[2*o.padded.size():][:len(o.taps)*kernel.Lane]
	for p := range x.values[o.in].panels {
		w := o.weights(x.params, p)
		for t := range o.taps {
			copy(turned[t*kernel.Lane:][:kernel.Lane], w[(last-t)*kernel.Lane:])
		}
		dx := x.panelOf(x.gradOf(o.in, c), o.in, p)
		if o.add {
			f.Add = dx
		}
		o.convolve(dx, x.panelOf(x.gradOf(o.out, c), o.out, p), turned, scratch, n, f)
	}
}

// jobs are the gradients of the weights, a panel each.
func (o *depthwiseOp) jobs(x *exec) []weightJob {
	var jobs []weightJob
	for p := range x.values[o.in].panels {
		jobs = append(jobs, depthwiseJob{o, p})
	}
	return jobs
}

type depthwiseJob struct {
	op *depthwiseOp
	p  int
}

// run sums over all chunks, picture by picture. A gradient lies there with the pitch of
// the padded map, zeros between its lines, so that it meets each tap in one run.
func (j depthwiseJob) run(x *exec, worker int) {
	o, m := j.op, j.op.padded
	scratch := x.scratch[worker]
	clear(scratch[:2*m.size()])
	around, spread := scratch[:m.size()], scratch[m.size():2*m.size()]
	line, size := m.Width*kernel.Lane, m.Height*m.Width*kernel.Lane
	rows := (m.Height-1)*m.pitch() + m.Width
	grad := o.weights(x.grads, j.p)
	clear(grad)
	var center, bias, ignored [kernel.Lane]float32
	for c := range x.chunks(x.pictures) {
		src, dy := x.panelOf(x.of(o.in, c), o.in, j.p), x.panelOf(x.gradOf(o.out, c), o.out, j.p)
		for i := range x.count(c) {
			m.fill(around, src[i*size:])
			for y := range m.Height {
				copy(spread[y*m.pitch()*kernel.Lane:][:line], dy[i*size+y*line:])
			}
			sum := &bias
			for t, tap := range o.taps {
				kernel.NormSums(sum[:], grad[t*kernel.Lane:], spread, nil, around[tap:], center[:], rows)
				sum = &ignored
			}
		}
	}
	if o.bias >= 0 {
		copy(x.grads[o.bias+j.p*kernel.Lane:][:kernel.Lane], bias[:])
	}
}

// panelOf is panel p of a chunk of value v.
func (x *exec) panelOf(chunk []float32, v, p int) []float32 { return x.values[v].panel(chunk, p) }
