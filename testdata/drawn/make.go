//go:build ignore

// Draws the pictures of three classes, from which the model beside it learned:
//
//	go run testdata/drawn/make.go /tmp/drawn
//	./mekiki train --data /tmp/drawn --size 24 --network "conv 8; norm; relu; maxpool; conv 16; norm; relu; gap; dense 8" --loss normface --learning-rate 0.01 --schedule one-cycle --epochs 20 --patience 0 --seed 1 --out /tmp/drawn-run
//	cp /tmp/drawn-run/model.safetensors testdata/drawn/
package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
)

func main() {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, class := range []string{"ring", "bar", "cross"} {
		dir := filepath.Join(os.Args[1], class)
		if err := os.MkdirAll(dir, 0o777); err != nil {
			log.Fatal(err)
		}
		for i := range 60 {
			f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%s-%02d.png", class, i)))
			if err != nil {
				log.Fatal(err)
			}
			if err := png.Encode(f, draw(rng, class)); err != nil {
				log.Fatal(err)
			}
			if err := f.Close(); err != nil {
				log.Fatal(err)
			}
		}
	}
}

// draw draws a part on a dark ground, somewhere near the middle, turned anyhow.
func draw(rng *rand.Rand, class string) image.Image {
	const w, h = 48, 40
	img := image.NewGray(image.Rect(0, 0, w, h))
	cx, cy := w/2+6*rng.Float64()-3, h/2+6*rng.Float64()-3
	size, turn, bright := 11+4*rng.Float64(), math.Pi*rng.Float64(), 150+80*rng.Float64()
	for y := range h {
		for x := range w {
			dx, dy := float64(x)-cx, float64(y)-cy
			u, v := math.Abs(dx*math.Cos(turn)+dy*math.Sin(turn)), math.Abs(dy*math.Cos(turn)-dx*math.Sin(turn))
			var on bool
			switch class {
			case "ring":
				r := math.Hypot(dx, dy)
				on = r < size && r > 0.6*size
			case "bar":
				on = u < size && v < 0.3*size
			case "cross":
				on = u < size && v < 0.25*size || v < size && u < 0.25*size
			}
			value := 30 + 12*rng.NormFloat64()
			if on {
				value += bright - 30
			}
			img.SetGray(x, y, color.Gray{Y: uint8(min(max(value, 0), 255))})
		}
	}
	return img
}
