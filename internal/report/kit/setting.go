package kit

// Setting is one setting as text.
type Setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Timing is the duration of one part of the run.
type Timing struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
}
