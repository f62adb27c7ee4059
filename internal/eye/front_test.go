package eye

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"
	"testing"

	"mekiki/internal/nn"
	"mekiki/internal/onnx/wire"
)

// TestFront: a picture becomes the means of the taps, for several goroutines at once.
func TestFront(t *testing.T) {
	e, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Height: 32, Width: 48, Taps: []string{"block2", "block5"}}
	f, err := e.Front(o)
	if err != nil {
		t.Fatal(err)
	}
	if f.Eye != e || f.Pictures() != (nn.Shape{Height: 32, Width: 48, Channels: 3}) || !slices.Equal(f.Taps(), o.Taps) || f.Dim() != f.Net.Dim() {
		t.Errorf("%v of %v gives %d", f.Pictures(), f.Taps(), f.Dim())
	}
	pix := make([]uint8, 32*48*3)
	for i := range pix {
		pix[i] = uint8(i * i)
	}
	l := f.Net.Looker()
	defer l.Close()
	want := make([]float32, f.Dim())
	f.Net.Mean(want, l.Look(pix))
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			got := make([]float32, f.Dim())
			for range 3 {
				if f.See(got, pix); !slices.Equal(got, want) {
					t.Error("other means")
				}
			}
		})
	}
	wg.Wait()
}

// TestFrontIsCut: an eye of a file becomes what a model file holds of it, which is read
// as the same eye and written as the same bytes, and sees what the whole one sees.
func TestFrontIsCut(t *testing.T) {
	b := onnxBytes(func(m *wire.Model) {
		m.Properties = []wire.Property{{Key: preprocessKey, Value: `{"mean":[0.5],"std":[0.25]}`}, {Key: licenceKey, Value: "own"}}
	})
	whole, err := Decode(b, "small")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Height: 4, Width: 5, Taps: []string{"y"}}
	f, err := whole.Front(o)
	if err != nil {
		t.Fatal(err)
	}
	if f.Eye.Hash == whole.Hash || f.Eye.Licence != "own" || f.Eye.Name != "small" || slices.Contains(f.Eye.Values(), "z") {
		t.Errorf("%+v", f.Eye)
	}
	cut, err := f.Eye.Encode()
	if sum := sha256.Sum256(cut); err != nil || hex.EncodeToString(sum[:]) != f.Eye.Hash {
		t.Fatalf("written with another hash: %v", err)
	}
	e, err := Decode(cut, "small")
	if err != nil {
		t.Fatal(err)
	}
	again, err := e.Front(o)
	if err != nil || again.Eye.Hash != f.Eye.Hash {
		t.Fatalf("another eye: %v", err)
	}
	if third, err := again.Eye.Encode(); err != nil || !bytes.Equal(third, cut) {
		t.Errorf("other bytes: %v", err)
	}
	n, err := whole.Net(o, 1)
	if err != nil {
		t.Fatal(err)
	}
	pix := make([]uint8, 4*5*3)
	for i := range pix {
		pix[i] = uint8(7 * i)
	}
	l := n.Looker()
	defer l.Close()
	want, got := make([]float32, n.Dim()), make([]float32, n.Dim())
	n.Mean(want, l.Look(pix))
	if again.See(got, pix); !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}
