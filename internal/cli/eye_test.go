package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// onnxCase is a small network of the reader's own tests.
func onnxCase(name string) string {
	return filepath.Join("..", "onnx", "testdata", "ops", name+".onnx")
}

// rows are the lines of a table without the spaces that align it, up to the total.
func rows(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		out = append(out, strings.Join(strings.Fields(line), " "))
		if strings.HasPrefix(line, "total") {
			break
		}
	}
	return out
}

// TestEyeShow holds tables to what was counted by hand: a 3x3 convolution of 3 to 4
// channels has 108 weights and 4 biases, and 2*27*24 operations for 2x3 cells.
func TestEyeShow(t *testing.T) {
	const head = "layer operation map channels stride receptive field parameters MFLOP"
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"conv_norm_relu"}, []string{head, "y Conv+ReLU 2 x 3 4 1 3 x 3 112 0.001296", "total 112 0.001296"}},
		{[]string{"conv_relu_tapped", "--tap", "q", "--tap", "z"}, []string{
			head, "q Sigmoid 2 x 3 4 1 3 x 3 2.4e-05", "z Conv 2 x 3 4 1 3 x 3 108 0.001296", "total 108 0.00132",
		}},
		{[]string{"conv_relu_tapped", "--tap", "z"}, []string{head, "z Conv 2 x 3 4 1 3 x 3 108 0.001296", "total 108 0.001296"}},
		{[]string{"half_size_by_shape", "--size", "8x6"}, []string{head, "y Resize 16 x 12 3 0.5 1 x 1 0.000576", "total 0 0.000576"}},
		{[]string{"spelt_attention_masked", "--tap", "m"}, []string{head, "m MatMul 3 x 5 6 1 whole picture 0.00144", "total 0 0.00144"}},
	} {
		o := mekiki(t, slices.Concat([]string{"eye", "show", onnxCase(c.args[0])}, c.args[1:])...).want(t, exitOK)
		if got := rows(o.out); !slices.Equal(got, c.want) || o.err != "" {
			t.Errorf("%v: %q, stderr %q", c.args, got, o.err)
		}
	}
	o := mekiki(t, "eye", "show", onnxCase("conv_norm_relu")).want(t, exitOK)
	for _, want := range []string{"input    x, 1 x 3 x 4 x 5\n", "output   y, 1 x 4 x 2 x 3\n", "file     written by cases.py, opset 18\n", "name     conv_norm_relu\n", "licence  the file does not say\n"} {
		if !strings.Contains(o.out, want) {
			t.Errorf("lacks %q: %s", want, o.out)
		}
	}
	mekiki(t, "eye", "show", onnxCase("half_size_by_shape")).want(t, exitOK, "leaves height or width of the pictures open; 224 pixels are taken")
}

func TestEyeShowJSON(t *testing.T) {
	v := mekiki(t, "eye", "show", onnxCase("conv_norm_relu"), "--json").want(t, exitOK).object(t)
	layers, _ := v["layers"].([]any)
	if len(layers) != 1 || v["parameters"] != 112.0 || v["opset"] != 18.0 {
		t.Fatalf("%v", v)
	}
	l, _ := layers[0].(map[string]any)
	if l["name"] != "y" || l["operation"] != "Conv+ReLU" || l["channels"] != 4.0 || l["stride"] != 1.0 || l["field"] != 3.0 {
		t.Errorf("%v", l)
	}
}

// TestEyeShowRefuses what is no network, or none that is known, by its name and with a cure.
func TestEyeShowRefuses(t *testing.T) {
	whole, err := os.ReadFile(onnxCase("conv_norm_relu"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		save(t, path, func(f *os.File) error { _, err := f.Write(b); return err })
		return path
	}
	text, cut := write("text.onnx", []byte("not a network\n")), write("cut.onnx", whole[:len(whole)-40])
	other := write("other.onnx", bytes.Replace(whole, []byte("Conv"), []byte("Comv"), 1))
	hidden := write("hidden.onnx", bytes.ReplaceAll(whole, []byte("cases.py"), []byte("\x1b[2Jevil")))
	for _, c := range []struct {
		args   []string
		en, ja string
	}{
		{[]string{filepath.Join(dir, "none.onnx")}, `give "embedded", or the path of an .onnx, .pth`, "ファイルのパスを指定してください"},
		{[]string{dir}, "is a directory", "フォルダです"},
		{[]string{text}, "this is a text; neither a network", "これは文章です"},
		{[]string{cut}, "cut short", "途中で切れて"},
		{[]string{other}, "(Comv, opset 18): this operation is not known (did you mean Conv?)", "この演算は読めません（Conv ではありませんか）"},
	} {
		args := slices.Concat([]string{"eye", "show"}, c.args)
		code := exitFailed
		if slices.Contains(c.args, "--tap") { // a wrong name is one of the command line
			code = exitUsage
		}
		o := mekiki(t, args...).want(t, code, c.en, c.args[0])
		if o.out != "" {
			t.Errorf("%v: stdout %q", c.args, o.out)
		}
		mekiki(t, append(args, "--lang", "ja")...).want(t, code, c.ja)
	}
	for _, c := range []struct {
		args   []string
		en, ja string
	}{
		{[]string{onnxCase("conv_relu_tapped"), "--tap", "Y"}, `the network has no value "Y"; did you mean "y"?`, `値 "Y" はありません。"y" ではありませんか`},
		{[]string{onnxCase("conv_relu_tapped"), "--tap", "x"}, `"x" is an input or a constant`, `"x" はネットワークの入力か定数`},
		{[]string{onnxCase("flatten_by_shape"), "--size", "3x3", "--tap", ""}, `the network has no value ""`, `値 "" はありません`},
		{[]string{"embedded", "--tap", "blok4"}, `did you mean "block4"?`, `"block4" ではありませんか`},
		{[]string{"embedded", "--size", "0x4"}, "0x4", "0x4"},
	} {
		args := slices.Concat([]string{"eye", "show"}, c.args)
		mekiki(t, args...).want(t, exitUsage, c.en)
		mekiki(t, append(args, "--lang", "ja")...).want(t, exitUsage, c.ja)
	}
	mekiki(t, "eye", "show").want(t, exitUsage, "wants one eye")
	if o := mekiki(t, "eye", "show", hidden).want(t, exitOK); strings.Contains(o.out, "\x1b") || !strings.Contains(o.out, `"\x1b[2Jevil"`) {
		t.Errorf("an escape of the file reaches the terminal: %q", o.out)
	}
}
