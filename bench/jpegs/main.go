//go:build ignore

// Writes a folder of JPEG files for measuring how pictures are read: shapes of ten
// classes on noise, in colour, no two alike.
//
//	go run bench/jpegs/main.go -n 20000 -side 256 FOLDER
package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

const classes = 10

func main() {
	n := flag.Int("n", 20000, "pictures")
	side := flag.Int("side", 256, "height and width")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("name one folder to write to")
	}
	for c := range classes {
		if err := os.MkdirAll(filepath.Join(flag.Arg(0), fmt.Sprintf("class%d", c)), 0o777); err != nil {
			log.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < *n; i += workers {
				name := filepath.Join(flag.Arg(0), fmt.Sprintf("class%d", i%classes), fmt.Sprintf("%06d.jpg", i))
				if err := os.WriteFile(name, picture(i, *side), 0o666); err != nil {
					log.Fatal(err)
				}
			}
		})
	}
	wg.Wait()
}

// picture i shows as many bars as its class says, and one.
func picture(i, side int) []byte {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	bars, phase := 1+i%classes, r.IntN(side)
	ground := [3]int{60 + r.IntN(80), 60 + r.IntN(80), 60 + r.IntN(80)}
	for y := range side {
		for x := range side {
			light := 0
			if (x+phase)*2*bars/side%2 == 1 {
				light = 60
			}
			var v [3]uint8
			for c := range v {
				v[c] = uint8(min(255, ground[c]+light+r.IntN(24)))
			}
			img.SetRGBA(x, y, color.RGBA{v[0], v[1], v[2], 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		log.Fatal(err)
	}
	return b.Bytes()
}
