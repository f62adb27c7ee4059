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
	Eye    string      `json:"eye"`
	SHA256 string      `json:"eye_sha256"`
	Input  model.Input `json:"input"`
	Taps   []string    `json:"taps"`
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
	// Good and Bad are how many parts it knows, Album how many of their pictures it keeps.
	Good  int          `json:"good"`
	Bad   int          `json:"bad"`
	Album KeptPictures `json:"album"`
	ThresholdsWith
	Guard   inspect.Guard  `json:"guard"`
	Lineage []inspect.Step `json:"lineage"`
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
		File: path, Bytes: info.Size(), Eye: n.Eye.Name, SHA256: n.Eye.Hash, Input: n.Input, Light: n.LightMode(), Scales: n.Scales(), Distance: n.Formula(),
		Vectors: n.Gallery.N, Numbers: n.Gallery.Dim, Radius: n.Radius, Good: len(n.Good), Bad: len(n.Bad), Guard: n.Guard, Lineage: n.Lineage,
	}
	for _, l := range n.Layers {
		s.Taps = append(s.Taps, l.Tap)
	}
	s.Album.Good, s.Album.Bad, s.Album.Bytes = n.Album.Kept()
	s.ThresholdsWith, err = with(n, knownParts(n))
	return s, err
}
