package work

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/graph"
	"mekiki/internal/work/desk"
)

// ListEyesConfig says where eyes are looked for.
type ListEyesConfig struct {
	Dir string `yaml:"dir" json:"dir,omitempty" value:"folder" help:"folder whose .onnx files are listed, too"`
}

// Eyes are those that ListEyes found.
type Eyes struct {
	Eyes []EyeFound `json:"eyes"`
}

// EyeFound is one of them.
type EyeFound struct {
	EyeOrigin
	// Layers are those of the taps.
	Layers []EyeTap `json:"layers"`
}

// EyeTap is a layer that an eye looks at.
type EyeTap struct {
	Name     string `json:"name"`
	Channels int    `json:"channels"`
	// Stride is how many pixels lie between neighbouring places; absent where there are none.
	Stride float64 `json:"stride,omitempty"`
}

// ListEyes lists the eye in the program and those in a folder. Files that are none are
// noted, with the reason.
func ListEyes(ctx context.Context, at *desk.Desk, cfg ListEyesConfig) (*Eyes, error) {
	files := []string{eye.EmbeddedName}
	if cfg.Dir != "" {
		entries, err := os.ReadDir(cfg.Dir)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, lang.Errorf("%w; give a folder with .onnx files", err)
		}
		if err != nil {
			return nil, err
		}
		for _, f := range entries {
			if filepath.Ext(f.Name()) == ".onnx" && !f.IsDir() {
				files = append(files, filepath.Join(cfg.Dir, f.Name()))
			}
		}
	}
	v := &Eyes{}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e, err := eye.Open(file, "")
		if err != nil {
			at.Note("%v", err)
			continue
		}
		if e.Taps == nil || e.Preprocess == nil {
			at.Note("%s is a network, but does not say where to look and how pictures are prepared; make an eye of it with: mekiki eye import", file)
			continue
		}
		found, err := foundEye(e, file)
		if err != nil {
			at.Note("%s: %v", file, err)
			continue
		}
		v.Eyes = append(v.Eyes, *found)
	}
	return v, nil
}

// foundEye describes the taps of an eye.
func foundEye(e *eye.Eye, file string) (*EyeFound, error) {
	h, w, _ := e.SizeFor(0, 0)
	g, err := e.Graph(eye.Options{Height: h, Width: w})
	if err != nil {
		return nil, err
	}
	layers := map[*graph.Value]onnx.Layer{}
	for _, l := range onnx.Describe(g) {
		layers[g.Named(l.Name)] = l
	}
	f := &EyeFound{EyeOrigin: originOf(e, file)}
	for _, out := range g.Outputs {
		l := layers[out.Value]
		f.Layers = append(f.Layers, EyeTap{out.Name, l.Channels, l.Stride})
	}
	return f, nil
}
