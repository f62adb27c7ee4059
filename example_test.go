package mekiki_test

import (
	"errors"
	"fmt"
	"image/png"
	"log"
	"os"

	"mekiki"
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
