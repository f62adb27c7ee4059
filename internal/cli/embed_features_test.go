package cli

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/model"
	"mekiki/internal/nn"
)

// mapModel saves a network for small pictures.
func mapModel(t *testing.T, text string, in nn.Shape) (string, *nn.Net) {
	t.Helper()
	net := build(t, text, in)
	m := model.Model{Net: net, Meta: model.Meta{Network: model.NetworkOf(net), Input: model.InputOf(in), Batch: &model.BatchTraining{Loss: "supcon"}}}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	return path, net
}

// pictureFile writes a picture of noise, grey or in colour, and gives its values too.
func pictureFile(t *testing.T, name string, h, w, channels int) (string, []uint8) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	var img image.Image
	var pix []uint8
	grey, rgb := image.NewGray(image.Rect(0, 0, w, h)), image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range h * w {
		v := [3]uint8{uint8(i * 37), uint8(i*i + 5), uint8(i * 11)}
		grey.Pix[i] = v[0]
		rgb.Set(i%w, i/w, color.NRGBA{v[0], v[1], v[2], 255})
		pix = append(pix, v[:channels]...)
	}
	if img = rgb; channels == 1 {
		img = grey
	}
	save(t, path, func(f *os.File) error { return png.Encode(f, img) })
	return path, pix
}

func TestEmbedWritesMaps(t *testing.T) {
	for _, channels := range []int{1, 3} {
		path, net := mapModel(t, "conv 3; norm; relu; maxpool; conv 5; relu; gap; dense 4", nn.Shape{Height: 8, Width: 8, Channels: channels})
		var files []string
		var pix []uint8
		for i := range 3 {
			file, p := pictureFile(t, fmt.Sprintf("%d.png", i), 21, 34, channels)
			files, pix = append(files, file), append(pix, p...)
		}
		npy := filepath.Join(t.TempDir(), "m.npy")
		for _, c := range []struct {
			args  []string
			layer int
			shape []any
			field map[string]any
		}{
			{[]string{"--map"}, 5, []any{3.0, 10.0, 17.0, 5.0}, map[string]any{"stride": 2.0, "first": -3.0, "size": 8.0}},
			{[]string{"--layer", "1"}, 1, []any{3.0, 21.0, 34.0, 3.0}, map[string]any{"stride": 1.0, "first": -1.0, "size": 3.0}},
			{[]string{"--map", "--layer", "0", "--workers", "1"}, 0, []any{3.0, 21.0, 34.0, 3.0}, map[string]any{"stride": 1.0, "first": -1.0, "size": 3.0}},
			{[]string{"--layer", "6"}, 6, []any{3.0, 1.0, 1.0, 5.0}, nil},
		} {
			args := slices.Concat([]string{"embed", "--overwrite", "--model", path, "--out", npy, "--json"}, c.args, files)
			v := mekiki(t, args...).want(t, exitOK).object(t)
			field, _ := v["field"].(map[string]any)
			if !slices.Equal(v["shape"].([]any), c.shape) || v["layer"] != float64(c.layer) || v["kind"] != net.Arch()[c.layer].String() || fmt.Sprint(field) != fmt.Sprint(c.field) {
				t.Errorf("%v: %v", c.args, v)
			}
			m, err := net.Features(c.layer, nn.Shape{Height: 21, Width: 34, Channels: channels}, 1)
			if err != nil {
				t.Fatal(err)
			}
			want := make([]float32, 3*m.Output().Size())
			m.Map(want, nn.Source{Size: len(pix) / 3, U8: pix}, nil)
			if !slices.Equal(floats(t, npy), want) {
				t.Errorf("%v: the file has other maps", c.args)
			}
		}
		o := mekiki(t, append([]string{"embed", "--overwrite", "--model", path, "--out", npy, "--map"}, files...)...).want(t, exitOK)
		if !strings.Contains(o.out, "layer 5, relu: cell (y, x) sees the 8 x 8 pixels from row 2*y - 3 and column 2*x - 3 on") {
			t.Errorf("stdout %s", o.out)
		}
	}
}

func TestEmbedMapsOfOtherFiles(t *testing.T) {
	path, _ := mapModel(t, "conv 3; relu; gap; dense 4", nn.Shape{Height: 8, Width: 8, Channels: 1})
	dir := t.TempDir()
	im := &dataset.Images{N: 6, H: 9, W: 9, C: 1}
	for i := range 6 * 81 {
		im.Pix = append(im.Pix, uint8(i*i))
	}
	var idx, triplets, colour bytes.Buffer
	if err := dataset.WriteIDXImages(&idx, im); err != nil {
		t.Fatal(err)
	}
	if err := dataset.WriteNPY(&triplets, im.Pix, 2, 3, 9, 9); err != nil {
		t.Fatal(err)
	}
	if err := dataset.WriteNPY(&colour, im.Pix[:3*60], 1, 3, 5, 4, 3); err != nil {
		t.Fatal(err)
	}
	idxFile, npyFile, colourFile := filepath.Join(dir, "pictures"), filepath.Join(dir, "t.npy"), filepath.Join(dir, "c.npy")
	write(t, idxFile, idx.String())
	write(t, npyFile, triplets.String())
	write(t, colourFile, colour.String())
	out := filepath.Join(dir, "m.npy")
	embed := func(files ...string) outcome {
		return mekiki(t, append([]string{"embed", "--overwrite", "--model", path, "--map", "--out", out, "--json"}, files...)...)
	}
	shape := func(o outcome) string { return fmt.Sprint(o.want(t, exitOK).object(t)["shape"]) }
	if got := shape(embed(idxFile)); got != "[6 9 9 3]" {
		t.Errorf("IDX: shape %s", got)
	}
	first := floats(t, out)
	if got := shape(embed(npyFile)); got != "[2 3 9 9 3]" || !slices.Equal(first, floats(t, out)) {
		t.Errorf("triplets: shape %s, or other maps than the same pictures as IDX", got)
	}
	if got := shape(embed()); got != "[30 5 4 3]" { // of tinyData
		t.Errorf("the data set: shape %s", got)
	}
	embed(colourFile).want(t, exitFailed, colourFile+": the model takes grey pictures of 5 x 4, these are colour pictures of 5 x 4; turn them to grey first")
}

func TestEmbedRefusesMaps(t *testing.T) {
	grey, _ := mapModel(t, "maxpool 4; conv 3; relu; dense 4", nn.Shape{Height: 8, Width: 8, Channels: 1})
	colour, _ := mapModel(t, "conv 3; relu; gap; dense 4", nn.Shape{Height: 8, Width: 8, Channels: 3})
	flat, _ := mapModel(t, "dense 5; norm; relu; dense 4", nn.Shape{Height: 5, Width: 4, Channels: 1})
	article := filepath.Join(t.TempDir(), "run")
	mekiki(t, small(article)...).want(t, exitOK)
	a, _ := pictureFile(t, "a.png", 16, 12, 1)
	b, _ := pictureFile(t, "b.png", 12, 16, 1)
	c, _ := pictureFile(t, "c.png", 16, 12, 3)
	tiny, _ := pictureFile(t, "tiny.png", 16, 3, 1)
	broken := filepath.Join(t.TempDir(), "broken.png")
	whole, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	write(t, broken, string(whole[:len(whole)/2]))
	// A small file that claims to be huge.
	bomb := filepath.Join(t.TempDir(), "bomb.png")
	binary.BigEndian.PutUint32(whole[16:], 60_000)
	binary.BigEndian.PutUint32(whole[20:], 50_000)
	binary.BigEndian.PutUint32(whole[29:], crc32.ChecksumIEEE(whole[12:29]))
	write(t, bomb, string(whole))
	out := filepath.Join(t.TempDir(), "m.npy")
	for _, test := range []struct {
		model string
		args  []string
		want  []string
	}{
		{grey, []string{a, b}, []string{b, "is 12 high and 16 wide", a + " is 16 x 12", "cut or scale the pictures to the same, or write a file for each size"}},
		{grey, []string{a, c}, []string{c, "is in colour, the model takes grey pictures", "turn it to grey"}},
		{colour, []string{c, a}, []string{a, "is grey, the model takes pictures in colour"}},
		{grey, []string{tiny}, []string{tiny + " of 16 x 3, maps of layer 2: layer 0, maxpool: a map of 16 x 3", "use larger pictures"}},
		{grey, []string{a, broken}, []string{broken, "is a PNG, but"}},
		{grey, []string{bomb}, []string{bomb, "50000 x 60000 pixels", "cut it into parts first"}},
		{grey, []string{filepath.Join("no", "such.png")}, []string{"such.png"}},
		{grey, []string{"--layer", "4", a}, []string{"there is no layer 4; the layers are 0 to 3"}},
		{grey, []string{"--layer", "-1", a}, []string{"there is no layer -1"}},
		{grey, []string{"--layer", "3", a}, []string{a, "layer 3, dense 4, takes a map of 2x2x3 and would get one of 4x3x3", "choose a layer before it"}},
		{flat, []string{a}, []string{flat, "see the whole picture, none has a map", "--layer"}},
		{filepath.Join(article, "model.safetensors"), []string{a}, []string{"model.safetensors: a fully connected network has no maps", "--preset cnn-small"}},
		{filepath.Join(article, "model.safetensors"), []string{"--layer", "0", a}, []string{"has no maps"}},
		{colour, nil, []string{"the test pictures: the model takes colour pictures of 5 x 4, these are grey pictures of 5 x 4; give them in colour first"}},
	} {
		o := mekiki(t, append([]string{"embed", "--overwrite", "--model", test.model, "--map", "--out", out}, test.args...)...).want(t, exitFailed, test.want...)
		if strings.Contains(o.err, "cannot write") {
			t.Errorf("%v: a picture that cannot be read is laid to the output: %s", test.args, o.err)
		}
	}
	mekiki(t, "embed", "--overwrite", "--model", grey, "--map", "--out", out, a, "b.txt").want(t, exitUsage, "b.txt")
	if _, err := os.Stat(out); err == nil {
		t.Error("a refused command left a file")
	}
	mekiki(t, "embed", "--overwrite", "--model", grey, "--map", "--out", filepath.Join(out, "no", "m.npy"), a).want(t, exitFailed, "make the folder first")
	// The layers of a network without maps can be had all the same, where they fit.
	mekiki(t, "embed", "--overwrite", "--model", flat, "--layer", "0", "--out", out).want(t, exitOK)
}
