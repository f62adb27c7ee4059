package nn

import (
	"strings"
	"testing"
)

func TestParseArch(t *testing.T) {
	for text, want := range map[string]string{
		"dense 128":            "dense 128",
		" conv 32 ; norm;relu": "conv 32; norm; relu",
		"conv 64 1x1 /2; conv 8 5x5; conv 8 3x3 /1": "conv 64 1x1 /2; conv 8 5x5; conv 8",
		"maxpool; maxpool 3; avgpool 2; gap":        "maxpool; maxpool 3; avgpool; gap",
		"dropout 0.25; gmp":                         "dropout 0.25; gmp",
		"residual( conv 8; residual(norm) ) ; relu": "residual(conv 8; residual(norm)); relu",
		"residual  bias ( conv 8 )":                 "residual bias(conv 8)",
		"RELU":                                      "relu",
		"relu6; depthwise; depthwise 5x5":           "relu6; depthwise; depthwise 5x5",
	} {
		a, err := ParseArch(text)
		if err != nil || a.String() != want {
			t.Errorf("%q: %q, %v", text, a, err)
		}
		again, err := ParseArch(a.String())
		if err != nil || again.String() != want {
			t.Errorf("%q read again: %q, %v", want, again, err)
		}
	}
}

// A text may have lines, as in a configuration file.
func TestParseArchOfLines(t *testing.T) {
	a, err := ParseArch("\nconv 8\r\n; residual(norm;\n\tconv 8\n)\n; relu\n")
	if want := "conv 8; residual(norm; conv 8); relu"; err != nil || a.String() != want {
		t.Errorf("%q, %v; want %q", a, err, want)
	}
}

func TestParseArchErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "column 1: a layer is missing",
		"conv 32;":                               "column 9: a layer is missing",
		"conv":                                   "conv needs the number of channels",
		"conv 0":                                 "from 1 to 65536",
		"conv 8 2x2":                             "odd size",
		"conv 8 3x5":                             "odd size",
		"conv 8 /0":                              "stride of 1",
		"conv 8 3x3 5x5":                         `"5x5" is a second one`,
		"conv 8 /2 3x3 /2":                       `"/2" is a second one`,
		"conv 8; \n\t cnov 8":                    `column 12: unknown layer "cnov"; did you mean "conv"?`,
		"norm; residual(cnov 8)":                 `column 16: unknown layer "cnov"; did you mean "conv"?`,
		"residual(norm; residual(cnov 8":         `column 25: unknown layer "cnov"; did you mean "conv"?`,
		"dense 8 8":                              `dense does not take "8"`,
		"cnov 8":                                 `did you mean "conv"?`,
		"softmax":                                "unknown layer",
		"dropout":                                "needs its rate",
		"dropout 1":                              "0 up to 1",
		"dropout 0.99999999":                     "in float32",
		"dropout NaN":                            "0 up to 1",
		"residual":                               "brackets",
		"residual norm(conv 8)":                  `residual does not take "norm"`,
		"residual bias bias(conv 8)":             `residual does not take "bias"`,
		"norm(relu)":                             "only residual takes brackets",
		"depthwise /2":                           "no stride",
		"depthwise 4x4":                          "depthwise takes an odd size",
		"tail 8x8x16 0 (gap)":                    "unknown layer",
		"residual(norm":                          "is not closed",
		"norm) ; relu":                           "column 5: a ) without its (",
		"residual(norm) relu":                    "expected ;",
		strings.Repeat("residual(", 30) + "norm": "more than 20 deep",
		strings.Repeat("relu;", 1001) + "relu":   "more than 1000 layers",
	} {
		if a, err := ParseArch(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %q, %v; want %q", text, a, err, want)
		}
	}
}

func TestOutput(t *testing.T) {
	for text, want := range map[string]string{
		"conv 8":                            "28x30x8",
		"conv 8 /2; maxpool":                "7x7x8",
		"conv 8 5x5 /3":                     "10x10x8",
		"avgpool 3; gap":                    "1x1x1",
		"residual(conv 8 /2; norm; conv 8)": "14x15x8",
		"dense 5; dense 7":                  "1x1x7",
	} {
		a, err := ParseArch(text)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := a.Output(Shape{28, 30, 1}); err != nil || s.String() != want {
			t.Errorf("%s: %s, %v; want %s", text, s, err, want)
		}
	}
	for text, want := range map[string]string{
		"maxpool; maxpool; maxpool":  "layer 3, maxpool: a map of 1 x 1 is left here",
		"residual(conv 4 /3; norm)":  "",
		"residual(gap)":              "",
		"residual(maxpool; maxpool)": "",
		"residual(maxpool)":          "which no stride gives",
	} {
		a, _ := ParseArch(text)
		_, err := a.Output(Shape{6, 7, 1})
		if got := err != nil; got != (want != "") || got && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q", text, err, want)
		}
	}
}

func FuzzParseArch(f *testing.F) {
	for _, s := range []string{"conv 32; norm", "residual(conv 8 1x1 /2; norm); gap", "residual bias(conv 8)", "dropout 0.5", "((", ";"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseArch(text)
		if err != nil {
			return
		}
		again, err := ParseArch(a.String())
		if err != nil || again.String() != a.String() {
			t.Fatalf("%q: %q, %v", a, again, err)
		}
		if s, err := a.Output(Shape{64, 48, 3}); err == nil && s.Size() < 1 {
			t.Fatalf("%q gives %s", a, s)
		}
	})
}
