package family

import "fmt"

// mobileNetV3Large is the larger of Howard et al., "Searching for MobileNetV3" (2019).
func mobileNetV3Large() *mobile {
	return &mobile{name: "large", act: hardSwish, stages: []int{1, 2, 3, 4, 2, 3}, blocks: []mobileBlock{
		{3, 16, 16, 1, false, relu},
		{3, 64, 24, 2, false, relu}, {3, 72, 24, 1, false, relu},
		{5, 72, 40, 2, true, relu}, {5, 120, 40, 1, true, relu}, {5, 120, 40, 1, true, relu},
		{3, 240, 80, 2, false, hardSwish}, {3, 200, 80, 1, false, hardSwish}, {3, 184, 80, 1, false, hardSwish}, {3, 184, 80, 1, false, hardSwish},
		{3, 480, 112, 1, true, hardSwish}, {3, 672, 112, 1, true, hardSwish},
		{5, 672, 160, 2, true, hardSwish}, {5, 960, 160, 1, true, hardSwish}, {5, 960, 160, 1, true, hardSwish},
	}}
}

// mobileNetV3Small is the smaller.
func mobileNetV3Small() *mobile {
	return &mobile{name: "small", act: hardSwish, stages: []int{1, 2, 3, 2, 3}, blocks: []mobileBlock{
		{3, 16, 16, 2, true, relu},
		{3, 72, 24, 2, false, relu}, {3, 88, 24, 1, false, relu},
		{5, 96, 40, 2, true, hardSwish}, {5, 240, 40, 1, true, hardSwish}, {5, 240, 40, 1, true, hardSwish},
		{5, 120, 48, 1, true, hardSwish}, {5, 144, 48, 1, true, hardSwish},
		{5, 288, 96, 2, true, hardSwish}, {5, 576, 96, 1, true, hardSwish}, {5, 576, 96, 1, true, hardSwish},
	}}
}

// mobileNetV3Family is MobileNetV3 of torchvision.
func mobileNetV3Family() family {
	f := family{marks: []string{"features.0.0.weight", "features.1.block.0.0.weight", "features.4.block.2.fc1.weight"}}
	for _, m := range []*mobile{mobileNetV3Large(), mobileNetV3Small()} {
		last := fmt.Sprint("features.", len(m.blocks)+1)
		m.eps = 1e-3
		m.names = mobileNames{
			stem: [2]string{"features.0.0", "features.0.1"}, head: [2]string{last + ".0", last + ".1"}, passed: []string{"classifier."},
			block: func(b mobileBlock, i, _, _ int) blockNames {
				n, k := blockNames{name: fmt.Sprint("features.", i+1)}, 0
				next := func() [2]string {
					in := fmt.Sprint(n.name, ".block.", k)
					k++
					return [2]string{in + ".0", in + ".1"}
				}
				if i > 0 {
					n.expand = next()
				}
				n.deep = next()
				if b.gate {
					in := fmt.Sprint(n.name, ".block.", k)
					n.reduce, n.widen = in+".fc1", in+".fc2"
					k++
				}
				n.project = next()
				return n
			},
		}
		f.networks = append(f.networks, network{name: "mobilenet_v3_" + m.name, fits: m.fits, build: m.build})
	}
	return f
}
