package inspection

import (
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// Masks says what became of the masks of a test.
type Masks struct {
	Folder string `json:"folder"`
	// Used is how many masks count in the figures of pixels.
	Used int `json:"used"`
	// Missing are bad parts without a mask, Empty masks that mark nothing, Unfit those of another size than
	// the picture and those that cannot be read, Strays files that belong to no picture of the test.
	Missing Some `json:"missing"`
	Empty   Some `json:"empty"`
	Unfit   Some `json:"unfit"`
	Strays  Some `json:"strays"`
}

// Some is a count, and the first of what was counted.
type Some struct {
	Count int    `json:"count"`
	One   string `json:"one,omitempty"`
}

// Add counts one.
func (s *Some) Add(one string) {
	if s.Count++; s.Count == 1 {
		s.One = one
	}
}

// words say which masks do not count, a sentence for each reason.
func (m *Masks) words() (out []lang.Message) {
	if m == nil {
		return nil
	}
	say := func(s Some, counted lang.Message) {
		if s.Count > 0 {
			out = append(out, lang.T("%s: %s", counted, lang.Saved(s.One)))
		}
	}
	say(m.Missing, kit.Plural(m.Missing.Count, "1 bad part has no mask and is in no figure of pixels", "%s bad parts have no mask and are in no figure of pixels; the first"))
	say(m.Empty, kit.Plural(m.Empty.Count, "1 mask marks nothing and is in no figure of pixels", "%s masks mark nothing and are in no figure of pixels; the first"))
	say(m.Unfit, kit.Plural(m.Unfit.Count, "1 mask cannot be used", "%s masks cannot be used; the first"))
	say(m.Strays, kit.Plural(m.Strays.Count, "1 mask belongs to no picture of the test (that of NAME.png is NAME_mask.png or NAME.png in a folder of the same name)",
		"%s masks belong to no picture of the test (that of NAME.png is NAME_mask.png or NAME.png in a folder of the same name); the first"))
	return out
}
