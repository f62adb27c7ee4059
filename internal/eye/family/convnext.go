package family

import (
	"fmt"
	"slices"
)

// next is ConvNeXt-Tiny (Liu et al., 2022) by the names that one program gives.
type next struct {
	stem [2]string                            // convolution and norm
	down func(stage int) [2]string            // norm and convolution in front of a stage
	deep func(stage, i int) (block [5]string) // name, convolution, norm, two products
	gain func(stage, i int) string            // the tensor of the layer's scale
	flat bool                                 // the scale is [C], else [C,1,1]
	pass []string
}

// tiny are the blocks of each stage and their channels.
var tiny = [4][2]int{{3, 96}, {3, 192}, {9, 384}, {3, 768}}

func (n next) fits(w *weights) bool {
	for stage, s := range tiny {
		last, beyond := n.deep(stage, s[0]-1), n.deep(stage, s[0])
		if !slices.Equal(w.shape(last[1]+".weight"), []int{s[1], 1, 7, 7}) || w.has(beyond[1]+".weight") || !w.has(n.gain(stage, 0)) {
			return false
		}
	}
	return true
}

func (n next) build(b *builder) {
	b.w.passed = n.pass
	norm := func(x value, module string) value {
		return b.channelsFirst(module, b.layerNorm(b.channelsLast(module+".in", x), module, module+".rows"))
	}
	x := norm(b.conv(b.input(), n.stem[0], conv{kernel: 4, stride: 4, bare: true}), n.stem[1])
	for stage, s := range tiny {
		if stage > 0 {
			at := n.down(stage)
			x = b.conv(norm(x, at[0]), at[1], conv{kernel: 2, stride: 2, bare: true})
		}
		for i := range s[0] {
			at := n.deep(stage, i)
			y := b.channelsLast(at[1]+".rows", b.conv(x, at[1], conv{kernel: 7}))
			y = b.linear(b.layerNorm(y, at[2], at[2]), at[3])
			y = b.linear(b.act(at[3]+".act", y, gelu), at[4])
			shape := []int{s[1], 1, 1}
			if n.flat {
				shape = shape[:1]
			}
			y = b.scaled(y, at[0]+".scaled", n.gain(stage, i), shape...)
			x = b.add(at[0], x, b.channelsFirst(at[0]+".branch", y))
		}
		if stage == 1 || stage == 2 {
			b.taps = append(b.taps, x.name)
		}
	}
	b.mean("pooled", x)
}

// convNeXtFamily is ConvNeXt-Tiny of torchvision.
func convNeXtFamily() family {
	n := next{
		stem: [2]string{"features.0.0", "features.0.1"}, pass: []string{"classifier."},
		down: func(s int) [2]string {
			return [2]string{fmt.Sprintf("features.%d.0", 2*s), fmt.Sprintf("features.%d.1", 2*s)}
		},
		deep: func(s, i int) [5]string {
			at := fmt.Sprintf("features.%d.%d", 2*s+1, i)
			return [5]string{at, at + ".block.0", at + ".block.2", at + ".block.3", at + ".block.5"}
		},
		gain: func(s, i int) string { return fmt.Sprintf("features.%d.%d.layer_scale", 2*s+1, i) },
	}
	return family{marks: []string{"features.0.0.weight", "features.1.0.block.0.weight"}, networks: []network{{name: "convnext_tiny", fits: n.fits, build: n.build}}}
}

// timmConvNeXtFamily is the same by timm's names.
func timmConvNeXtFamily() family {
	n := next{
		stem: [2]string{"stem.0", "stem.1"}, flat: true, pass: []string{"head."},
		down: func(s int) [2]string {
			return [2]string{fmt.Sprintf("stages.%d.downsample.0", s), fmt.Sprintf("stages.%d.downsample.1", s)}
		},
		deep: func(s, i int) [5]string {
			at := fmt.Sprintf("stages.%d.blocks.%d", s, i)
			return [5]string{at, at + ".conv_dw", at + ".norm", at + ".mlp.fc1", at + ".mlp.fc2"}
		},
		gain: func(s, i int) string { return fmt.Sprintf("stages.%d.blocks.%d.gamma", s, i) },
	}
	return family{marks: []string{"stem.0.weight", "stages.0.blocks.0.conv_dw.weight"}, networks: []network{{name: "convnext_tiny", fits: n.fits, build: n.build}}}
}
