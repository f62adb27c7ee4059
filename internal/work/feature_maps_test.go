package work

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/model"
	"mekiki/internal/nn"
	"mekiki/internal/work/desk"
)

// TestMapsArePartsOfOneFile writes some pictures at a time, from files and from memory.
func TestMapsArePartsOfOneFile(t *testing.T) {
	in := nn.Shape{Height: 5, Width: 4, Channels: 1}
	arch, err := nn.ParseArch("conv 3; relu; gap; dense 4")
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.Build(arch, in, 1)
	if err != nil {
		t.Fatal(err)
	}
	m := &model.Model{Net: net, Meta: model.Meta{Input: model.InputOf(in)}}
	write := func(path string, b []byte) {
		if err := os.WriteFile(path, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var files []string
	im := &dataset.Images{N: 5, H: 6, W: 7, C: 1}
	for i := range im.N {
		img := image.NewGray(image.Rect(0, 0, 7, 6))
		for k := range img.Pix {
			img.Pix[k] = uint8(i*61 + k*k)
		}
		im.Pix = append(im.Pix, img.Pix...)
		files = append(files, filepath.Join(t.TempDir(), "p.png"))
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		write(files[i], b.Bytes())
	}
	var idx bytes.Buffer
	if err := dataset.WriteIDXImages(&idx, im); err != nil {
		t.Fatal(err)
	}
	idxFile, out := filepath.Join(t.TempDir(), "pictures"), filepath.Join(t.TempDir(), "m.npy")
	write(idxFile, idx.Bytes())
	mapper, err := net.Features(1, nn.Shape{Height: 6, Width: 7, Channels: 1}, 2)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float32, 5*126)
	mapper.Map(want, nn.Source{Size: 42, U8: im.Pix}, nil)
	var wantFile bytes.Buffer
	if err := dataset.WriteNPY(&wantFile, want, 5, 6, 7, 3); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{files, {idxFile}} {
		for _, most := range []int{1, 2 * 126, 3*126 + 5, 5 * 126, 1000} {
			from, err := findFeatureInput(t.Context(), desk.New(desk.Silent{}), m, NewEmbedConfig(), args)
			if err != nil {
				t.Fatal(err)
			}
			if err := writeFeatureMaps(t.Context(), out, mapper, from, []int{5, 6, 7, 3}, most); err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(out); err != nil || !bytes.Equal(got, wantFile.Bytes()) {
				t.Errorf("%d values at a time give other maps: %v", most, err)
			}
		}
	}
}
