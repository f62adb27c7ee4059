package family

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mekiki/internal/onnx"
	"mekiki/internal/safetensors"
)

// dicts are the state dicts of testdata/shapes.txt, all of ones.
func dicts(t *testing.T) map[string]*safetensors.File {
	t.Helper()
	b, err := os.ReadFile("testdata/shapes.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*safetensors.File{}
	var f *safetensors.File
	for line := range strings.Lines(string(b)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "= "); ok {
			f = &safetensors.File{}
			all[name] = f
			continue
		}
		words := strings.Fields(line)
		x, n := safetensors.Tensor{Name: words[0]}, 1
		for _, w := range words[1:] {
			d, err := strconv.Atoi(w)
			if err != nil {
				t.Fatal(line, err)
			}
			x.Shape = append(x.Shape, d)
			n *= d
		}
		x.F32 = ones[:n]
		f.Tensors = append(f.Tensors, x)
	}
	return all
}

// ones is larger than any tensor of these networks.
var ones = slices.Repeat([]float32{1}, 4<<20)

// TestBuild knows networks by their weights, and where they look: stride and channels of
// the taps.
func TestBuild(t *testing.T) {
	all := dicts(t)
	for name, want := range map[string]struct {
		twin     string
		taps     []string
		strides  []float64
		channels []int
	}{
		"efficientnet-lite0":       {"", []string{"block4", "block10"}, []float64{8, 16}, []int{40, 112}},
		"tf_efficientnet_lite0":    {"efficientnet_lite0", []string{"blocks.2.1", "blocks.4.2"}, []float64{8, 16}, []int{40, 112}},
		"efficientnet_lite1":       {"tf_efficientnet_lite1", []string{"blocks.2.2", "blocks.4.3"}, []float64{8, 16}, []int{40, 112}},
		"mobilenetv2_100":          {"", []string{"blocks.2.2", "blocks.4.2"}, []float64{8, 16}, []int{32, 96}},
		"tf_mobilenetv3_small_100": {"mobilenetv3_small_100", []string{"blocks.1.1", "blocks.3.1"}, []float64{8, 16}, []int{24, 48}},
		"mobilenet_v2":             {"", []string{"features.6", "features.13"}, []float64{8, 16}, []int{32, 96}},
		"mobilenet_v3_small":       {"", []string{"features.3", "features.8"}, []float64{8, 16}, []int{24, 48}},
		"resnet18":                 {"", []string{"layer2.1", "layer3.1"}, []float64{8, 16}, []int{128, 256}},
		"convnext_tiny":            {"", []string{"features.3.2", "features.5.8"}, []float64{8, 16}, []int{192, 384}},
		"vit_small_patch14_dinov2": {"", []string{"blocks.11.map"}, []float64{14}, []int{384}},
	} {
		f := all[name]
		n, err := Build(f, "")
		if want.twin != "" {
			if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), want.twin) || !strings.Contains(err.Error(), "--family") {
				t.Errorf("%s: %v", name, err)
			}
			if n, err = Build(f, want.twin); err != nil || n.Name != want.twin {
				t.Errorf("%s: %v", want.twin, err)
			}
			n, err = Build(f, name)
		}
		if err != nil || n.Name != name || !slices.Equal(n.Taps, want.taps) {
			t.Errorf("%s: %v, %v", name, n, err)
			continue
		}
		m, err := onnx.From(n.Model)
		if err != nil {
			t.Fatal(name, err)
		}
		g, err := m.Graph(onnx.Options{Height: 56, Width: 70, Taps: n.Taps})
		if err != nil {
			t.Fatal(name, err)
		}
		layers := map[string]onnx.Layer{}
		for _, l := range onnx.Describe(g) {
			layers[l.Name] = l
		}
		for i, o := range g.Outputs {
			l := layers[o.Value.Name]
			if l.Stride != want.strides[i] || o.Value.Shape[1] != want.channels[i] {
				t.Errorf("%s: %s: %v, stride %g", name, o.Name, o.Value.Shape, l.Stride)
			}
		}
	}
	if _, err := Build(all["resnet18"], "resnet50"); err == nil || !strings.Contains(err.Error(), "not those of resnet50") {
		t.Error(err)
	}
	if _, err := Build(all["resnet18"], "resnet19"); err == nil || !strings.Contains(err.Error(), `did you mean "resnet1`) && !strings.Contains(err.Error(), `did you mean "resnet`) {
		t.Error(err)
	}
}

// TestBuildRefuses what is related, and says what is there.
func TestBuildRefuses(t *testing.T) {
	all := dicts(t)
	for name, want := range map[string]string{
		"? efficientnet_b0": `a tensor "blocks.0.0.se.conv_reduce.weight", which that one has not`, "? resnet26": "no network that is known",
		"? seresnet18": `a tensor "layer1.0.se.fc1.weight", which that one has not`, "? mnasnet_small": "no network that is known",
	} {
		if n, err := Build(all[name], ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", name, n, err)
		}
	}
	change := func(name string, f func(x *safetensors.Tensor)) *safetensors.File {
		own := &safetensors.File{}
		for _, x := range all["resnet18"].Tensors {
			if x.Name == name {
				f(&x)
			}
			own.Tensors = append(own.Tensors, x)
		}
		return own
	}
	for _, c := range []struct {
		f    *safetensors.File
		want string
	}{
		{change("layer2.0.bn2.running_var", func(x *safetensors.Tensor) { x.Name = "other" }), `"layer2.0.bn2.running_var" is missing`},
		{change("layer2.0.bn2.running_var", func(x *safetensors.Tensor) { x.Shape = []int{1, 128} }), "[1 128] instead of [128]"},
		{change("layer2.0.conv1.weight", func(x *safetensors.Tensor) { x.Shape = []int{128, 48, 3, 3} }), "does not fit 64 channels"},
		{change("layer2.0.conv1.weight", func(x *safetensors.Tensor) { x.Shape = []int{128, 64, 5, 5} }), "[128 64 5 5] instead of [? ? 3 3]"},
		{change("fc.weight", func(x *safetensors.Tensor) { x.Name = "layer2.0.fc.weight" }), `"layer2.0.fc.weight", which that one has not`},
		{change("bn1.bias", func(x *safetensors.Tensor) { x.F32 = append([]float32{1 / zero}, x.F32[1:]...) }), "infinite"},
		{change("bn1.bias", func(x *safetensors.Tensor) { x.F32 = append([]float32{nan}, x.F32[1:]...) }), "NaN"},
	} {
		if _, err := Build(c.f, ""); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "resnet18") {
			t.Errorf("%s: %v", c.want, err)
		}
	}
	wrapped := &safetensors.File{}
	for _, x := range all["mobilenet_v3_small"].Tensors {
		x.Name = "module." + x.Name
		wrapped.Tensors = append(wrapped.Tensors, x)
	}
	if n, err := Build(wrapped, ""); err != nil || n.Name != "mobilenet_v3_small" {
		t.Error(n, err)
	}
}

var zero float32

// nan is no number.
var nan = zero / zero
