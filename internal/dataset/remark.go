package dataset

import "mekiki/internal/lang"

// Remark is what the user of a file should know: that its values were taken for
// something else than they are stored as, or look wrong. Readers return remarks
// beside the data, and whoever called them says so.
type Remark struct {
	// File is the name that the reader was given.
	File string
	// Text goes on after the name, such as "holds bool values; ...".
	Text lang.Message
}

// String is the name and the text, in English.
func (r Remark) String() string { return r.File + " " + r.Text.String() }

// In says it in a language.
func (r Remark) In(l lang.Language) string {
	if l == lang.English {
		return r.String()
	}
	return l.Text("%s: %s", r.File, r.Text)
}
