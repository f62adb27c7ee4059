package nn

import (
	"errors"
	"fmt"
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
		return in, fmt.Errorf("pictures of %s", in)
	}
	if len(a) == 0 {
		return in, errors.New("a network without layers")
	}
	s := in
	for i, l := range a {
		out, err := l.output(s)
		if err != nil {
			return s, fmt.Errorf("layer %d, %s: %w", i+1, l.Kind, err)
		}
		s = out
	}
	return s, nil
}

// output is the shape of the layer's output for an input of shape s.
func (l Layer) output(s Shape) (Shape, error) {
	switch l.Kind {
	case Conv:
		return Shape{(s.Height-1)/l.Stride + 1, (s.Width-1)/l.Stride + 1, l.Out}, nil
	case Dense:
		return Shape{1, 1, l.Out}, nil
	case MaxPool, AvgPool:
		if s.Height < l.Size || s.Width < l.Size {
			return s, fmt.Errorf("a map of %d x %d is left here, smaller than its window of %d x %d; use larger pictures or fewer pools and strides",
				s.Height, s.Width, l.Size, l.Size)
		}
		return Shape{s.Height / l.Size, s.Width / l.Size, s.Channels}, nil
	case GlobalAvg, GlobalMax:
		return Shape{1, 1, s.Channels}, nil
	case Residual:
		out, err := l.Body.Output(s)
		if err != nil {
			return s, err
		}
		if out != s && !projects(s, out, Shortcut(s, out).Stride) {
			return s, fmt.Errorf("its layers turn %s into %s, which no stride gives its shortcut; put the pool behind the block, or make maps smaller by strides, such as conv %d /2", s, out, out.Channels)
		}
		return out, nil
	}
	return s, nil
}

// Shortcut is the convolution that brings the input of a residual block, of shape in,
// to the shape out of its output: 1x1, of the smallest stride that may do so.
func Shortcut(in, out Shape) Layer {
	stride := max((in.Height+out.Height-1)/out.Height, (in.Width+out.Width-1)/out.Width)
	return Layer{Kind: Conv, Out: out.Channels, Size: 1, Stride: stride}
}

// projects reports whether a 1x1 convolution of that stride turns s into the
// height and width of out.
func projects(s, out Shape, stride int) bool {
	return (s.Height-1)/stride+1 == out.Height && (s.Width-1)/stride+1 == out.Width
}
