package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mekiki/internal/dataset"
)

// pictures says where a command takes its pictures from: the sample, a folder,
// or, with the zero value, wherever Fashion-MNIST is found.
type pictures struct {
	Data   string
	Sample bool
}

// loadSet reads the pictures.
func (a *app) loadSet(ctx context.Context, p pictures) (*dataset.Set, error) {
	dir := p.Data
	if dir == "" {
		dir = a.Getenv("MEKIKI_DATA")
	}
	if p.Sample {
		return dataset.Sample()
	}
	set, err := dataset.ReadIDXDir(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("data folder %s: %w", dir, err)
	}
	return set, nil
}

// readTriplets reads a file of triplets and checks that it can be used.
func readTriplets(path string) (*dataset.Triplets, error) {
	dir, name := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	t, err := dataset.ReadTriplets(os.DirFS(dir), name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("triplets %s: %w; 'mekiki data triplets --out FILE.npy' makes such a file", path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("triplets in %s: %w", dir, err)
	}
	return t, nil
}
