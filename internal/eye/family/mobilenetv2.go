package family

import "fmt"

// mobileNetV2 is MobileNetV2 (Sandler et al., 2018) by the names that one program gives.
func mobileNetV2(name string, names mobileNames) network {
	m := &mobile{names: names, eps: 1e-5, act: relu6}
	m.blocks, m.stages = staged(32, [7]stage{{1, 3, 1, 16}, {2, 3, 6, 24}, {3, 3, 6, 32}, {4, 3, 6, 64}, {3, 3, 6, 96}, {3, 3, 6, 160}, {1, 3, 6, 320}})
	return network{name: name, fits: m.fits, build: m.build}
}

// mobileNetV2Family is MobileNetV2 of torchvision.
func mobileNetV2Family() family {
	names := mobileNames{
		stem: [2]string{"features.0.0", "features.0.1"}, head: [2]string{"features.18.0", "features.18.1"}, passed: []string{"classifier."},
		block: func(_ mobileBlock, i, _, _ int) blockNames {
			n := blockNames{name: fmt.Sprint("features.", i+1)}
			in := n.name + ".conv."
			if i == 0 {
				n.deep, n.project = [2]string{in + "0.0", in + "0.1"}, [2]string{in + "1", in + "2"}
				return n
			}
			n.expand, n.deep, n.project = [2]string{in + "0.0", in + "0.1"}, [2]string{in + "1.0", in + "1.1"}, [2]string{in + "2", in + "3"}
			return n
		},
	}
	return family{marks: []string{"features.0.0.weight", "features.1.conv.0.0.weight"}, networks: []network{mobileNetV2("mobilenet_v2", names)}}
}
