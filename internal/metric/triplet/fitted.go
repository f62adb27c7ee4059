package triplet

import (
	"slices"

	"mekiki/internal/metric/distance"
)

// Mahalanobis is that distance with the state that the loss measures by. SetWhitening
// changes what it points to.
func (l *Loss[T]) Mahalanobis() *distance.Mahalanobis[T] { return l.mahalanobis }

// Fitted reports whether the loss depends on mahalanobis and so wants a state.
func (l *Loss[T]) Fitted() bool {
	return l.fitted
}

// SetWhitening sets the state of mahalanobis, also in Spec; empty is the
// identity. To the gradient it is a constant. It must not run while Eval does. It
// is an error, and changes nothing, if the state is damaged. Eval panics if the
// loss uses mahalanobis and the state's Dim is not the embeddings'.
func (l *Loss[T]) SetWhitening(state distance.Whitening) error {
	m, err := distance.ReadWhitening[T](state)
	if err != nil {
		return err
	}
	*l.mahalanobis, l.spec.Mahalanobis = *m, slices.Clone(state)
	return nil
}
