package family

import (
	"fmt"

	"mekiki/internal/nn"
)

// liteStages are those of EfficientNet-Lite 0 to 2 (Liu, 2020): EfficientNet (Tan and
// Le, 2019) without gates, with ReLU6, first and last stage of one size.
var liteStages = [][7]stage{
	{{1, 3, 1, 16}, {2, 3, 6, 24}, {2, 5, 6, 40}, {3, 3, 6, 80}, {3, 5, 6, 112}, {4, 5, 6, 192}, {1, 3, 6, 320}},
	{{1, 3, 1, 16}, {3, 3, 6, 24}, {3, 5, 6, 40}, {4, 3, 6, 80}, {4, 5, 6, 112}, {5, 5, 6, 192}, {1, 3, 6, 320}},
	{{1, 3, 1, 16}, {3, 3, 6, 24}, {3, 5, 6, 48}, {4, 3, 6, 88}, {4, 5, 6, 120}, {5, 5, 6, 208}, {1, 3, 6, 352}},
}

// liteNetworks are EfficientNet-Lite 0 to 2 by the names that one program gives.
func liteNetworks(name, twin string, names mobileNames, like mobile) []network {
	var list []network
	for i, stages := range liteStages {
		m := like
		m.blocks, m.stages = staged(32, stages)
		m.names, m.act = names, relu6
		n := network{name: fmt.Sprint(name, i), fits: m.fits, build: m.build}
		if twin != "" {
			n.twin = fmt.Sprint(twin, i)
		}
		list = append(list, n)
	}
	return list
}

// liteFamily is EfficientNet-Lite as the Python package efficientnet-lite-pytorch has
// it: Google's weights, with the padding and the epsilon of TensorFlow.
func liteFamily() family {
	names := mobileNames{
		stem: [2]string{"_conv_stem", "_bn0"}, head: [2]string{"_conv_head", "_bn1"}, passed: []string{"_fc."},
		block: func(b mobileBlock, i, _, j int) blockNames {
			in := fmt.Sprintf("_blocks.%d.", i)
			n := blockNames{name: fmt.Sprint("block", i), deep: [2]string{in + "_depthwise_conv", in + "_bn1"}, project: [2]string{in + "_project_conv", in + "_bn2"}}
			if i > 0 {
				n.expand = [2]string{in + "_expand_conv", in + "_bn0"}
			}
			return n
		},
	}
	like := mobile{eps: 1e-3, same: true, configuration: func(b *builder) {
		b.preprocess = nn.Preprocess{Range: 255, Mean: []float64{127}, Std: []float64{128}}
	}}
	return family{marks: []string{"_conv_stem.weight", "_blocks.0._depthwise_conv.weight"}, networks: liteNetworks("efficientnet-lite", "", names, like)}
}
