package model

import (
	"bytes"
	"math"
	"os"
	"strings"
	"testing"

	"mekiki/internal/nn"
)

// newest is a model that needs the newest version.
func newest(t testing.TB) *Model {
	m := general(t, "conv 2 1x1; gap; dense 2")
	m.Meta.Input.Range, m.Meta.Input.Mean, m.Meta.Input.Std = 255, []float64{127, 126, 125}, []float64{128}
	m.Net.SetPreprocess(m.Meta.Input.Preprocess())
	return m
}

// TestReadsEachVersion has a file of each version, written by the program of its time:
// the embedding of one picture is what that program gave, and the file is written
// again as it is. Version 1 is testdata/python.safetensors.
func TestReadsEachVersion(t *testing.T) {
	for name, want := range map[string][]float32{
		"2": {0.61536419391632, -0.5765954852104187, -0.18436257541179657},
		"3": {-0.5072014331817627, 2.726977586746216, 1.5451314449310303},
		"4": {0.013143054088845028, 0.014173069015802108}, // by a loop in Python,
	} {
		file, err := os.ReadFile("testdata/version" + name + ".safetensors")
		if err != nil {
			t.Fatal(err)
		}
		m, err := Read(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("version %s: %v", name, err)
		}
		if !bytes.Contains(file, []byte(`"mekiki.format":"`+name+`"`)) || !bytes.Equal(bytesOf(t, m), file) {
			t.Errorf("version %s is written in another way", name)
		}
		picture := make([]uint8, m.Net.Inputs())
		for k := range picture {
			picture[k] = uint8(7 * k)
		}
		got := make([]float32, m.Net.Dim())
		m.Net.Embed(got, nn.Source{Size: len(picture), U8: picture}, nil, 1)
		for i, w := range want {
			if d := math.Abs(float64(got[i] - w)); !(d <= 1e-6*max(1, math.Abs(float64(w)))) { // the Go kernels round in other places
				t.Errorf("version %s: embedding %v, want %v", name, got, want)
				break
			}
		}
	}
}

func TestPreprocessIsKept(t *testing.T) {
	m := newest(t)
	again, err := Read(bytes.NewReader(bytesOf(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	if p := again.Net.Preprocess(); !p.Equal(m.Meta.Input.Preprocess()) || p.IsDefault() {
		t.Errorf("read with %+v", p)
	}
	if m.Meta.Input.Mean[1] = 3; m.Write(new(bytes.Buffer)) == nil {
		t.Error("another preprocessing than the network's was written")
	}
	// One that says v/255 in words is no reason to be unreadable for older programs.
	m = general(t, "conv 2 1x1; gap; dense 2")
	m.Meta.Input.Range, m.Meta.Input.Std = 1, []float64{1}
	if m.Meta.Format() != 3 {
		t.Errorf("version %d", m.Meta.Format())
	}
	bytesOf(t, m)
}

func TestRefusesPreprocess(t *testing.T) {
	for want, spoil := range map[string][2]string{
		"2 channels for pictures of 3": {"[127,126,125]", "[127,126    ]"},
		"a deviation of 0":             {"[128]", "[0.0]"},
		"a range of -25":               {`"range\":255`, `"range\":-25`},
	} {
		file := bytesOf(t, newest(t))
		bad := bytes.Replace(file, []byte(spoil[0]), []byte(spoil[1]), 1)
		if _, err := Read(bytes.NewReader(bad)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", want, err)
		}
	}
}
