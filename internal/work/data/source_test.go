package data

import (
	"testing"

	"mekiki/internal/dataset"
)

// TestFilesOfTripletsHoldBack reads triplets as a file has them, a copy of each
// picture for each triplet: batches must learn from none that stands in a held-back
// one, and from each of the others once.
func TestFilesOfTripletsHoldBack(t *testing.T) {
	const n = 80
	im := &dataset.Images{N: n, H: 1, W: 1, C: 1}
	for i := range n {
		im.Pix, im.Labels = append(im.Pix, uint8(i)), append(im.Labels, int32(i%4))
	}
	made, err := dataset.Random(im, 100, 1)
	if err != nil {
		t.Fatal(err)
	}
	file := &dataset.Triplets{Images: &dataset.Images{H: 1, W: 1, C: 1}}
	used := map[uint8]bool{}
	for _, tr := range made.Index {
		at := int32(file.Images.N)
		file.Index = append(file.Index, [3]int32{at, at + 1, at + 2})
		for _, i := range tr {
			used[im.Pix[i]] = true
			file.Images.Pix, file.Images.Labels = append(file.Images.Pix, im.Pix[i]), append(file.Images.Labels, im.Labels[i])
			file.Images.N++
		}
	}
	s := &Source{Triplets: file}
	m, err := s.Material(Recipe{Protocol: dataset.ProtocolFile, TestSize: 0.05, ValSize: 0.05, SplitSeed: 42, Batches: true})
	if err != nil {
		t.Fatal(err)
	}
	held := map[uint8]bool{}
	for _, part := range []*dataset.Triplets{m.Split.Val, m.Split.Test} {
		for _, tr := range part.Index {
			for _, i := range tr {
				held[file.Images.Pix[i]] = true
			}
		}
	}
	for _, tr := range m.Split.Test.Index {
		for _, i := range m.Split.HeldOut {
			for _, k := range tr {
				if file.Images.Pix[k] == file.Images.Pix[i] {
					t.Errorf("picture %d validates and tests", i)
				}
			}
		}
	}
	learned := map[uint8]bool{}
	for _, i := range m.Split.Pictures {
		p := file.Images.Pix[i]
		if held[p] || learned[p] {
			t.Errorf("picture %d is held back (%v) or learned twice", p, held[p])
		}
		learned[p] = true
	}
	if len(learned) == 0 || len(learned)+len(held) != len(used) {
		t.Errorf("%d to learn from and %d held back of %d", len(learned), len(held), len(used))
	}
}
