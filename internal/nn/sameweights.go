package nn

import "mekiki/internal/lang"

// sameWeights fails where a layer would need other weights, or do something else,
// for pictures of shape in than for those of shape trained. Both must fit
// (Output).
func (a Arch) sameWeights(trained, in Shape) error {
	for i, l := range a {
		if err := l.is().sameWeights(l, trained, in); err != nil {
			return lang.Errorf("layer %d, %w", i, err)
		}
		trained, _ = l.output(trained)
		in, _ = l.output(in)
	}
	return nil
}

// mapped is Output with layers counted from 0, as their names are.
func (a Arch) mapped(in Shape) (Shape, error) {
	s := in
	if s.Height < 1 || s.Width < 1 {
		return s, lang.Errorf("pictures of %s", s)
	}
	for i, l := range a {
		out, err := l.output(s)
		if err != nil {
			return s, lang.Errorf("layer %d, %s: %w", i, l.Kind, err)
		}
		s = out
	}
	return s, nil
}
