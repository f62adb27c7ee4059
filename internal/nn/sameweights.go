package nn

import "fmt"

// sameWeights fails where a layer would need other weights, or do something else,
// for pictures of shape in than for those of shape trained. Both must fit
// (Output).
func (a Arch) sameWeights(trained, in Shape) error {
	for i, l := range a {
		was, is := trained, in
		trained, _ = l.output(was)
		in, _ = l.output(is)
		switch l.Kind {
		case Dense:
			if was != is {
				return fmt.Errorf("layer %d, %s, takes a map of %s and would get one of %s; choose a layer before it, or pictures of the trained size", i, l, was, is)
			}
		case Residual:
			if err := l.Body.sameWeights(was, is); err != nil {
				return fmt.Errorf("layer %d, residual: %w", i, err)
			}
			if a, b := Shortcut(was, trained).Stride, Shortcut(is, in).Stride; a != b {
				return fmt.Errorf("layer %d, residual: its shortcut went by steps of %d in training and would go by %d; choose a layer before it, or pictures of another size", i, a, b)
			}
		}
	}
	return nil
}

// mapped is Output with layers counted from 0, as their names are.
func (a Arch) mapped(in Shape) (Shape, error) {
	s := in
	if s.Height < 1 || s.Width < 1 {
		return s, fmt.Errorf("pictures of %s", s)
	}
	for i, l := range a {
		out, err := l.output(s)
		if err != nil {
			return s, fmt.Errorf("layer %d, %s: %w", i, l.Kind, err)
		}
		s = out
	}
	return s, nil
}
