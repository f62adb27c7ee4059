package dataset

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"mekiki/internal/testutil"
)

// TestMaskByHand draws a mask of 4 x 6 and prepares it.
func TestMaskByHand(t *testing.T) {
	drawn := []uint8{
		0, 0, 0, 0, 0, 0,
		0, 9, 255, 0, 0, 0,
		0, 1, 255, 0, 0, 0,
		0, 0, 0, 0, 0, 7,
	}
	files := fstest.MapFS{"m.png": {Data: asPNG(t, drawn, 4, 6, 1)}}
	for name, c := range map[string]struct {
		p    Preparation
		want string
	}{
		"as it is":  {Preparation{H: 4, W: 6, Policy: PolicyStretch}, "...... .##... .##... .....#"},
		"exactly":   {Preparation{H: 4, W: 6}, "...... .##... .##... .....#"},
		"halved":    {Preparation{H: 2, W: 3, Policy: PolicyStretch}, "#.. ..#"}, // the pixels at rows 1, 3 and columns 1, 3, 5
		"letterbox": {Preparation{H: 6, W: 6, Policy: PolicyLetterbox}, "...... ...... .##... .##... .....# ......"},
		"crop":      {Preparation{H: 4, W: 4, Policy: PolicyCrop}, ".... ##.. ##.. ...."},
		"rectangle": {Preparation{H: 2, W: 2, Policy: PolicyStretch, ROI: "1,1,2,2"}, "## ##"},
		"larger":    {Preparation{H: 4, W: 4, Policy: PolicyStretch, ROI: "2,2,2,2"}, "##.. ##.. .... ...."},
		"polygon":   {Preparation{H: 4, W: 6, Policy: PolicyStretch, ROI: "0,0 6,0 6,4 2,4 2,2 0,2"}, "...... .##... ..#... .....#"},
	} {
		got, err := c.p.ReadMask(files, "m.png", 4, 6)
		var text strings.Builder
		for i, v := range got {
			if i > 0 && i%c.p.W == 0 {
				text.WriteByte(' ')
			}
			text.WriteByte(map[uint8]byte{0: '.', 255: '#'}[v])
		}
		if err != nil || text.String() != c.want {
			t.Errorf("%s: %q, want %q (%v)", name, text.String(), c.want, err)
		}
	}
	p := Preparation{H: 4, W: 6, Policy: PolicyStretch}
	if _, err := p.ReadMask(files, "m.png", 6, 4); err == nil || err.Error() != "is 4 high and 6 wide, its picture 6 x 4" {
		t.Errorf("error %v", err)
	}
	if _, err := p.ReadMask(files, "no.png", 4, 6); err == nil {
		t.Error("no file is no error")
	}
	p.ROI = "0,0,9,9"
	if _, err := p.ReadMask(files, "m.png", 4, 6); err == nil || !strings.Contains(err.Error(), "reaches beyond it") {
		t.Errorf("error %v", err)
	}
}

// TestMasksOfASet reads those of a folder in the layout of MVTec AD.
func TestMasksOfASet(t *testing.T) {
	files := folderOf(t, "train/good/1.png", "train/good/2.png", "train/good/3.png", "test/good/4.png", "test/cut/5.png", "test/cut/6.png")
	drawn := make([]uint8, 16)
	drawn[5] = 255
	files["ground_truth/cut/5_mask.png"] = &fstest.MapFile{Data: asPNG(t, drawn, 4, 4, 1)}
	files["ground_truth/cut/6.png"] = &fstest.MapFile{Data: asPNG(t, drawn[:12], 3, 4, 1)}
	s := testutil.Must(readFolder(Folder{}, files))
	for _, it := range s.Set.TestItems {
		got, err := s.Mask(it)
		switch it.Path {
		case "test/cut/5.png":
			if err != nil || !slices.Equal(got, drawn) {
				t.Errorf("%s: %v, %v", it.Path, got, err)
			}
		case "test/cut/6.png":
			if err == nil || err.Error() != "ground_truth/cut/6.png: is 3 high and 4 wide, its picture 4 x 4" {
				t.Errorf("%s: error %v", it.Path, err)
			}
		default:
			if got != nil || err != nil {
				t.Errorf("%s has a mask: %v, %v", it.Path, got, err)
			}
		}
	}
}

// TestTransparentMask: what is transparent marks nothing, whether black or a colour lies under it,
// in true colour and in a palette, as label tools write it.
func TestTransparentMask(t *testing.T) {
	blank, faint, marked := color.NRGBA{}, color.NRGBA{35, 164, 54, 20}, color.NRGBA{35, 164, 54, 255}
	painted := []color.Color{blank, marked, faint, color.NRGBA{255, 255, 255, 0}, color.NRGBA{0, 0, 0, 255}, marked}
	for name, img := range map[string]draw.Image{
		"true colour": image.NewNRGBA(image.Rect(0, 0, 6, 1)),
		"palette":     image.NewPaletted(image.Rect(0, 0, 6, 1), painted),
	} {
		for x, c := range painted {
			img.Set(x, 0, c)
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		p := Preparation{H: 1, W: 6, Policy: PolicyStretch}
		got, err := p.ReadMask(fstest.MapFS{"m.png": {Data: b.Bytes()}}, "m.png", 1, 6)
		if want := []uint8{0, 255, 0, 0, 0, 255}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v (%v)", name, got, want, err)
		}
	}
}
