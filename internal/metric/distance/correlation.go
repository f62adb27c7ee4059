package distance

import "mekiki/internal/lang"

// correlation is 1 - r with Pearson's correlation r of the components of x and
// y (Pearson, 1895): 0 (y is x stretched and shifted) to 2 (the same, upside
// down). It is the cosine distance of the vectors without their means, so a
// change of brightness or contrast of a picture changes nothing.
//
// A vector without variance, such as every vector of one component, correlates
// with nothing: r is taken as 0, so the distance is 1 and the gradient 0, even
// between two equal ones. A sum of squares below 1e-60 counts as none.
type correlation struct{ cosine }

var _ = registerCentred(correlation{})

func (correlation) Name() string          { return "correlation" }
func (correlation) Display() lang.Message { return lang.T("correlation") }
func (correlation) Symbol() string        { return "cor" }
