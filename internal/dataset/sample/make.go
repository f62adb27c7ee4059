//go:build ignore

// Command make writes the sample of Fashion-MNIST that is part of the program:
// the first 740 training pictures and the first 150 test pictures of each
// class, in the order of the data set, as gzip files beside this one. The
// pictures of the data set are in random order, so the first ones of a class
// are as good as drawn ones.
//
//	go run internal/dataset/sample/make.go FOLDER-WITH-THE-FOUR-FILES internal/dataset/sample
//
// The unpacked content is the same each time; sample_test.go holds its
// fingerprints. The packed bytes may differ with the version of Go.
package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"log"
	"os"
	"path/filepath"

	"mekiki/internal/dataset"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: make FOLDER-WITH-THE-FOUR-FILES OUT")
	}
	set, err := dataset.ReadIDXDir(os.DirFS(os.Args[1]))
	if err != nil {
		log.Fatalf("%s: %v", os.Args[1], err)
	}
	if set.Name != dataset.FashionMNIST {
		log.Fatalf("%s does not hold the published Fashion-MNIST", os.Args[1])
	}
	files := dataset.Fashion().Files
	for k, part := range []struct {
		im  *dataset.Images
		per int
	}{{set.Train, 740}, {set.Test, 150}} {
		im := part.im.Subset(firstOfEach(part.im.Labels, part.per))
		write(files[2*k].Name, func(w io.Writer) error { return dataset.WriteIDXImages(w, im) })
		write(files[2*k+1].Name, func(w io.Writer) error { return dataset.WriteIDXLabels(w, im.Labels) })
	}
}

// firstOfEach gives the places of the first n labels of each class, in order.
func firstOfEach(labels []int32, n int) []int {
	seen := map[int32]int{}
	var idx []int
	for i, c := range labels {
		if seen[c]++; seen[c] <= n {
			idx = append(idx, i)
		}
	}
	return idx
}

func write(name string, content func(io.Writer) error) {
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err == nil {
		err = content(z)
	}
	if err == nil {
		err = z.Close()
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(os.Args[2], name+".gz"), buf.Bytes(), 0o644)
	}
	if err != nil {
		log.Fatal(err)
	}
}
