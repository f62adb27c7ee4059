package duplicates

// tally adds up what was found. Its result does not depend on the order in
// which pairs come.
type tally struct {
	album *album
	opt   Options
	cells []labelCell // of all groups
	start []int32     // of each group in cells
	pairs int         // near ones of groups
	// between[a][b] counts the pairs of parts a <= b.
	between [][]Between
	lists   [4]pairList
	// best is the nearest near duplicate of each group in each part, (groups, parts).
	best []Partner
	// low and high are the extreme labels among each group's duplicates and itself.
	low, high []int32
	forest    []int32 // of groups that hang together: the parent of each
}

// labelCell is the number of a group's pictures with one label in one part.
type labelCell struct {
	part  int
	label int32
	n     int
}

// unlabelled is the lowest label of a group without any.
const unlabelled = 1<<31 - 1

func newTally(a *album, opt Options) *tally {
	n, parts := a.groups(), len(a.parts)
	t := &tally{
		album: a, opt: opt, start: make([]int32, 1, n+1), best: make([]Partner, n*parts),
		low: make([]int32, n), high: make([]int32, n), forest: make([]int32, n),
	}
	for i := range t.best {
		t.best[i] = nobody()
	}
	for i := range t.lists {
		t.lists[i].most = opt.Listed
	}
	for p := range parts {
		t.between = append(t.between, make([]Between, parts))
		for q := range parts {
			t.between[p][q].A, t.between[p][q].B = a.parts[p].Name, a.parts[q].Name
		}
	}
	for g := range n {
		t.forest[g], t.low[g], t.high[g] = int32(g), unlabelled, -1
		for _, row := range a.members(g) {
			t.count(g, a.part(int(row)), a.label(int(row)))
		}
		t.start = append(t.start, int32(len(t.cells)))
	}
	return t
}

// count adds a picture to the last group's cells.
func (t *tally) count(g, part int, label int32) {
	if label >= 0 {
		t.low[g], t.high[g] = min(t.low[g], label), max(t.high[g], label)
	}
	own := t.cells[t.start[g]:]
	for i := range own {
		if own[i].part == part && own[i].label == label {
			own[i].n++
			return
		}
	}
	t.cells = append(t.cells, labelCell{part, label, 1})
}

func (t *tally) of(g int32) []labelCell { return t.cells[t.start[g]:t.start[g+1]] }

// copies counts and lists the exact copies in group g.
func (t *tally) copies(g int) {
	members := t.album.members(g)
	if len(members) == 1 {
		return
	}
	cells := t.of(int32(g))
	for i, x := range cells {
		t.add(true, x, x, x.n*(x.n-1)/2)
		for _, y := range cells[i+1:] {
			t.add(true, x, y, x.n*y.n)
		}
	}
	for _, row := range members[1:] {
		t.list(Pair{A: members[0], B: row, Exact: true})
	}
}

// add counts n pairs of pictures from two cells.
func (t *tally) add(exact bool, x, y labelCell, n int) {
	b := &t.between[min(x.part, y.part)][max(x.part, y.part)]
	c := &b.Near
	if exact {
		c = &b.Exact
	}
	c.Pairs += n
	if otherLabel(x.label, y.label) {
		c.OtherLabel += n
	}
}

func otherLabel(a, b int32) bool { return a >= 0 && b >= 0 && a != b }

// near counts and lists near pairs of groups. It is false if there are too many.
func (t *tally) near(found []foundPair) bool {
	t.pairs += len(found)
	if t.pairs > mostNear {
		return false
	}
	parts := len(t.album.parts)
	for _, f := range found {
		for _, x := range t.of(f.i) {
			for _, y := range t.of(f.j) {
				t.add(false, x, y, x.n*y.n)
			}
		}
		for _, side := range [2][2]int32{{f.i, f.j}, {f.j, f.i}} {
			for part := range parts {
				b := &t.best[int(side[0])*parts+part]
				p := Partner{t.album.lead(int(side[1]), part)[0], f.distance}
				if p.Row >= 0 && p.nearer(*b) {
					*b = p
				}
			}
		}
		t.labels(f.i, f.j)
		t.labels(f.j, f.i)
		t.join(f.i, f.j)
		a, b := t.album.first(int(f.i)), t.album.first(int(f.j))
		t.list(Pair{A: int32(a), B: int32(b), Distance: f.distance, Mirrored: f.mirrored})
	}
	return true
}

// labels widens the extremes of group g by the labels of its duplicate h.
func (t *tally) labels(g, h int32) {
	for _, c := range t.of(h) {
		if c.label >= 0 {
			t.low[g], t.high[g] = min(t.low[g], c.label), max(t.high[g], c.label)
		}
	}
}

// list keeps a pair with those of its kind.
func (t *tally) list(p Pair) {
	a := t.album
	p.Across = a.part(int(p.A)) != a.part(int(p.B))
	p.OtherLabel = otherLabel(a.label(int(p.A)), a.label(int(p.B)))
	kind := 0
	if p.Across {
		kind += 2
	}
	if p.OtherLabel {
		kind++
	}
	t.lists[kind].add(p)
}

// join makes one of the sets that two groups are in.
func (t *tally) join(g, h int32) {
	a, b := t.root(g), t.root(h)
	t.forest[max(a, b)] = min(a, b)
}

// root is the lowest group of the set that g is in.
func (t *tally) root(g int32) int32 {
	for t.forest[g] != g {
		t.forest[g] = t.forest[t.forest[g]]
		g = t.forest[g]
	}
	return g
}
