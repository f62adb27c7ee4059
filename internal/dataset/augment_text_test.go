package dataset

import (
	"strings"
	"testing"
)

func TestParseAugmentation(t *testing.T) {
	all := Augmentation{Flip: true, FlipV: true, Scale: 0.1, Rotate: 10, Shift: 2, Edge: true, Brightness: 0.2, Contrast: 0.25, Erase: 0.5}
	for _, c := range []struct {
		text string
		want Augmentation
		back string // what String writes
	}{
		{"", Augmentation{}, "none"},
		{" none ", Augmentation{}, "none"},
		{"shift=0 rotate=-0", Augmentation{}, "none"},
		{"flip", Augmentation{Flip: true}, "flip"},
		{"shift=2,flip", Augmentation{Flip: true, Shift: 2}, "flip shift=2"},
		{"rotate=1e1\n scale=.1", Augmentation{Rotate: 10, Scale: 0.1}, "scale=0.1 rotate=10"},
		{"erase=0.5 contrast=0.25 brightness=0.2 edge shift=2 rotate=10 scale=0.1 flipv flip", all,
			"flip flipv scale=0.1 rotate=10 shift=2 edge brightness=0.2 contrast=0.25 erase=0.5"},
		{"scale=0.5 rotate=180 shift=1024 brightness=1 contrast=1 erase=1", Augmentation{Scale: 0.5, Rotate: 180, Shift: 1024, Brightness: 1, Contrast: 1, Erase: 1},
			"scale=0.5 rotate=180 shift=1024 brightness=1 contrast=1 erase=1"},
	} {
		got, err := ParseAugmentation(c.text)
		if err != nil || got != c.want || got.String() != c.back {
			t.Errorf("%q: %+v, %v, written as %q", c.text, got, err, got)
		}
	}
}

func TestParseAugmentationErrors(t *testing.T) {
	for text, want := range map[string]string{
		"flop":           `augmentation "flop": unknown word "flop"; did you mean "flip"?`,
		"flip rotat=3":   `unknown word "rotat"; did you mean "rotate"?`,
		"sharpness=1":    `the words are flip, flipv, scale, rotate, shift, edge, brightness, contrast, erase`,
		"=3":             `unknown word ""`,
		"none flip":      "none stands alone",
		"flip flip":      "flip is there twice",
		"shift=1 shift=": "shift is there twice",
		"flip=1":         "flip takes no value",
		"flip=":          "flip takes no value",
		"rotate":         "rotate needs a value from 0 to 180, such as rotate=18",
		"shift":          "such as shift=2",
		"shift=1.5":      "shift=1.5: it must be a whole number from 0 to 1024",
		"shift=-1":       "whole number from 0",
		"shift=1025":     "whole number from 0",
		"rotate=":        "rotate=: it must be a number from 0 to 180",
		"rotate=181":     "from 0 to 180",
		"scale=0.51":     "from 0 to 0.5",
		"erase=NaN":      "from 0 to 1",
		"contrast=1e999": "from 0 to 1",
		"brightness=-.1": "from 0 to 1",
	} {
		if a, err := ParseAugmentation(text); err == nil || !strings.Contains(err.Error(), want) || a != (Augmentation{}) {
			t.Errorf("%q: %+v, %v; want %q", text, a, err, want)
		}
	}
}

// FuzzAugmentation: what is read is in range, and is read again from what
// String writes.
func FuzzAugmentation(f *testing.F) {
	for _, seed := range []string{"", "none", "flip shift=2 rotate=10 scale=0.1 erase=0.3 brightness=0.1 contrast=0.1",
		"flip,flipv,edge", "rotate=1e-320", "shift=+7", "erase=0x1p-3", "scale=nan", "flip=flip"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAugmentation(text)
		if err != nil {
			return
		}
		for _, w := range a.words() {
			if w.real != nil && !(*w.real >= 0 && *w.real <= w.most) || w.whole != nil && (*w.whole < 0 || *w.whole > int(w.most)) {
				t.Fatalf("%q passes with %+v", text, a)
			}
		}
		if again, err := ParseAugmentation(a.String()); err != nil || again != a {
			t.Fatalf("%q is written as %q and read as %+v, %v", text, a, again, err)
		}
	})
}

func TestFits(t *testing.T) {
	for _, c := range []struct {
		shift, h, w int
		ok          bool
	}{{14, 28, 28, true}, {15, 28, 28, false}, {15, 28, 64, false}, {15, 64, 28, false}, {0, 1, 1, true}, {1, 1, 9, false}} {
		a := Augmentation{Shift: c.shift}
		if err := a.Fits(c.h, c.w); (err == nil) != c.ok {
			t.Errorf("shift %d, %dx%d: %v", c.shift, c.h, c.w, err)
		}
	}
}
