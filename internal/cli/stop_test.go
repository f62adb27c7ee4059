package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/nn"
)

// endsAfter is a context that ends once it has been asked so many times.
type endsAfter struct {
	context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
	looks  int
}

func newEndsAfter(t *testing.T, looks int) *endsAfter {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return &endsAfter{Context: ctx, cancel: cancel, looks: looks}
}

func (e *endsAfter) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.looks--; e.looks < 0 {
		e.cancel()
	}
	return e.Context.Err()
}

// Ctrl-C at any time ends a command with 130 and leaves its earlier result as it was;
// it is not passed over.
func TestCtrlCIsHeard(t *testing.T) {
	data, dir := tinyData(t), t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	runWith(t, t.Context(), data, small(at("run"))...).want(t, exitOK)
	m := filepath.Join(at("run"), modelFile)
	for _, args := range [][]string{
		{"embed", "--model", m, "--part", "train", "--out", at("out/e.npy")},
		{"data", "triplets", "--protocol", "random", "--triplet-count", "300", "--out", at("out/t.npy")},
		{"data", "check", "--model", m, "--resamples", "0", "--out", at("out/check"), "--overwrite"},
		{"analyze", "--model", m, "--out", at("out/analysis"), "--overwrite"},
		{"calibrate", "--model", m, "--out", at("out/calibration"), "--overwrite"},
		{"map", m, "--points", "20", "--method", "pca", "--out", at("out/map"), "--overwrite"},
		{"eval", "--model", m, "--resamples", "0", "--out", at("out/report"), "--overwrite"},
	} {
		if err := os.MkdirAll(at("out"), 0o777); err != nil {
			t.Fatal(err)
		}
		runWith(t, t.Context(), data, args...).want(t, exitOK)
		before := contents(t, at("out"))
		stops := 0
		for _, looks := range []int{0, 1, 3, 8} {
			o := runWith(t, newEndsAfter(t, looks), data, args...)
			if o.code == exitOK {
				break // it was done
			}
			o.want(t, 130, "stopped")
			unchanged(t, at("out"), before, args[0]+" when stopped")
			stops++
		}
		if stops == 0 {
			t.Errorf("%v: never stops", args)
		}
	}
}

// embed works in groups: the same values as at once, and it stops between two.
func TestEmbedInGroups(t *testing.T) {
	const side, size = 32, 32 * 32
	const n = 2*valuesAtOnce/size + 5 // three groups
	net := nn.New([]int{size, 2}, 1)
	im := &dataset.Images{N: n, H: side, W: side, C: 1, Pix: make([]uint8, size*n)}
	for i := range im.Pix {
		im.Pix[i] = uint8(i * 7 >> 11)
	}
	whole := make([]float32, n*net.Dim())
	net.Embed(whole, nn.Source{Size: size, U8: im.Pix}, nil, 2)
	got, err := embed(t.Context(), net, im, nil, 2)
	if err != nil || !slices.Equal(got, whole) {
		t.Errorf("in groups the embeddings differ, error %v", err)
	}
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(n - 1 - i)
	}
	if got, err = embed(t.Context(), net, im, rows, 2); err != nil || got[0] != whole[len(whole)-2] || got[len(got)-1] != whole[1] {
		t.Errorf("rows in groups give other embeddings, error %v", err)
	}
	floats := &dataset.Images{N: n, H: side, W: side, C: 1, F32: make([]float32, size*n)}
	for i := range n {
		im.Floats(floats.F32[size*i:size*(i+1)], i)
	}
	if got, err = embed(t.Context(), net, floats, nil, 2); err != nil || !slices.Equal(got, whole) {
		t.Errorf("floats in groups give other embeddings, error %v", err)
	}
	if _, err = embed(newEndsAfter(t, 1), net, im, nil, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("told to stop: %v", err)
	}
}
