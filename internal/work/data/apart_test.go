package data

import (
	"math"
	"slices"
	"testing"

	"mekiki/internal/dataset"
	"mekiki/internal/fetch"
	"mekiki/internal/model"
	"mekiki/internal/train"
	"mekiki/internal/work/desk"
)

// pictureFolder is a folder of so many pictures a class, of which every seventh is a copy of
// the one before it.
func pictureFolder(sizes ...int) *Source {
	im := &dataset.Images{H: 1, W: 2, C: 1}
	for c, n := range sizes {
		im.Classes = append(im.Classes, string(rune('a'+c)))
		for i := range n {
			im.Labels = append(im.Labels, int32(c))
			if i%7 == 6 {
				im.Pix = append(im.Pix, im.Pix[len(im.Pix)-2:]...)
			} else {
				im.Pix = append(im.Pix, uint8(i), uint8(c))
			}
		}
	}
	im.N = len(im.Labels)
	return &Source{Found: &fetch.Result{Set: &dataset.Set{Name: "drawn", Train: im}}, folder: model.Folder{Is: true}, Name: "drawn"}
}

// settle is Adapt of a small run on batches.
func settle(t *testing.T, s *Source, change func(*train.Config), given ...string) (train.Config, *Material) {
	t.Helper()
	cfg, err := train.Preset("mlp", "")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Complete()
	change(&cfg)
	have := map[string]bool{}
	for _, key := range given {
		have[key] = true
	}
	m, err := Adapt(desk.New(desk.Silent{}), s, have, &cfg)
	if err != nil {
		t.Fatal(err)
	}
	return cfg, m
}

// TestPicturesAreSplit: no picture, nor a copy of one, lies in two parts, training learns from
// every picture of its part, and validation and test are the shares that were asked for.
func TestPicturesAreSplit(t *testing.T) {
	for _, protocol := range []string{dataset.ProtocolTutorial, dataset.ProtocolRandom} {
		s := pictureFolder(140, 70, 42)
		im := s.Found.Set.Train
		asked := func(c *train.Config) { c.TestSize, c.ValSize, c.Protocol, c.TripletCount = 0.2, 0.1, protocol, 500 }
		cfg, m := settle(t, s, asked, "test-size", "val-size")
		if cfg.Split != train.SplitPictures || m.Data.Split != train.SplitPictures {
			t.Fatalf("split %q, in the model %q", cfg.Split, m.Data.Split)
		}
		twins := dataset.Twins(im)
		part := map[int32]string{} // of a picture and its copies
		mark := func(name string, i int32) {
			if was := part[twins[i]]; was != "" && was != name {
				t.Errorf("%s: picture %d or its copy lies in %s and %s", protocol, i, was, name)
			}
			part[twins[i]] = name
		}
		for _, i := range m.Split.Pictures {
			mark("train", i)
		}
		for _, i := range m.Split.HeldOut {
			mark("val", i)
		}
		for name, tr := range map[string]*dataset.Triplets{"train": m.Split.Train, "val": m.Split.Val, "test": m.Split.Test} {
			if tr.Len() == 0 {
				t.Errorf("%s: no %s triplets", protocol, name)
			}
			for _, index := range tr.Index {
				for _, i := range index {
					mark(name, i)
				}
			}
		}
		// What neither validates nor tests trains: all but a fifth, and a tenth of the rest.
		held := map[dataset.Part][]float64{dataset.PartVal: make([]float64, 3), dataset.PartTest: make([]float64, 3)}
		learned := 0
		for i, p := range m.Split.Train.PartOf {
			switch {
			case p != dataset.PartTrain:
				held[p][im.Labels[i]]++
			case int(twins[i]) == i:
				learned++
				if !slices.Contains(m.Split.Pictures, int32(i)) {
					t.Errorf("%s: picture %d is not learned from", protocol, i)
				}
			}
		}
		if learned != len(m.Split.Pictures) {
			t.Errorf("%s: learns from %d pictures, the part has %d", protocol, len(m.Split.Pictures), learned)
		}
		for c, n := range []float64{140, 70, 42} {
			if test, val := held[dataset.PartTest][c], held[dataset.PartVal][c]; math.Abs(test-0.2*n) > 1 || math.Abs(val-0.08*n) > 1 {
				t.Errorf("%s: of %v pictures of class %d %v are for the test, %v for validation", protocol, n, c, test, val)
			}
		}

		r := RecipeOfModel(m.Data)
		again, err := s.split(r)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(again.Test.Index, m.Split.Test.Index) || !slices.Equal(again.Val.Index, m.Split.Val.Index) {
			t.Errorf("%s: the model's recipe makes other triplets", protocol)
		}
		// The seed of triplets parts nothing, that of the split does.
		r.Seed++
		if again, _ = s.split(r); !slices.Equal(again.Train.PartOf, m.Split.Train.PartOf) || slices.Equal(again.Test.Index, m.Split.Test.Index) {
			t.Errorf("%s: another seed parts pictures otherwise, or makes the same triplets", protocol)
		}
		r.SplitSeed++
		if again, _ = s.split(r); slices.Equal(again.Train.PartOf, m.Split.Train.PartOf) {
			t.Errorf("%s: another split seed parts pictures alike", protocol)
		}
	}
}

// TestTripletsAreSplit wherever pictures are not, or cannot be.
func TestTripletsAreSplit(t *testing.T) {
	ready := pictureFolder(140, 70, 42)
	ready.folder = model.Folder{}
	for name, c := range map[string]struct {
		s      *Source
		change func(*train.Config)
		given  []string
	}{
		"data that came ready":  {ready, func(*train.Config) {}, nil},
		"asked for":             {pictureFolder(140, 70), func(c *train.Config) { c.Split = train.SplitTriplets }, []string{"split"}},
		"a run that had it":     {pictureFolder(140, 70), func(*train.Config) {}, []string{"split"}},
		"too few pictures":      {pictureFolder(4, 5), func(*train.Config) {}, nil},
		"training on triplets":  {pictureFolder(140, 70), func(c *train.Config) { *c, _ = train.Preset("article", "") }, nil},
		"one class that can be": {pictureFolder(40, 3), func(*train.Config) {}, nil},
	} {
		cfg, m := settle(t, c.s, c.change, c.given...)
		if cfg.Split != "" || m.Data.Split != "" || m.Split.Train.PartOf != nil {
			t.Errorf("%s: split %q, in the model %q", name, cfg.Split, m.Data.Split)
		}
	}
	s := pictureFolder(140, 70)
	if _, err := s.split(Recipe{Protocol: dataset.ProtocolTutorial, Split: "halves", TestSize: 0.1, ValSize: 0.1}); err == nil {
		t.Error("an unknown split is made")
	}
}

// TestObjectsArePartedWithPictures: one object lies in one part.
func TestObjectsArePartedWithPictures(t *testing.T) {
	s := pictureFolder(140, 70)
	im := s.Found.Set.Train
	for i := range im.N {
		im.Objects = append(im.Objects, int32(i/5))
	}
	cfg, m := settle(t, s, func(*train.Config) {})
	if cfg.Split != train.SplitPictures {
		t.Fatalf("split %q", cfg.Split)
	}
	where := map[int32]dataset.Part{}
	for i, p := range m.Split.Train.PartOf {
		if was, known := where[im.Objects[i]]; known && was != p {
			t.Errorf("object %d lies in parts %d and %d", im.Objects[i], was, p)
		}
		where[im.Objects[i]] = p
	}
}
