package nn

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestPartsAreTheNetwork compares what is laid out beforehand with what Build makes.
func TestPartsAreTheNetwork(t *testing.T) {
	for _, a := range slices.Concat(archs, tails) {
		n := arch(t, a.text, a.in)
		var parts, built []string
		var out Shape
		err := n.Arch().Parts(a.in, func(p Part) error {
			for _, s := range p.Tensors {
				parts = append(parts, fmt.Sprint(s.Name, s.Shape, s.Trained, s.Room()))
				if !strings.HasPrefix(s.Name, p.Name+".") {
					t.Errorf("%s: tensor %s of layer %s", a.text, s.Name, p.Name)
				}
			}
			if p.Depth == 0 {
				out = p.Out
			}
			return nil
		})
		for _, s := range n.Tensors() {
			built = append(built, fmt.Sprint(s.Name, s.Shape, s.Trained, s.size))
		}
		if err != nil || !slices.Equal(parts, built) || out != (Shape{1, 1, n.Dim()}) {
			t.Errorf("%s: %v, laid out %q, built %q, output %v", a.text, err, parts, built, out)
		}
	}
}

func TestPartsEndWithTheError(t *testing.T) {
	a, err := ParseArch("conv 4; residual(conv 4; norm); gap; dense 2")
	if err != nil {
		t.Fatal(err)
	}
	enough, seen := errors.New("enough"), ""
	err = a.Parts(Shape{6, 6, 1}, func(p Part) error {
		seen += p.Name + " "
		if p.Kind == "norm" {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || seen != "layers.0 layers.1 layers.1.0 layers.1.1 " {
		t.Errorf("%v after %s", err, seen)
	}
}

func TestStages(t *testing.T) {
	for text, want := range map[string]string{
		"norm; relu; conv 4; norm; maxpool; residual(conv 4; relu); relu; gap; dense 2; relu": "norm; relu | conv 4; norm; maxpool | residual(conv 4; relu); relu; gap | dense 2; relu",
		"dense 3; dense 2": "dense 3 | dense 2",
	} {
		a, err := ParseArch(text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range a.Stages() {
			got = append(got, s.String())
		}
		if strings.Join(got, " | ") != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestStepValuesAreThoseOfATrainer counts what a trainer has for a chunk of pictures.
func TestStepValuesAreThoseOfATrainer(t *testing.T) {
	for _, a := range slices.Concat(archs, tails) {
		n := arch(t, a.text, a.in)
		opt := batchOptions(1)
		opt.Batch = n.plan.chunk
		b := NewBatchTrainer(n, opt)
		kept := 0
		for i, v := range n.plan.values {
			const rowsBeside = 2
			kept += len(b.of(i, 0)) - rowsBeside*v.panels*16
		}
		b.Close()
		if want := int64(kept); n.StepValues()*int64(n.plan.chunk) != want {
			t.Errorf("%s: %d values for a picture, the trainer has %d for %d", a.text, n.StepValues(), want, n.plan.chunk)
		}
	}
}
