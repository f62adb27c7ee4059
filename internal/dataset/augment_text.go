package dataset

import (
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/suggest"
)

// maxShift bounds Augmentation.Shift, in pixels.
const maxShift = 1024

// augmentWord is a word of the text form: a switch where flag is set, else a
// number from 0 to most, a whole one where whole is set.
type augmentWord struct {
	name  string
	flag  *bool
	real  *float64
	whole *int
	most  float64
}

// words are the words of the text form, in the order in which String writes them.
func (a *Augmentation) words() []augmentWord {
	return []augmentWord{
		{name: "flip", flag: &a.Flip},
		{name: "flipv", flag: &a.FlipV},
		{name: "scale", real: &a.Scale, most: 0.5},
		{name: "rotate", real: &a.Rotate, most: 180},
		{name: "shift", whole: &a.Shift, most: maxShift},
		{name: "edge", flag: &a.Edge},
		{name: "brightness", real: &a.Brightness, most: 1},
		{name: "contrast", real: &a.Contrast, most: 1},
		{name: "erase", real: &a.Erase, most: 1},
	}
}

// ParseAugmentation reads the text form: the fields of Augmentation as words in
// small letters, separated by spaces or commas, in any order:
//
//	flip shift=2 rotate=10 scale=0.1 erase=0.3 brightness=0.1 contrast=0.1
//
// The empty text and the word "none" change nothing. An unknown word is an error
// that names the nearest known one; so are a word twice and a number out of its
// range.
func ParseAugmentation(text string) (Augmentation, error) {
	var a Augmentation
	words, given := a.words(), map[string]bool{}
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' })
	if len(fields) == 1 && fields[0] == "none" {
		return a, nil
	}
	for _, field := range fields {
		name, value, valued := strings.Cut(field, "=")
		w, err := findWord(words, name)
		if err == nil && given[name] {
			err = lang.Errorf("%s is there twice", name)
		}
		if err == nil {
			given[name] = true
			err = w.set(value, valued)
		}
		if err != nil {
			return Augmentation{}, lang.Errorf("augmentation %q: %w", text, err)
		}
	}
	return a, nil
}

// findWord finds a word by its name.
func findWord(words []augmentWord, name string) (augmentWord, error) {
	names := make([]string, len(words))
	for i, w := range words {
		if w.name == name {
			return w, nil
		}
		names[i] = w.name
	}
	if name == "none" {
		return augmentWord{}, lang.Errorf("none stands alone")
	}
	if near, ok := suggest.Nearest(name, names); ok {
		return augmentWord{}, lang.Errorf("unknown word %q; did you mean %q?", name, near)
	}
	return augmentWord{}, lang.Errorf("unknown word %q; the words are %s", name, strings.Join(names, ", "))
}

// set reads what stands behind the name.
func (w augmentWord) set(value string, valued bool) error {
	if w.flag != nil {
		if valued {
			return lang.Errorf("%s takes no value; write it alone, or leave it out", w.name)
		}
		*w.flag = true
		return nil
	}
	if !valued {
		return lang.Errorf("%s needs a value from 0 to %v, such as %s=%v", w.name, w.most, w.name, w.example())
	}
	if w.whole != nil {
		v, err := strconv.Atoi(value)
		if err != nil || v < 0 || v > int(w.most) {
			return lang.Errorf("%s=%s: it must be a whole number from 0 to %v", w.name, value, w.most)
		}
		*w.whole = v
		return nil
	}
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || !(v >= 0 && v <= w.most) {
		return lang.Errorf("%s=%s: it must be a number from 0 to %v", w.name, value, w.most)
	}
	*w.real = v
	return nil
}

// example is a value that makes sense.
func (w augmentWord) example() float64 {
	if w.whole != nil {
		return 2
	}
	return w.most / 10
}

// String is the text form, from which ParseAugmentation reads the same again:
// "none" for the zero value, else what is set.
func (a Augmentation) String() string {
	var out []string
	for _, w := range a.words() {
		switch {
		case w.flag != nil && *w.flag:
			out = append(out, w.name)
		case w.whole != nil && *w.whole != 0:
			out = append(out, w.name+"="+strconv.Itoa(*w.whole))
		case w.real != nil && *w.real != 0:
			out = append(out, w.name+"="+strconv.FormatFloat(*w.real, 'g', -1, 64))
		}
	}
	if out == nil {
		return "none"
	}
	return strings.Join(out, " ")
}

// Fits says whether pictures of h x w can bear the changes: an error if the
// shift may move more than half of the picture away.
func (a *Augmentation) Fits(h, w int) error {
	if 2*a.Shift > min(h, w) {
		return lang.Errorf("augmentation: shift=%d may move more than half of a picture of %dx%d out of it; choose at most shift=%d", a.Shift, h, w, min(h, w)/2)
	}
	return nil
}
