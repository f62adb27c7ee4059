package batch

// mineAll picks every triplet (Hermans, Beyer and Leibe, "In Defense of the Triplet
// Loss for Person Re-Identification", 2017: batch all). They are not kept, so memory
// is no bound, but time is: of P classes of K pictures there are PK (K-1) (PK-K), 40
// thousand for 10 classes of 8, 770 million for 10 of 205.
type mineAll struct{}

var allMiner = minerEntry{name: "all", make: func(func(string) (float64, bool), float64) miner { return mineAll{} }}

func (mineAll) mine(m *mining, visit func(a, p, n int)) {
	of := m.groups.of
	for a, class := range of {
		for _, p := range m.groups.members(a) {
			if int(p) == a {
				continue
			}
			for n, other := range of {
				if other != class {
					visit(a, int(p), n)
				}
			}
		}
	}
}
