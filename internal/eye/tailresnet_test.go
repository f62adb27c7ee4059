package eye

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mekiki/internal/eye/family"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// resNet50 are the tensors of a ResNet-50, a line each.
func resNet50() string {
	var b strings.Builder
	norm := func(name string, channels int) {
		for _, w := range []string{"weight", "bias", "running_mean", "running_var"} {
			fmt.Fprintf(&b, "%s.%s %d\n", name, w, channels)
		}
	}
	fmt.Fprintln(&b, "conv1.weight 64 3 7 7")
	norm("bn1", 64)
	in := 64
	for stage, count := range []int{3, 4, 6, 3} {
		mid := 64 << stage
		for block := range count {
			at := fmt.Sprintf("layer%d.%d.", stage+1, block)
			fmt.Fprintf(&b, "%sconv1.weight %d %d 1 1\n%sconv2.weight %d %d 3 3\n%sconv3.weight %d %d 1 1\n", at, mid, in, at, mid, mid, at, 4*mid, mid)
			norm(at+"bn1", mid)
			norm(at+"bn2", mid)
			norm(at+"bn3", 4*mid)
			if block == 0 {
				fmt.Fprintf(&b, "%sdownsample.0.weight %d %d 1 1\n", at, 4*mid, in)
				norm(at+"downsample.1", 4*mid)
			}
			in = 4 * mid
		}
	}
	return b.String()
}

// drawnEye is a network of a family, whose tensors have such names and shapes, with random
// weights that keep values in size.
func drawnEye(t *testing.T, name, list string) *Eye {
	t.Helper()
	f, r := &safetensors.File{}, rand.New(rand.NewPCG(3, 9))
	for line := range strings.Lines(list) {
		words := strings.Fields(line)
		x, n := safetensors.Tensor{Name: words[0]}, 1
		for _, w := range words[1:] {
			d, err := strconv.Atoi(w)
			if err != nil {
				t.Fatal(line, err)
			}
			x.Shape, n = append(x.Shape, d), n*d
		}
		x.F32 = make([]float32, n)
		switch scale := math.Sqrt(6 / float64(n/max(1, slices.Concat(x.Shape, []int{1})[0]))); {
		case len(x.Shape) > 1:
			for i := range x.F32 {
				x.F32[i] = float32(scale) * (2*r.Float32() - 1)
			}
		case strings.HasSuffix(x.Name, "weight"), strings.HasSuffix(x.Name, "running_var"):
			for i := range x.F32 {
				x.F32[i] = 0.5 + r.Float32()
			}
		default:
			for i := range x.F32 {
				x.F32[i] = 0.2 * (2*r.Float32() - 1)
			}
		}
		f.Tensors = append(f.Tensors, x)
	}
	n, err := family.Build(f, name)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ofModel(n.Model, name)
	if err != nil {
		t.Fatal(err)
	}
	e.Taps, e.Preprocess = n.Taps, &n.Preprocess
	return e
}

// TestTailOfResNets: the whole last stage of a ResNet is trained, with the block whose
// shortcut is a convolution; its layers give what the eye gives, by its own weights and by
// others.
func TestTailOfResNets(t *testing.T) {
	b, err := os.ReadFile("family/testdata/shapes.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, resNet18, _ := strings.Cut(string(b), "= resnet18\n")
	resNet18, _, _ = strings.Cut(resNet18, "= ")
	for _, c := range []struct {
		name, tensors, behind string
		dim, blocks           int
	}{{"resnet18", resNet18, "layer2.1", 128 + 256, 2}, {"resnet50", resNet50(), "layer2.3", 512 + 1024, 6}} {
		e, o := drawnEye(t, c.name, c.tensors), Options{Height: 40, Width: 56}
		tail, err := e.Tail(c.behind, o)
		if err != nil {
			t.Fatal(err)
		}
		blocks := 0
		for i, l := range tail.Layer.Body {
			if l.Kind != nn.Residual {
				continue
			}
			if l.Bias != (blocks == 0) {
				t.Errorf("%s: layer %d is %s", c.name, i, l)
			}
			blocks++
		}
		if blocks != c.blocks {
			t.Errorf("%s: %d blocks, not %d: %s", c.name, blocks, c.blocks, tail.Layer)
		}
		head, err := nn.Build(nn.Arch{{Kind: nn.Norm}}, nn.Shape{Height: 1, Width: 1, Channels: c.dim}, 1)
		if err != nil {
			t.Fatal(err)
		}
		net, pix := head.WithTail(tail.Layer, tail.Weights), drawnBytes(o.Height*o.Width*3)
		f, err := e.Front(o)
		if err != nil {
			t.Fatal(err)
		}
		before := compareTail(t, c.name+" as it is", net, tail, f, pix)
		for i := range tail.Weights {
			v := net.Values(i)
			for k := range v {
				v[k] *= 1 + 0.05*float32(i%3)
			}
			net.SetValues(i, v)
		}
		_, values := net.WithoutTail()
		tuned, err := tail.Tuned(values)
		if err != nil {
			t.Fatal(err)
		}
		past := c.dim / 3
		if after := compareTail(t, c.name+" tuned", net, tail, tuned, pix); slices.Equal(after, before) || !slices.Equal(after[:past], before[:past]) {
			t.Errorf("%s: tuning changes all or nothing", c.name)
		}
	}
}
