package dataset

// Triplets is a list of (anchor, positive, negative), each an index in Images.
// Pictures are shared, not copied: 30,000 triplets over 60,000 pictures cost
// 360 kB beside the pictures.
type Triplets struct {
	Images *Images
	Index  [][3]int32
}
