package inspect

// Choice says what the vectors of a gallery were chosen from. The zero value is of a file that
// does not say.
type Choice struct {
	// Places is how many vectors good parts and their copies have. From is how many of them
	// the choice was among: where it is less, each picture first gave those that cover it best.
	Places int `json:"places"`
	From   int `json:"from"`
}

// Exact reports whether the choice was among all.
func (c Choice) Exact() bool { return c.Places > 0 && c.From == c.Places }
