package evaluation

// Judged says on which data a model was evaluated, which may be another than it
// learned from: Meta knows that one only.
type Judged struct {
	// Triplets are what the pair figures are of.
	Triplets JudgedTriplets `json:"triplets"`
	// Pictures are what the neighbours and the map are of; nil without a data set.
	Pictures *JudgedPictures `json:"pictures,omitempty"`
	// Other is true where the triplets are not of the data that the model learned from.
	Other bool `json:"other_data"`
	// Classes are sentences about classes in which the model and the data differ.
	Classes []string `json:"class_differences,omitempty"`
}

// JudgedTriplets are the triplets of an evaluation.
type JudgedTriplets struct {
	Name string `json:"name"`
	// Fingerprint is the SHA-256 of the pictures and labels that they are made of.
	Fingerprint string `json:"fingerprint"`
	// Count is the number of those that were tested.
	Count int `json:"tested"`
}

// JudgedPictures are the data set of an evaluation.
type JudgedPictures struct {
	Name string `json:"name"`
	// Test and Train are the SHA-256 of each part, pictures and labels.
	Test  string `json:"test_fingerprint"`
	Train string `json:"train_fingerprint"`
	// Classes names the classes of the test pictures.
	Classes []string `json:"classes"`
}

// classNames are those of the test pictures.
func (d *Page) classNames() []string {
	if d.Judged != nil && d.Judged.Pictures != nil {
		return d.Judged.Pictures.Classes
	}
	return d.Meta.Classes
}

// other says whether the model was evaluated on data that it did not learn from.
func (d *Page) other() bool { return d.Judged != nil && d.Judged.Other }
