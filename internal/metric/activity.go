package metric

// TermActivity says how much one term of a loss takes part on some triplets. A
// term that is never active adds nothing, whatever its weight: a dead zone
// wider than any difference of distances does that.
type TermActivity struct {
	Term TermSpec `json:"term"`
	// Active is the number of triplets for which the hinge is active, of Triplets.
	Active   int `json:"active"`
	Triplets int `json:"triplets"`
	// Largest is the largest d(a,p) - d(a,n), or d(a,n) - d(a,p) of an inverted
	// term: the hinge is active where it exceeds -Margin.
	Largest float64 `json:"largest"`
}

// Activity measures each term of the loss on the triplets of emb, row-major
// (3n, dim), rows anchor, positive, negative. It panics if lengths disagree.
func (l *Loss[T]) Activity(emb []T, dim int) []TermActivity {
	out := make([]TermActivity, len(l.spec.Terms))
	for i, t := range l.spec.Terms {
		d, err := Lookup[T](t.Distance)
		if err != nil {
			panic(err) // Compile looked it up before
		}
		ap, an := TripletDistances(d, emb, dim)
		out[i] = TermActivity{Term: t, Triplets: len(ap)}
		for k := range ap {
			v := float64(ap[k]) - float64(an[k])
			if t.Inverted {
				v = -v
			}
			if k == 0 || v > out[i].Largest {
				out[i].Largest = v
			}
			if t.Weight > 0 && v > -t.Margin {
				out[i].Active++
			}
		}
	}
	return out
}
