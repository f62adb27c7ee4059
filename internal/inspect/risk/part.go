package risk

// Part is a tested part, or one picture of it.
type Part struct {
	Score float64
	// Bad is what the part is, whatever it is called.
	Bad bool
	// Kind is the kind of defect of a bad part; empty where it is not known.
	Kind string
	// Guarded parts are under REVIEW whatever their score, because the picture is unlike what
	// was learned.
	Guarded bool
	// Object names the object that the picture shows: those of one object count as one
	// part where it matters how many there are. Empty is an object of its own.
	Object string
}

// verdict is what the part is called.
func (p Part) verdict(t Thresholds) Verdict {
	if p.Guarded {
		return Review
	}
	return t.Verdict(p.Score)
}

// scoresOf are the scores of good and of bad parts.
func scoresOf(parts []Part) (good, bad []float64) {
	for _, p := range parts {
		if p.Bad {
			bad = append(bad, p.Score)
		} else {
			good = append(good, p.Score)
		}
	}
	return good, bad
}

// objects gives each part the number of its object, from 0 in order of appearance.
func objects(parts []Part) (of []int, count int) {
	of = make([]int, len(parts))
	number := map[string]int{}
	for i, p := range parts {
		k, known := number[p.Object]
		if !known || p.Object == "" {
			k = count
			count++
			number[p.Object] = k
		}
		of[i] = k
	}
	return of, count
}

// onePerObject keeps the first good and the first bad part of each object.
func onePerObject(parts []Part) []Part {
	of, _ := objects(parts)
	type side struct {
		object int
		bad    bool
	}
	seen := map[side]bool{}
	var kept []Part
	for i, p := range parts {
		if s := (side{of[i], p.Bad}); !seen[s] {
			seen[s] = true
			kept = append(kept, p)
		}
	}
	return kept
}
