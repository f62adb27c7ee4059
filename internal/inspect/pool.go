package inspect

// Pool says what the vectors of a gallery were chosen from. The zero value is of a file that
// does not say.
type Pool struct {
	// Places is how many vectors good parts and their copies have. From is how many of them
	// vectors were chosen among: where it is less, each picture first gave those that cover it best.
	Places int `json:"places"`
	From   int `json:"from"`
}

// Exact reports whether vectors were chosen among all.
func (p Pool) Exact() bool { return p.Places > 0 && p.From == p.Places }
