package nn

import (
	"fmt"

	"mekiki/internal/lang"
)

// Shape is the shape of a picture or of a map: Height x Width positions of
// Channels values.
type Shape struct{ Height, Width, Channels int }

// Size is the number of values.
func (s Shape) Size() int { return s.Height * s.Width * s.Channels }

func (s Shape) String() string { return fmt.Sprintf("%dx%dx%d", s.Height, s.Width, s.Channels) }

// Output is the shape of the output of the architecture for pictures of shape
// in. It fails where a map is smaller than a layer needs.
func (a Arch) Output(in Shape) (Shape, error) {
	if in.Height < 1 || in.Width < 1 || in.Channels < 1 {
		return in, lang.Errorf("pictures of %s", in)
	}
	if len(a) == 0 {
		return in, lang.Errorf("a network without layers")
	}
	s := in
	for i, l := range a {
		out, err := l.output(s)
		if err != nil {
			return s, lang.Errorf("layer %d, %s: %w", i+1, l.Kind, err)
		}
		s = out
	}
	return s, nil
}

// output is the shape of the layer's output for an input of shape s.
func (l Layer) output(s Shape) (Shape, error) {
	return l.is().output(l, s)
}
