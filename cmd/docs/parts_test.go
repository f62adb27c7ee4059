package main

import (
	"image/png"
	"os"
	"testing"
)

// TestCommittedParts: docs/parts.png shows what is drawn.
func TestCommittedParts(t *testing.T) {
	f, err := os.Open("../../docs/" + partsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	committed, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	drawn := drawParts()
	if committed.Bounds() != drawn.Rect {
		t.Fatalf("%v, want %v", committed.Bounds(), drawn.Rect)
	}
	for y := range drawn.Rect.Dy() {
		for x := range drawn.Rect.Dx() {
			r, g, b, _ := committed.At(x, y).RGBA()
			if c := drawn.RGBAAt(x, y); uint8(r>>8) != c.R || uint8(g>>8) != c.G || uint8(b>>8) != c.B {
				t.Fatalf("docs/%s is not what is drawn, at %d, %d; write it with: make parts", partsFile, x, y)
			}
		}
	}
}
