package dataset

// Triplets is a list of (anchor, positive, negative), each an index in Images.
// Pictures are shared, not copied: 30,000 triplets over 60,000 pictures cost
// 360 kB beside the pictures.
type Triplets struct {
	Images *Images
	Index  [][3]int32
	// Protocol says how they were made: ProtocolTutorial, ProtocolRandom, or
	// ProtocolFile where a file does not say.
	Protocol string
	// Seed seeded the protocol.
	Seed uint64
	// Source is the fingerprint of the pictures that they were made from. Empty
	// means Images itself; triplets from a file name the pictures before them.
	Source string
	// Parts are the numbers of training, validation and test triplets where these were made
	// apart, in this order; all are 0 where a split is still to be made.
	Parts [3]int
	// PartOf says in which part each picture of Images lies where pictures were parted
	// before triplets were made of them; nil where triplets were.
	PartOf []Part
	// Remarks says what the reader of a file made of it; nil where there is nothing
	// to say.
	Remarks []Remark
}

// Names of the protocols.
const (
	ProtocolTutorial = "tutorial"
	ProtocolRandom   = "random"
	ProtocolFile     = "file"
)

// Len is the number of triplets.
func (t *Triplets) Len() int { return len(t.Index) }

// Labels gives the classes of triplet i; ok is false where pictures have no labels.
func (t *Triplets) Labels(i int) (labels [3]int32, ok bool) {
	if t.Images.Labels == nil {
		return labels, false
	}
	for k, p := range t.Index[i] {
		labels[k] = t.Images.Labels[p]
	}
	return labels, true
}

// Select gives the triplets at idx, in that order; pictures and PartOf are shared, and Parts are
// forgotten. It panics on an index outside 0 to Len()-1.
func (t *Triplets) Select(idx []int) *Triplets {
	out := *t
	out.Parts = [3]int{}
	out.Index = make([][3]int32, len(idx))
	for k, i := range idx {
		out.Index[k] = t.Index[i]
	}
	return &out
}
