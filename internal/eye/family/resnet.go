package family

import (
	"cmp"
	"fmt"
	"slices"

	"mekiki/internal/onnx/wire"
)

// residual is a ResNet (He et al., 2015): blocks of each stage, and whether these are
// bottlenecks of so many channels.
type residual struct {
	blocks [4]int
	mid    int // channels in the first bottleneck; 0: blocks of two 3x3
}

// resNetFamily are the ResNets of torchvision and timm, which name them alike. The
// stride stands in the 3x3 convolution of a bottleneck.
func resNetFamily() family {
	f := family{marks: []string{"conv1.weight", "bn1.weight", "layer1.0.conv1.weight"}}
	for _, n := range []struct {
		name string
		residual
	}{
		{"resnet18", residual{[4]int{2, 2, 2, 2}, 0}}, {"resnet34", residual{[4]int{3, 4, 6, 3}, 0}},
		{"resnet50", residual{[4]int{3, 4, 6, 3}, 64}}, {"wide_resnet50_2", residual{[4]int{3, 4, 6, 3}, 128}},
	} {
		f.networks = append(f.networks, network{name: n.name, fits: n.fits, build: n.build})
	}
	return f
}

func (r residual) fits(w *weights) bool {
	for stage, count := range r.blocks {
		at := func(block int, module string) string {
			return fmt.Sprintf("layer%d.%d.%s.weight", stage+1, block, module)
		}
		if !w.has(at(count-1, "conv2")) || w.has(at(count, "conv2")) || w.has(at(0, "conv3")) != (r.mid > 0) {
			return false
		}
		if width := cmp.Or(r.mid, 64) << stage; !slices.Equal(w.shape(at(0, "conv2")), []int{width, width, 3, 3}) {
			return false
		}
	}
	return true
}

func (r residual) build(b *builder) {
	b.w.passed = []string{"fc."}
	const eps = 1e-5
	x := b.conv(b.input(), "conv1", conv{kernel: 7, stride: 2, norm: "bn1", eps: eps, act: relu, name: "stem"})
	x = value{b.node("MaxPool", "maxpool", []wire.Attr{intsAttr("kernel_shape", 3, 3), intsAttr("strides", 2, 2), intsAttr("pads", 1, 1, 1, 1)}, x.name), x.channels}
	for stage, count := range r.blocks {
		for i := range count {
			name := fmt.Sprintf("layer%d.%d", stage+1, i)
			stride := 1
			if i == 0 && stage > 0 {
				stride = 2
			}
			at := func(x value, k, kernel, stride int, a act) value {
				return b.conv(x, fmt.Sprint(name, ".conv", k), conv{kernel: kernel, stride: stride, norm: fmt.Sprint(name, ".bn", k), eps: eps, act: a})
			}
			y := x
			if r.mid > 0 {
				y = at(at(at(y, 1, 1, 1, relu), 2, 3, stride, relu), 3, 1, 1, none)
			} else {
				y = at(at(y, 1, 3, stride, relu), 2, 3, 1, none)
			}
			if around := name + ".downsample"; b.w.has(around + ".0.weight") {
				x = b.conv(x, around+".0", conv{stride: stride, norm: around + ".1", eps: eps})
			}
			x = b.act(name, b.add(name+".sum", y, x), relu)
		}
		if stage == 1 || stage == 2 {
			b.taps = append(b.taps, x.name)
		}
	}
	b.mean("pooled", x)
}
