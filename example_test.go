package mekiki_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"log"
	"os"
	"path/filepath"
	"sync"

	"mekiki"
	"mekiki/internal/cli"
	parts "mekiki/internal/drawn"
	"mekiki/internal/testutil"
)

// The model and the pictures are drawn: testdata/drawn/make.go.
const drawn = "testdata/drawn/"

func Example() {
	m, err := mekiki.Open(drawn + "model.safetensors")
	if err != nil {
		log.Fatal(err)
	}
	gallery, err := m.NewGallery()
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"ring-00.png", "bar-00.png", "cross-00.png"} {
		e, err := m.EmbedFile(drawn + name)
		if err != nil {
			log.Fatal(err)
		}
		if err := gallery.Add(name, e); err != nil {
			log.Fatal(err)
		}
	}
	part, err := m.EmbedFile(drawn + "ring-01.png")
	if err != nil {
		log.Fatal(err)
	}
	near, err := gallery.Nearest(part, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("by", m.Formula(), "the nearest is", near[0].Name)
	// Output: by cos the nearest is ring-00.png
}

func ExampleModel_Distance() {
	m, err := mekiki.Open(drawn + "model.safetensors")
	if err != nil {
		log.Fatal(err)
	}
	embed := func(name string) []float32 {
		e, err := m.EmbedFile(drawn + name)
		if err != nil {
			log.Fatal(err)
		}
		return e
	}
	ring := embed("ring-00.png")
	fmt.Println(m.Distance(ring, embed("ring-01.png")) < m.Distance(ring, embed("bar-00.png")))
	// Output: true
}

func ExampleModel_Embed() {
	m, err := mekiki.Open(drawn + "model.safetensors")
	if err != nil {
		log.Fatal(err)
	}
	f, err := os.Open(drawn + "cross-00.png")
	if err != nil {
		log.Fatal(err)
	}
	img, err := png.Decode(f) // or a picture from a camera
	if err := errors.Join(err, f.Close()); err != nil {
		log.Fatal(err)
	}
	e, err := m.Embed(img)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(e) == m.Dim(), m.Classes())
	// Output: true [bar cross ring]
}

// drawnInspector is a folder with ring.mekiki, an inspector of drawn rings, and pictures of
// two more: good.png and stained.png. It is made once, and removed at the end.
var drawnInspector = sync.OnceValue(drawInspector)

var made string // by drawInspector

func drawInspector() string {
	dir := testutil.Must(os.MkdirTemp("", "mekiki-rings"))
	made = dir
	save := func(name string, img image.Image) {
		f := testutil.Must(os.Create(filepath.Join(dir, name)))
		if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
			panic(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "good"), 0o777); err != nil {
		panic(err)
	}
	ring := func(seed uint64) parts.Part { return parts.Part{Kind: parts.Ring, Seed: seed, Width: 128, Height: 128} }
	for i := range uint64(8) {
		save(fmt.Sprintf("good/%d.png", i), parts.Draw(ring(i)))
	}
	save("good.png", parts.Draw(ring(100)))
	bad, _ := parts.DrawBad(ring(101), "stain", 0)
	save("stained.png", bad)
	args := []string{"inspect", "fit", "--quiet", "--good", filepath.Join(dir, "good"), "--size", "128x128", "--gallery", "500", "--out", filepath.Join(dir, "ring.mekiki")}
	if code := cli.Run(context.Background(), cli.System{Args: args, Out: io.Discard, Err: os.Stderr, Getenv: func(string) string { return "" }}); code != 0 {
		panic("no inspector")
	}
	return dir
}

func ExampleInspector() {
	folder := drawnInspector()
	inspector, err := mekiki.OpenInspector(filepath.Join(folder, "ring.mekiki"))
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"good.png", "stained.png"} {
		f, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			log.Fatal(err)
		}
		img, err := png.Decode(f) // or a picture from a camera
		if err := errors.Join(err, f.Close()); err != nil {
			log.Fatal(err)
		}
		v := inspector.Inspect(img)
		fmt.Println(name, "passes:", v.Call == mekiki.OK)
	}
	// Output:
	// good.png passes: true
	// stained.png passes: false
}
