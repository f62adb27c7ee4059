package model

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/metric/triplet"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// every has each kind of layer, a shortcut and a convolution with a bias.
const every = "conv 3 3x3 /2; norm; relu; maxpool; residual(conv 5; norm; relu; conv 5; norm); relu; residual(conv 5; norm); " +
	"dropout 0.5; avgpool; conv 4 1x1; gmp; dense 6; norm; relu; dense 2"

// general is a network of an architecture for pictures of 9 x 8 in colour, no
// two of its values alike.
func general(t testing.TB, text string) *Model {
	t.Helper()
	a, err := nn.ParseArch(text)
	if err != nil {
		t.Fatal(err)
	}
	in := nn.Shape{Height: 9, Width: 8, Channels: 3}
	net, err := nn.Build(a, in, 1)
	if err != nil {
		t.Fatal(err)
	}
	next := float32(0)
	for i, tensor := range net.Tensors() {
		v := make([]float32, tensor.Size())
		for k := range v {
			next++
			v[k] = next / 1000
		}
		net.SetValues(i, v)
	}
	return &Model{
		Meta: Meta{
			Program: "test", Network: NetworkOf(net), Input: InputOf(in), Seed: 7,
			Batch: &BatchTraining{
				Preset: "cnn-small", Loss: "supcon", Params: map[string]float64{"temperature": 0.1},
				Sampler: "pk 16x8", Augment: "flip", Schedule: "one-cycle", WeightDecay: 0.05, Average: 0.999, Clip: 1, HeldOut: 5000,
			},
			Data: Data{Name: "made", Triplets: "tutorial", Count: 10, TestSize: 0.05, ValSize: 0.05, SplitSeed: 42},
			Training: Training{
				Epochs: 1, BestEpoch: 1, PicturesPerSecond: 9, ValAccuracy: 0.75,
				History: []Epoch{{Epoch: 1, TrainLoss: 0.5, ValAccuracy: 0.75, Seconds: 2}},
			},
		},
		Net: net,
	}
}

func TestSaveAndLoadArchitecture(t *testing.T) {
	want := general(t, every)
	got, err := Read(bytes.NewReader(bytesOf(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Meta, got.Meta); diff != "" {
		t.Errorf("metadata (-saved +loaded):\n%s", diff)
	}
	for i, tensor := range want.Net.Tensors() {
		if diff := cmp.Diff(want.Net.Values(i), got.Net.Values(i)); diff != "" {
			t.Errorf("%s (-saved +loaded):\n%s", tensor.Name, diff)
		}
	}
	src := nn.Source{Size: 9 * 8 * 3, F32: make([]float32, 2*9*8*3)}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range src.F32 {
		src.F32[i] = rng.Float32()
	}
	a, b := make([]float32, 4), make([]float32, 4)
	want.Net.Embed(a, src, nil, 1)
	got.Net.Embed(b, src, nil, 1)
	if !slices.Equal(a, b) {
		t.Errorf("embeddings %v before, %v after", a, b)
	}
}

func TestFormatOfTheFile(t *testing.T) {
	for format, m := range map[string]*Model{"2": small(), "3": general(t, every)} {
		f, err := safetensors.Decode(bytes.NewReader(bytesOf(t, m)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Meta[formatKey]; got != format {
			t.Errorf("%s is written as format %s, want %s", m.Meta.Network, got, format)
		}
	}
	// The sum of small's file before there were architectures.
	const before = "7787d724718016a1212cb1c889859528b93ee3185e0d7baef077cc3944712f72"
	if sum := fmt.Sprintf("%x", sha256.Sum256(bytesOf(t, small()))); sum != before {
		t.Errorf("a fully connected network is written differently than before: sum %s", sum)
	}
}

// The layout knows without weights what nn.Build makes.
func TestLayoutIsThatOfTheNetwork(t *testing.T) {
	for _, text := range []string{
		every, "conv 1; gap", "dense 3; norm; dense 2", "norm; relu; gmp", "conv 2 5x5; relu; dense 70; norm; relu; dense 7; norm",
		"residual(conv 3; norm); gap", "residual(residual(conv 8 /2; norm; relu); conv 4; norm); dense 2", "avgpool; residual(conv 3 1x1; norm); gap",
	} {
		m := general(t, text)
		y, err := m.Meta.Layout()
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var got, want []string
		for _, s := range y.tensors {
			got = append(got, fmt.Sprint(s.name, s.shape))
		}
		for _, s := range m.Net.Tensors() {
			want = append(want, fmt.Sprint(s.Name, s.Shape))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: tensors (-network +layout):\n%s", text, diff)
		}
		sum := 0
		for _, l := range y.Layers {
			sum += l.Parameters
		}
		if y.Parameters != m.Net.Parameters() || sum != y.Parameters {
			t.Errorf("%s: %d parameters, of all layers %d, the network has %d", text, y.Parameters, sum, m.Net.Parameters())
		}
		if y.Output.Channels != m.Net.Dim() {
			t.Errorf("%s: embeddings of %d, the network's have %d", text, y.Output.Channels, m.Net.Dim())
		}
	}
}

func TestLayoutCountsByHand(t *testing.T) {
	m := general(t, "conv 4; norm; relu; maxpool; residual(conv 8 /2; norm); gap; dense 2")
	y, err := m.Meta.Layout()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range y.Layers {
		got = append(got, fmt.Sprintf("%d %s %s %s>%s %d %d", l.Depth, l.Name, l.Kind, l.In, l.Out, l.Parameters, l.FLOP))
	}
	want := []string{
		"0 layers.0 conv 4 9x8x3>9x8x4 108 15552", // 4*3*9 weights, no bias before norm; 2*108*72
		"0 layers.1 norm 9x8x4>9x8x4 8 0",
		"0 layers.2 relu 9x8x4>9x8x4 0 0",
		"0 layers.3 maxpool 9x8x4>4x4x4 0 0",
		"0 layers.4 residual 4x4x4>2x2x8 0 0",
		"1 layers.4.0 conv 8 /2 4x4x4>2x2x8 288 2304", // 2*288*4
		"1 layers.4.1 norm 2x2x8>2x2x8 16 0",
		"1 layers.4.shortcut.0 conv 8 1x1 /2 4x4x4>2x2x8 32 256",
		"1 layers.4.shortcut.1 norm 2x2x8>2x2x8 16 0",
		"0 layers.5 gap 2x2x8>1x1x8 0 0",
		"0 layers.6 dense 2 1x1x8>1x1x2 18 32",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("layers (-want +got):\n%s", diff)
	}
	if y.FLOP != 15552+2304+256+32 {
		t.Errorf("%d operations", y.FLOP)
	}
	plain := small()
	if y, err = plain.Meta.Layout(); err != nil || y.FLOP != 2*(4*3+3*2) || y.Parameters != 23 || len(y.Layers) != 2 || y.Layers[1].Name != "layers.1" {
		t.Errorf("fully connected: %+v, %v", y, err)
	}
}

// respelt changes the metadata of general's file.
func respelt(t *testing.T, text string, replacements ...string) []byte {
	t.Helper()
	f, err := safetensors.Decode(bytes.NewReader(bytesOf(t, general(t, text))), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(replacements); i += 2 {
		if !strings.Contains(f.Meta[modelKey], replacements[i]) {
			t.Fatalf("%s is not in %s", replacements[i], f.Meta[modelKey])
		}
		f.Meta[modelKey] = strings.Replace(f.Meta[modelKey], replacements[i], replacements[i+1], 1)
	}
	var buf bytes.Buffer
	if err := safetensors.Encode(&buf, f); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// manyWindows are convolutions of all sizes, each with tables of its own.
func manyWindows() string {
	text := ""
	for _, stride := range []int{1, 2} {
		for size := 1; size <= 31; size += 2 {
			text += fmt.Sprintf("conv 1 %dx%d /%d; ", size, size, stride)
		}
	}
	return text
}

// TestLargePicturesArePossible: what a network for pictures of a million pixels needs
// is within bounds, for layers of one geometry share their tables.
func TestLargePicturesArePossible(t *testing.T) {
	block := "residual(conv 16; norm; relu; conv 16; norm); relu; "
	a, err := nn.ParseArch("conv 16; norm; relu; " + strings.Repeat(block, 8) + strings.Repeat("residual(conv 32 /2; norm; relu; conv 32; norm); relu; ", 5) + "gap; dense 64")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := LayoutOf(a, nn.Shape{Height: 1024, Width: 1024, Channels: 3}); err != nil {
		t.Error(err)
	}
}

func TestRefusesArchitectures(t *testing.T) {
	const tiny = "conv 2; gap"
	arch := func(text string, more ...string) []byte {
		return respelt(t, tiny, append([]string{`"arch":"` + tiny + `"`, `"arch":"` + text + `"`}, more...)...)
	}
	with := func(spoil func(m *Model)) []byte {
		m := general(t, every)
		f, err := safetensors.Decode(bytes.NewReader(bytesOf(t, m)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		spoil(m)
		f.Tensors = m.tensors().Tensors
		var buf bytes.Buffer
		if err := safetensors.Encode(&buf, f); err != nil {
			t.Fatal(err)
		}
		return buf.Bytes()
	}
	set := func(name string, value float32) []byte {
		return with(func(m *Model) {
			i := slices.IndexFunc(m.Net.Tensors(), func(s nn.Tensor) bool { return s.Name == name })
			v := m.Net.Values(i)
			v[len(v)-1] = value
			m.Net.SetValues(i, v)
		})
	}
	for name, test := range map[string]struct {
		want string
		file []byte
	}{
		"unknown layer":     {`unknown layer "conf"`, arch("conf 2; gap")},
		"long":              {"more than 1000 layers", arch(strings.Repeat("relu; ", 2000) + "gap")},
		"deep":              {"deep", arch(strings.Repeat("residual(", 10000))},
		"map":               {"architecture that ends in a map", arch("conv 2")},
		"small pictures":    {"smaller than its window", arch("maxpool 9; gap")},
		"both":              {"only one of them", arch(tiny, `"network":{`, `"network":{"widths":[4,2],`)},
		"neither":           {"0 widths", respelt(t, tiny, `"arch":"`+tiny+`"`, ``)},
		"plain":             {"its widths belong", arch("dense 3; relu; dense 2")},
		"other layers":      {"layers.0.weight has shape [2 3 3 3], its metadata says [4 3 3 3]", arch("conv 4; gap")},
		"extra tensors":     {"layers.0.bias does not belong", arch("conv 2; norm; gap")},
		"missing tensors":   {"layers.2.bias is missing", arch("conv 2; relu; conv 2; gap")},
		"weights":           {"weights, dense 65536", arch("dense 65536; norm; dense 65536")},
		"parameters":        {"more than 268435456 parameters", arch("conv 4096; gap; dense 30000; relu; dense 4096; relu; dense 30000")},
		"pictures":          {"pictures of 0 x 8 x 3", respelt(t, tiny, `"height":9`, `"height":0`)},
		"huge side":         {"pictures of 2097152 x", respelt(t, tiny, `"height":9`, `"height":2097152`)},
		"huge pictures":     {"more than 67108864 values", respelt(t, tiny, `"height":9,"width":8`, `"height":1048576,"width":1048576`)},
		"huge map":          {"more than 67108864 values", arch("conv 4096; gap", `"height":9,"width":8`, `"height":1000,"width":1000`)},
		"huge windows":      {"of more than 67108864", arch("conv 1 1x1; conv 1 31x31; gap", `"height":9,"width":8`, `"height":1000,"width":1000`)},
		"many windows":      {"of more than 67108864", arch("conv 1 1x1; "+manyWindows()+"gap", `"height":9,"width":8`, `"height":28,"width":28`)},
		"huge first window": {"more than 67108864 values", arch("conv 1 31x31; gap", `"height":9,"width":8`, `"height":1000,"width":1000`)},
		"other pictures":    {"shape [2 3 3 3], its metadata says [2 1 3 3]", respelt(t, tiny, `"channels":3`, `"channels":1`)},
		"nameless loss":     {"without a name", respelt(t, tiny, `"loss":"supcon"`, `"loss":""`)},
		"no loss":           {"loss", respelt(t, tiny, `"batch_training"`, `"other"`)},
		"variance":          {"layers.1.running_var holds -1 at 2", set("layers.1.running_var", -1)},
		"shortcut":          {"layers.4.shortcut.1.running_var holds NaN at 4", set("layers.4.shortcut.1.running_var", float32(math.NaN()))},
		"mean":              {"layers.1.running_mean holds +Inf at 2", set("layers.1.running_mean", float32(math.Inf(1)))},
	} {
		_, err := Read(bytes.NewReader(test.file))
		if !errors.Is(err, errDamaged) || !strings.Contains(strings.ReplaceAll(err.Error(), `"`, ""), strings.ReplaceAll(test.want, `"`, "")) {
			t.Errorf("%s: error %.300v, want %q", name, err, test.want)
		}
	}
}

// A variance of 0 and a mean below 0 are what training may leave.
func TestReadsMomentsOfAnIdleChannel(t *testing.T) {
	m := general(t, "norm; gap")
	m.Net.SetValues(2, []float32{-1, 0, 1})
	m.Net.SetValues(3, []float32{0, 1, 2})
	if _, err := Read(bytes.NewReader(bytesOf(t, m))); err != nil {
		t.Error(err)
	}
}

func TestReadsAnArchitectureAsOthersWriteIt(t *testing.T) {
	m, err := Read(bytes.NewReader(respelt(t, "conv 2; gap", `"arch":"conv 2; gap"`, `"arch":"CONV 2 3x3 /1 ;gap"`)))
	if err != nil {
		t.Fatal(err)
	}
	if m.Meta.Network.Arch != "conv 2; gap" {
		t.Errorf("architecture %q", m.Meta.Network.Arch)
	}
	bytesOf(t, m)
}

func TestWriteRefusesAnotherNetwork(t *testing.T) {
	for want, spoil := range map[string]func(m *Model){
		"metadata says architecture":                func(m *Model) { m.Meta.Network.Arch = "conv 3; gap" },
		"metadata says widths [72 2]":               func(m *Model) { m.Meta.Network = Network{Widths: []int{72, 2}} },
		"for pictures of 9x8x3, but its metadata":   func(m *Model) { m.Meta.Input.Height = 8 },
		"tensor layers.1.running_var holds -1 at 0": func(m *Model) { m.Net.SetValues(4, []float32{-1, 1}) },
	} {
		m := general(t, "conv 2; norm; gap; dense 2")
		spoil(m)
		if err := m.Write(new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func TestLossTitle(t *testing.T) {
	m := general(t, "conv 2; gap").Meta
	if o, err := m.Objective(); err != nil || m.LossTitle() != "supcon" || o.Title() != "supcon" || o.Triplets() != nil {
		t.Errorf("title %q, %+v, %v", m.LossTitle(), o, err)
	}
	m.Loss = triplet.Spec{Formula: "relu(cos_ap - cos_an + 0.4)"}
	m.Batch.Loss = ""
	if o, err := m.Objective(); err != nil || m.LossTitle() != m.Loss.Formula || o.Triplets() == nil {
		t.Errorf("title %q, %+v, %v", m.LossTitle(), o, err)
	}
	m.Loss, m.Batch.Loss = triplet.Spec{}, "of-a-later-version"
	if o, err := m.Objective(); err != nil || o.Title() != "of-a-later-version" || o.Decision() != "" {
		t.Errorf("%+v, %v", o, err)
	}
}
