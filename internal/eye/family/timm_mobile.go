package family

import "fmt"

// timmMobile are the names that timm gives all networks of mobile blocks.
func timmMobile(head [2]string, passed ...string) mobileNames {
	return mobileNames{
		stem: [2]string{"conv_stem", "bn1"}, head: head, passed: passed,
		block: func(b mobileBlock, _, stage, j int) blockNames {
			n := blockNames{name: fmt.Sprintf("blocks.%d.%d", stage, j)}
			in := n.name + "."
			if stage == 0 {
				n.deep, n.project = [2]string{in + "conv_dw", in + "bn1"}, [2]string{in + "conv_pw", in + "bn2"}
			} else {
				n.expand, n.deep, n.project = [2]string{in + "conv_pw", in + "bn1"}, [2]string{in + "conv_dw", in + "bn2"}, [2]string{in + "conv_pwl", in + "bn3"}
			}
			if b.gate {
				n.reduce, n.widen = in+"se.conv_reduce", in+"se.conv_expand"
			}
			return n
		},
	}
}

// timmMobileFamily are EfficientNet-Lite, MobileNetV2 and V3 of timm. Those whose names
// begin with tf_ have the same tensors as those without, but TensorFlow's padding and
// epsilon, and other values of pictures.
func timmMobileFamily() family {
	f := family{marks: []string{"conv_stem.weight", "blocks.0.0.conv_dw.weight"}}
	tf := mobile{eps: 1e-3, same: true, configuration: func(b *builder) { b.preprocess = half }}
	lite := timmMobile([2]string{"conv_head", "bn2"}, "classifier.")
	f.networks = append(f.networks, liteNetworks("efficientnet_lite", "tf_efficientnet_lite", lite, mobile{eps: 1e-5})...)
	f.networks = append(f.networks, liteNetworks("tf_efficientnet_lite", "efficientnet_lite", lite, tf)...)
	f.networks = append(f.networks, mobileNetV2("mobilenetv2_100", lite))
	for _, m := range []*mobile{mobileNetV3Large(), mobileNetV3Small()} {
		m.names = timmMobile([2]string{fmt.Sprintf("blocks.%d.0.conv", len(m.stages)), fmt.Sprintf("blocks.%d.0.bn1", len(m.stages))}, "conv_head.", "classifier.")
		m.eps = 1e-5
		google := *m
		google.eps, google.same, google.configuration = tf.eps, tf.same, tf.configuration
		name := "mobilenetv3_" + m.name + "_100"
		f.networks = append(f.networks,
			network{name: name, twin: "tf_" + name, fits: m.fits, build: m.build},
			network{name: "tf_" + name, twin: name, fits: google.fits, build: google.build})
	}
	return f
}
