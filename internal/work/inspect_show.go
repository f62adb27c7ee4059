package work

import (
	"os"

	"mekiki/internal/inspect"
	"mekiki/internal/model"
)

// InspectorShown is what is in an inspector file.
type InspectorShown struct {
	File  string `json:"file"`
	Bytes int64  `json:"bytes"`
	// Eye is what looks, SHA256 that of its file.
	Eye    string `json:"eye"`
	SHA256 string `json:"eye_sha256"`
	// SelfTaught is how the eye was made here; nil: it came from outside.
	SelfTaught *inspect.SelfTaught `json:"self_taught,omitempty"`
	Input      model.Input         `json:"input"`
	Taps       []string            `json:"taps"`
	// Light says how pictures are lit that the eye looks at.
	Light inspect.Light `json:"light"`
	// Scales is how many sizes of each picture are looked at: that of Input, and half of it.
	Scales int `json:"scales"`
	// Distance is the formula of a place. Vectors are kept of good parts, each of Numbers
	// numbers; Radius is how far a place of a good part lies from them at most.
	Distance string  `json:"distance"`
	Vectors  int     `json:"vectors"`
	Numbers  int     `json:"numbers"`
	Radius   float64 `json:"radius"`
	// Half is what it knows of pictures at half their size; nil: it looks at one size.
	Half *HalfShown `json:"half,omitempty"`
	// Good and Bad are how many parts it knows, Album how many of their pictures it keeps.
	Good  int          `json:"good"`
	Bad   int          `json:"bad"`
	Album KeptPictures `json:"album"`
	ThresholdsWith
	Guard   inspect.Guard  `json:"guard"`
	Lineage []inspect.Step `json:"lineage"`
	// Tests are the tests that the file keeps, the newest last.
	Tests []inspect.TestRecord `json:"tests,omitempty"`
}

// HalfShown is what an inspector knows of pictures at half their height and width. The score of a picture is
// Whole times that of the whole size plus Own times that of this one.
type HalfShown struct {
	Distance string  `json:"distance"` // of a place
	Vectors  int     `json:"vectors"`
	Radius   float64 `json:"radius"`
	Whole    float64 `json:"whole"`
	Own      float64 `json:"own"`
}

// InspectShow says what is in an inspector file.
func InspectShow(path string) (*InspectorShown, error) {
	n, err := inspect.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	s := &InspectorShown{
		File: path, Bytes: info.Size(), Eye: n.Eye.Name, SHA256: n.Eye.Hash, SelfTaught: n.SelfTaught, Input: n.Input, Light: n.LightMode(), Scales: n.Scales(), Distance: n.Formula(),
		Vectors: n.Gallery.N, Numbers: n.Gallery.Dim, Radius: n.Radius, Good: len(n.Good), Bad: len(n.Bad), Guard: n.Guard, Lineage: n.Lineage, Tests: n.Tests,
	}
	if c := n.Coarse; c != nil {
		s.Half = &HalfShown{Distance: c.Mix.String(), Vectors: c.Gallery.N, Radius: c.Radius, Whole: c.Fine, Own: c.Own}
	}
	for _, l := range n.Layers {
		s.Taps = append(s.Taps, l.Tap)
	}
	s.Album.Good, s.Album.Bad, s.Album.Bytes = n.Album.Kept()
	s.ThresholdsWith, err = with(n, knownParts(n))
	return s, err
}
