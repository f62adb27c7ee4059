package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mekiki/internal/metric/distance"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// small is a network of widths 4, 3, 2 whose parameters count up from 1.
func small() *Model {
	m := &Model{
		Meta: Meta{
			Program: "test", Network: Network{Widths: []int{4, 3, 2}},
			Input: Input{Height: 2, Width: 2, Channels: 1},
			Loss:  combinedLoss(), Classes: []string{"Tシャツ", "bag"}, Seed: math.MaxUint64,
			Data:     Data{Name: "made", Triplets: "tutorial", Count: 10, TestSize: 0.05, ValSize: 0.05, SplitSeed: 42},
			Training: Training{Epochs: 1, BestEpoch: 1, History: []Epoch{{Epoch: 1, TrainLoss: 0.5, ValLoss: 0.25, Live: 1}}},
		},
		Net: nn.New([]int{4, 3, 2}, 1),
	}
	next := float32(0)
	count := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			next++
			v[i] = next
		}
		return v
	}
	m.Net.SetLayer(0, count(12), count(3))
	m.Net.SetLayer(1, count(6), count(2))
	return m
}

func bytesOf(t testing.TB, m *Model) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := m.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestSaveAndLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model.safetensors")
	want := small()
	if err := want.Save(path); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Meta, got.Meta); diff != "" {
		t.Errorf("metadata (-saved +loaded):\n%s", diff)
	}
	for l := range want.Net.Layers() {
		if diff := cmp.Diff(want.Net.Weight(l), got.Net.Weight(l)); diff != "" {
			t.Errorf("weights of layer %d:\n%s", l, diff)
		}
		if diff := cmp.Diff(want.Net.Bias(l), got.Net.Bias(l)); diff != "" {
			t.Errorf("bias of layer %d:\n%s", l, diff)
		}
	}
	if want.WeightsSHA256() != got.WeightsSHA256() {
		t.Error("fingerprint of the weights changed")
	}
}

func TestWeightsSHA256IsOfTheFloatsInFileOrder(t *testing.T) {
	m := small()
	var raw []byte
	for i := range m.Meta.Network.Parameters() {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(float32(i+1)))
	}
	sum := sha256.Sum256(raw)
	if got, want := m.WeightsSHA256(), hex.EncodeToString(sum[:]); got != want {
		t.Errorf("fingerprint %s, want %s", got, want)
	}
	if !bytes.HasSuffix(bytesOf(t, m), raw) {
		t.Error("the file does not end with these bytes")
	}
}

func TestReadsPython(t *testing.T) {
	m, err := Load("testdata/python.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	if m.Meta.Program != "python" || m.Meta.Loss.Name != "cosine" {
		t.Errorf("metadata %+v", m.Meta)
	}
	want := []float32{-0.5, -0.375, -0.25, -0.125, 0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875}
	if diff := cmp.Diff(want, m.Net.Weight(0)); diff != "" {
		t.Errorf("weights of layer 0:\n%s", diff)
	}
	if diff := cmp.Diff([]float32{0.25, -0.25}, m.Net.Bias(1)); diff != "" {
		t.Errorf("bias of layer 1:\n%s", diff)
	}
}

// TestReadsHalves loads a model whose weights Python rounded to 16 bits, and
// compares them with what Python says they are.
func TestReadsHalves(t *testing.T) {
	m, err := Load("testdata/half.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/half-values.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := safetensors.Decode(f, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		w, _ := want.Get(plainName(i))
		if diff := cmp.Diff(w.F32, m.Net.Values(i)); diff != "" || w.F32 == nil {
			t.Errorf("%s (-Python +read):\n%s", plainName(i), diff)
		}
	}
	if len(m.Remarks) != 1 || !strings.Contains(m.Remarks[0], "stored as BF16 and F16 and were turned into float32") {
		t.Errorf("remarks %q", m.Remarks)
	}
	if whole, err := Load("testdata/python.safetensors"); err != nil || whole.Remarks != nil {
		t.Errorf("float32: %v, remarks %q", err, whole.Remarks)
	}
}

// TestPythonReads needs a Python with numpy and safetensors.
func TestPythonReads(t *testing.T) {
	if exec.Command("python3", "-c", "import numpy, safetensors").Run() != nil {
		t.Skip("no python3 with numpy and safetensors in PATH")
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := small().Save(path); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("python3", "testdata/make.py", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want := `format 2
widths [4, 3, 2]
layers.0.weight float32 (3, 4) [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]
layers.0.bias float32 (3,) [13.0, 14.0, 15.0]
layers.1.weight float32 (2, 3) [16.0, 17.0, 18.0, 19.0, 20.0, 21.0]
layers.1.bias float32 (2,) [22.0, 23.0]
`
	if diff := cmp.Diff(want, strings.ReplaceAll(string(out), "\r", "")); diff != "" {
		t.Errorf("Python reads (-want +got):\n%s", diff)
	}
}

// changed is small's file after a change of its parts.
func changed(t *testing.T, change func(f *safetensors.File)) []byte {
	t.Helper()
	f, err := safetensors.Decode(bytes.NewReader(bytesOf(t, small())), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	change(f)
	var buf bytes.Buffer
	if err := safetensors.Encode(&buf, f); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestRefuses(t *testing.T) {
	meta := func(old, replacement string) []byte {
		return changed(t, func(f *safetensors.File) {
			if !strings.Contains(f.Meta[modelKey], old) {
				t.Fatalf("%s is not in %s", old, f.Meta[modelKey])
			}
			f.Meta[modelKey] = strings.Replace(f.Meta[modelKey], old, replacement, 1)
		})
	}
	tests := []struct {
		name string
		kind error
		want string
		file []byte
	}{
		{"empty", errTruncated, "copy it again", nil},
		{"half", errTruncated, "of its", bytesOf(t, small())[:len(bytesOf(t, small()))-20]},
		{"text", errDamaged, "safetensors", []byte("this is a text and nothing else")},
		{"foreign", errForeign, "mekiki train", changed(t, func(f *safetensors.File) { f.Meta = nil })},
		{"no metadata", errForeign, "mekiki.model", changed(t, func(f *safetensors.File) { delete(f.Meta, modelKey) })},
		{"newer", errNewer, "use a newer mekiki", changed(t, func(f *safetensors.File) { f.Meta[formatKey] = "6" })},
		{"version", errDamaged, "one", changed(t, func(f *safetensors.File) { f.Meta[formatKey] = "one" })},
		{"JSON", errDamaged, "metadata", meta(`{`, `[`)},
		{"NaN", errDamaged, "layers.1.weight holds NaN at 5", changed(t, func(f *safetensors.File) { f.Tensors[2].F32[5] = float32(math.NaN()) })},
		{"infinite", errDamaged, "layers.0.bias holds -Inf at 0", changed(t, func(f *safetensors.File) { f.Tensors[1].F32[0] = float32(math.Inf(-1)) })},
		{"shape", errDamaged, "[4 3], its metadata says [3 4]", changed(t, func(f *safetensors.File) { f.Tensors[0].Shape = []int{4, 3} })},
		{"dtype", errDType, `tensor "layers.0.bias" is U8, and weights are read as F32, F16 or BF16; save it as float32`, changed(t, func(f *safetensors.File) { f.Tensors[1].F32, f.Tensors[1].U8 = nil, []byte{1, 2, 3} })},
		{"missing", errDamaged, "layers.0.bias is missing", changed(t, func(f *safetensors.File) { f.Tensors = append(f.Tensors[:1], f.Tensors[2:]...) })},
		{"extra", errDamaged, "does not belong", changed(t, func(f *safetensors.File) { f.Tensors[0].Name = "encoder.weight" })},
		{"widths", errDamaged, "shape", meta(`[4,3,2]`, `[4,5,2]`)},
		{"terabytes", errDamaged, "weights", meta(`[4,3,2]`, `[4,1000000,1000000]`)},
		{"zero width", errDamaged, "width 0", meta(`[4,3,2]`, `[4,0,2]`)},
		{"pictures", errDamaged, "4 inputs", meta(`"height":2`, `"height":3`)},
		{"loss", errDamaged, "unknown name taste_ap", meta(`relu(cos_ap`, `relu(taste_ap`)},
	}
	for _, test := range tests {
		_, err := Read(bytes.NewReader(test.file))
		if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %v with %q", test.name, err, test.kind, test.want)
		}
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "broken.safetensors")
	if err := os.WriteFile(path, []byte("abc"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, filepath.Join(dir, "missing.safetensors")} {
		if _, err := Load(p); err == nil || !strings.Contains(err.Error(), p) {
			t.Errorf("error %v does not name %s", err, p)
		}
	}
}

func TestSaveRefuses(t *testing.T) {
	for name, spoil := range map[string]func(m *Model){
		"NaN":    func(m *Model) { m.Net.SetLayer(1, make([]float32, 6), []float32{0, float32(math.NaN())}) },
		"widths": func(m *Model) { m.Meta.Network.Widths = []int{4, 2} },
		"loss":   func(m *Model) { m.Meta.Loss = triplet.Spec{} },
		"figure": func(m *Model) { m.Meta.Training.ValLoss = math.NaN() },
	} {
		path := filepath.Join(t.TempDir(), "model.safetensors")
		if err := small().Save(path); err != nil {
			t.Fatal(err)
		}
		m := small()
		spoil(m)
		if err := m.Save(path); err == nil {
			t.Errorf("%s: saved", name)
		}
		if _, err := Load(path); err != nil {
			t.Errorf("%s: the old file is lost: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(bytesOf(f, small()))
	f.Add(bytesOf(f, general(f, every)))
	f.Add(bytesOf(f, general(f, "conv 2 1x1; gap")))
	f.Add(bytesOf(f, newest(f)))
	for _, name := range []string{"python", "half"} {
		if python, err := os.ReadFile("testdata/" + name + ".safetensors"); err == nil {
			f.Add(python)
		}
	}
	kinds := []error{errTruncated, errDamaged, errNewer, errForeign, errDType}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Read(bytes.NewReader(data))
		if err != nil {
			for _, k := range kinds {
				if errors.Is(err, k) {
					return
				}
			}
			t.Fatalf("error of no kind: %v", err)
		}
		if err := m.Write(new(bytes.Buffer)); err != nil {
			t.Fatalf("read, but not writable: %v", err)
		}
	})
}

// The state of a loss that is fitted belongs to the model.
func TestStateOfMahalanobis(t *testing.T) {
	want := small()
	want.Meta.Loss = triplet.Spec{Formula: "relu(mah_ap - mah_an + 1)", Mahalanobis: distance.Whitening{0.1, -3, 1e-7}}
	got, err := Read(bytes.NewReader(bytesOf(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Meta.Loss, got.Meta.Loss); diff != "" {
		t.Errorf("loss (-saved +loaded):\n%s", diff)
	}
	f, err := safetensors.Decode(bytes.NewReader(bytesOf(t, want)), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	text := f.Meta[modelKey]
	from := strings.Index(text, `,"mahalanobis":`)
	state := text[from : from+strings.Index(text[from:], "}")]
	for cause, replacement := range map[string]string{
		"is missing":             "",
		"for 1 values, but":      `,"mahalanobis":"AACAPw=="`,
		"diagonal value 0 is -1": `,"mahalanobis":"AACAvwAAgD8AAIA/"`,
		"is NaN":                 `,"mahalanobis":"AADAfwAAgD8AAIA/"`,
		"lower triangle":         `,"mahalanobis":"AACAPwAAgD8="`,
		"illegal base64":         `,"mahalanobis":"AACAPw"`,
	} {
		f.Meta[modelKey] = strings.Replace(text, state, replacement, 1)
		var buf bytes.Buffer
		if err := safetensors.Encode(&buf, f); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(&buf); !errors.Is(err, errDamaged) || !strings.Contains(err.Error(), cause) {
			t.Errorf("error %v, want %q", err, cause)
		}
	}
	want.Meta.Loss.Mahalanobis = nil
	if err := want.Write(new(bytes.Buffer)); err == nil {
		t.Error("written without the state")
	}
}

func combinedLoss() triplet.Spec {
	s, err := triplet.Preset("combined")
	if err != nil {
		panic(err)
	}
	return s
}

// Format 1 kept the loss as a list of hinges.
func TestReadsFormat1(t *testing.T) {
	file := changed(t, func(f *safetensors.File) {
		f.Meta[formatKey] = "1"
		meta := f.Meta[modelKey]
		from := strings.Index(meta, `"loss":`)
		to := strings.Index(meta, `,"classes"`)
		f.Meta[modelKey] = meta[:from] + `"loss":{"name":"combined","terms":[{"distance":"cosine","weight":0.8,"margin":0.3},` +
			`{"distance":"euclidean","weight":0.02,"margin":-1}]}` + meta[to:]
	})
	m, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := combinedLoss().With(map[string]float64{"w_cos": 0.8, "m_cos": 0.3, "w_euc": 0.02, "m_euc": -1})
	if diff := cmp.Diff(want, m.Meta.Loss); diff != "" {
		t.Errorf("loss (-want +got):\n%s", diff)
	}
}
