package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/nn"
)

// pillow is the folder of pictures that Pillow wrote, 5 x 7 as they are shown but
// for those that are turned by a quarter.
const pillow = "../dataset/testdata/pictures"

// TestEmbedSaysWhatItDid embeds picture files that need something done to them.
func TestEmbedSaysWhatItDid(t *testing.T) {
	dir := t.TempDir()
	npy := filepath.Join(dir, "e.npy")
	models := map[int]string{}
	for _, channels := range []int{1, 3} {
		models[channels], _ = mapModel(t, "conv 2; gap", nn.Shape{Height: 5, Width: 7, Channels: channels})
	}
	embed := func(channels int, args ...string) outcome {
		for i, a := range args {
			if filepath.Ext(a) != "" && !filepath.IsAbs(a) {
				args[i] = filepath.Join(pillow, a)
			}
		}
		return mekiki(t, append([]string{"embed", "--overwrite", "--model", models[channels], "--out", npy}, args...)...)
	}
	o := embed(1, "grey.png", "grey.bmp", "grey.tif", "grey.jpg").want(t, exitOK)
	if o.err != "" {
		t.Errorf("notes on plain pictures: %s", o.err)
	}
	if v := floats(t, npy); !slices.Equal(v[:2], v[2:4]) || !slices.Equal(v[:2], v[4:6]) {
		t.Errorf("the same picture has other embeddings as BMP or TIFF: %v", v)
	}
	for _, c := range []struct {
		channels int
		files    []string
		want     []string
	}{
		{1, []string{"grey.png", "turned3.jpg", "turned2.png"}, []string{"2 of 3 pictures are turned as their EXIF orientation says"}},
		{3, []string{"alpha.png", "rgb.png", "alpha.webp"}, []string{"2 of 3 pictures are partly transparent: they are shown on white"}},
		{1, []string{"greyalpha.png"}, []string{"1 of 1 pictures are partly transparent"}},
		{1, []string{"deep.png", "dark.png"}, []string{"2 of 2 pictures are of 16 bits a value: they are rounded to 8 bits, v/257", "1 of 2 pictures are of 16 bits without a value above 4095"}},
		{1, []string{"pages.tif", "thumbnail.tif"}, []string{"1 of 2 pictures are TIFF files with further pages: only the first is read"}},
	} {
		for _, more := range [][]string{nil, {"--map", "--layer", "0"}} {
			o := embed(c.channels, slices.Concat(more, c.files)...).want(t, exitOK, c.want...)
			if n := strings.Count(o.err, " pictures are "); n != len(c.want) {
				t.Errorf("%v %v: %d notes, want %d: %s", more, c.files, n, len(c.want), o.err)
			}
		}
	}
	embed(1, "turned6.png").want(t, exitFailed, "turned6.png: is 7 high and 5 wide, turned as its EXIF orientation says, the model takes 5 x 7")
	embed(1, "still.gif").want(t, exitFailed, "still.gif: is a file of the kind GIF, which is not read; save it as PNG")
	embed(1, "rgb.bmp").want(t, exitFailed, "rgb.bmp: is in colour, the model takes grey")
	embed(3, "greyalpha.png").want(t, exitFailed, "greyalpha.png: is grey, the model takes pictures in colour")

	// The content tells what a file is.
	data, err := os.ReadFile(filepath.Join(pillow, "grey.tif"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"picture.dat", "picture.npy", "picture.png", "picture"} {
		path := filepath.Join(dir, name)
		write(t, path, string(data))
		embed(1, path).want(t, exitOK)
	}
	wrong := filepath.Join(dir, "text.tif")
	write(t, wrong, "no picture")
	embed(1, wrong).want(t, exitFailed, wrong, "is no picture")
}

// TestTripletsOfOtherTypes embeds arrays of types that are taken for 8 bits, and
// must say so wherever they are read.
func TestTripletsOfOtherTypes(t *testing.T) {
	path, _ := mapModel(t, "conv 2; gap", nn.Shape{Height: 2, Width: 2, Channels: 1})
	dir := t.TempDir()
	out := filepath.Join(dir, "e.npy")
	const said = "i8_little.npy holds int64 values, all of them from 0 to 255; they are read as pictures of 8 bits"
	array := "../dataset/testdata/i8_little.npy"
	mekiki(t, "embed", "--overwrite", "--model", path, "--out", out, array).want(t, exitOK, said)
	first := floats(t, out)
	mekiki(t, "embed", "--overwrite", "--model", path, "--out", out, "../dataset/testdata/u8_flat.npy").want(t, exitOK)
	if !slices.Equal(first, floats(t, out)) {
		t.Error("int64 gives other embeddings than uint8")
	}
	mekiki(t, "data", "check", "--triplets", array).want(t, exitFailed, said) // two triplets are too few to split
	mekiki(t, "train", "--triplets", array, "--out", filepath.Join(dir, "run")).want(t, exitFailed, said)
	mekiki(t, "embed", "--overwrite", "--model", path, "--out", out, "../dataset/testdata/bad_i2.npy").want(t, exitFailed, "bad_i2.npy: pixel 0 of the anchor of triplet 0 is -32768")
}

// TestModelOfHalves shows a model whose weights another program rounded.
func TestModelOfHalves(t *testing.T) {
	mekiki(t, "model", "show", "../model/testdata/half.safetensors").want(t, exitOK, "half.safetensors: its weights are stored as BF16 and F16 and were turned into float32")
}
