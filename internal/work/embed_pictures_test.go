package work

import (
	"context"
	"errors"
	"slices"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/nn"
	"mekiki/internal/testutil"
	"mekiki/internal/train"
)

// embed works in groups: the same values as at once, and it stops between two.
func TestEmbedInGroups(t *testing.T) {
	const side, size = 32, 32 * 32
	const n = 2*train.ValuesAtOnce/size + 5 // three groups
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
	if _, err = embed(testutil.EndsAfter(t, 1), net, im, nil, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("told to stop: %v", err)
	}
}
