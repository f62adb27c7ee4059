package dataset

// Remark is what the user of a file should know: that its values were taken for
// something else than they are stored as, or look wrong. Readers return remarks
// beside the data, and whoever called them says so.
type Remark struct {
	// File is the name that the reader was given.
	File string
	// Text goes on after the name, such as "holds bool values; ...".
	Text string
}

// String is the name and the text.
func (r Remark) String() string { return r.File + " " + r.Text }
