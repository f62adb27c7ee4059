package train

// The values of Config.Split. The empty one is SplitTriplets that nobody asked for.
const (
	SplitTriplets = "triplets"
	SplitPictures = "pictures"
)

// SplitNames lists what Config.Split takes.
func SplitNames() []string { return []string{SplitTriplets, SplitPictures} }
