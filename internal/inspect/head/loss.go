package head

import (
	"mekiki/internal/lang"
	"mekiki/internal/metric/triplet"
	"mekiki/internal/nn"
)

// DefaultLoss is the formula that heads are trained by if nobody says otherwise: an angle and a length, each with
// a threshold of its own, so that places are told apart where either sees a difference.
const DefaultLoss = "combined-threshold"

// Loss is a formula of the distances of a triplet that heads are trained by. The zero value is DefaultLoss.
type Loss struct{ text string }

// ReadLoss reads the name of a loss or a formula; "" is DefaultLoss. What would have to be found on the places first is
// refused. Errors are in a user's words.
func ReadLoss(text string) (Loss, error) {
	read := Loss{text}
	l, err := read.compile()
	switch {
	case err != nil:
		return Loss{}, err
	case l.Fitted():
		return Loss{}, lang.Errorf("loss: the network learns places that are whitened already, so mah has no meaning there; take euc")
	case len(l.Learned()) > 0:
		return Loss{}, lang.Errorf("loss: its parameters are not trained here, so learn(…) has no meaning; write a number in its place")
	}
	return read, nil
}

// String is the loss as it was written.
func (l Loss) String() string {
	if l.text == "" {
		return DefaultLoss
	}
	return l.text
}

// compile makes the loss ready to run. Errors are in a user's words.
func (l Loss) compile() (*triplet.Loss[float32], error) {
	spec, err := triplet.Parse(l.String())
	if err != nil {
		return nil, err
	}
	return triplet.Compile[float32](spec)
}

// Mean is the mean over n triplets that stand one behind the other, 3n embeddings. It panics on a loss that ReadLoss
// refuses.
func (l Loss) Mean(n int) nn.BatchLossFunc {
	loss, err := l.compile()
	if err != nil {
		panic("head: " + err.Error()) // ReadLoss has compiled it
	}
	each := make([]float32, n)
	return func(emb []float32, dim int, _ []int32, grad []float32) (float64, bool) {
		broken := loss.Eval(triplet.Batch[float32]{Emb: emb, Dim: dim, Loss: each, Grad: grad, Scale: 1 / float32(n)})
		sum := 0.0
		for _, v := range each {
			sum += float64(v) / float64(n)
		}
		return sum, broken < 0
	}
}
