package onnx

import "mekiki/internal/onnx/graph"

// window reads kernel, stride, dilation and padding for pictures x. kernel is the
// weights' own, where there are weights.
func (n *node) window(x *graph.Value, kernel []int) graph.Window {
	w := graph.Window{Stride: [2]int{1, 1}, Dilation: [2]int{1, 1}}
	if len(x.Shape) != 4 {
		n.fail("it takes pictures of the shape [N,C,H,W], not %v; only networks for flat pictures are read", x.Shape)
		return w
	}
	pair := func(name string, into *[2]int, without []int) {
		list, given := n.ints(name, -1)
		if !given {
			list = without
		}
		switch {
		case list == nil:
		case len(list) != 2:
			n.fail("its %s has %d numbers, not 2", name, len(list))
		case list[0] < 1 || list[1] < 1 || list[0] > maxWindow || list[1] > maxWindow:
			n.fail("its %s %v makes no sense", name, list)
		default:
			*into = [2]int(list)
		}
	}
	pair("kernel_shape", &w.Kernel, kernel)
	pair("strides", &w.Stride, nil)
	pair("dilations", &w.Dilation, nil)
	pads, given := n.ints("pads", -1)
	switch auto := n.text("auto_pad", "NOTSET"); {
	case auto == "SAME_UPPER" || auto == "SAME_LOWER":
		w.Pad = w.Same(x.Shape[2], x.Shape[3], auto == "SAME_LOWER")
	case auto == "VALID":
	case auto != "NOTSET":
		n.fail("its auto_pad %.80q is not known", auto)
	case given && len(pads) != 4:
		n.fail("its pads have %d numbers, not 4", len(pads))
	case given:
		w.Pad = graph.Pads{Top: pads[0], Left: pads[1], Bottom: pads[2], Right: pads[3]}
		for _, p := range pads {
			if p < 0 || p > maxWindow {
				n.fail("its pads %v make no sense", pads)
			}
		}
	}
	return w
}

// maxWindow is the largest kernel, stride, dilation or padding.
const maxWindow = 1 << 20

func readConv(n *node) {
	x, w := n.data(0), n.data(1)
	if len(w.Shape) != 4 {
		n.fail("its weights have the shape %v; only flat convolutions are read", w.Shape)
		return
	}
	op := graph.Conv{Window: n.window(x, w.Shape[2:]), Group: n.int("group", 1)}
	in := []*graph.Value{x, w}
	if b := n.opt(2); b != nil {
		in = append(in, b)
	}
	n.emit(op, in...)
}

func readPool(n *node, mean bool) {
	n.only(1)
	op := graph.Pool{Window: n.window(n.data(0), nil), Mean: mean, Ceil: n.bool("ceil_mode")}
	if mean {
		op.CountPad = n.bool("count_include_pad")
	} else if n.bool("storage_order") {
		n.fail("its storage_order is not read")
	}
	n.emit(op, n.data(0))
}

// readGlobalPool reads the mean, or the largest, of each channel.
func readGlobalPool(n *node, kind graph.ReduceKind) {
	op := graph.Reduce{Kind: kind, Keep: true}
	for a := 2; a < len(n.data(0).Shape); a++ {
		op.Axes = append(op.Axes, a)
	}
	n.emit(op, n.data(0))
}
