package duplicates

import (
	"cmp"
	"slices"
)

const (
	// mostGroups is how many of the largest groups are described.
	mostGroups = 20
	// mostMembers is how many of a group's pictures are named.
	mostMembers = 12
)

// result sums up once every pair is in.
func (t *tally) result() *Result {
	a, n := t.album, t.album.pictures()
	d := &Result{
		Near: t.opt.Near, Mirrored: t.opt.Mirrored,
		Parts:   make([]PartCount, len(a.parts)),
		Partner: make([]Partner, n), Leak: make([]Partner, n), Later: make([]bool, n),
	}
	for p, part := range a.parts {
		d.Parts[p].Name, d.Parts[p].Pictures = part.Name, part.Images.N
		d.Between = append(d.Between, t.between[p][p:]...)
	}
	for row := range n {
		t.picture(d, row)
	}
	of := t.describe(d)
	for _, l := range t.lists {
		d.Pairs = append(d.Pairs, l.pairs...)
	}
	slices.SortFunc(d.Pairs, byNearness)
	for i, p := range d.Pairs {
		d.Pairs[i].Group = of[t.root(a.group[p.A])]
	}
	return d
}

// picture finds the partners of one picture and counts it.
func (t *tally) picture(d *Result, row int) {
	a, g := t.album, int(t.album.group[row])
	own := a.part(row)
	partner := make([]Partner, len(a.parts))
	copy(partner, t.best[g*len(a.parts):])
	exact := make([]bool, len(a.parts)) // an exact copy before any near one
	for p := range a.parts {
		twin := a.lead(g, p)
		if at := toInt(twin[0] == int32(row)); twin[at] >= 0 {
			partner[p], exact[p] = Partner{Row: twin[at]}, true
		}
	}
	count, copied := &d.Parts[own], false
	d.Partner[row], d.Leak[row] = nobody(), nobody()
	for p, q := range partner {
		if q.Row < 0 {
			continue
		}
		if q.nearer(d.Partner[row]) {
			d.Partner[row] = q
		}
		switch {
		case p == own:
			count.Any++
			count.Exact += toInt(exact[p])
		case p < own:
			copied = copied || exact[p]
			if q.nearer(d.Leak[row]) {
				d.Leak[row] = q
			}
		default:
			d.Later[row] = true
		}
	}
	count.Leaked += toInt(d.Leak[row].Row >= 0)
	count.LeakedExact += toInt(copied)
	if label := a.label(row); label >= 0 && (t.low[g] < label || t.high[g] > label) {
		count.OtherLabel++
	}
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// describe fills in the groups, the largest first, and gives the place of each by its root.
func (t *tally) describe(d *Result) map[int32]int {
	a := t.album
	size := map[int32]int{}
	for g := range a.groups() {
		size[t.root(int32(g))] += len(a.members(g))
	}
	var roots []int32
	for root, n := range size {
		if n > 1 {
			roots = append(roots, root)
			d.Grouped += n
		}
	}
	slices.SortFunc(roots, func(x, y int32) int { return cmp.Or(cmp.Compare(size[y], size[x]), cmp.Compare(x, y)) })
	d.Groups = len(roots)
	of := make(map[int32]int, len(roots))
	for i, root := range roots {
		of[root] = i + 1
	}
	shown := min(len(roots), mostGroups)
	d.Largest = make([]Group, shown)
	labels := make([]map[int32]bool, shown)
	for i := range d.Largest {
		d.Largest[i] = Group{Pictures: size[roots[i]], PerPart: make([]int, len(a.parts))}
		labels[i] = map[int32]bool{}
	}
	for row := range a.pictures() {
		i := of[t.root(a.group[row])] - 1
		if i < 0 || i >= shown {
			continue
		}
		g := &d.Largest[i]
		g.PerPart[a.part(row)]++
		if l := a.label(row); l >= 0 {
			labels[i][l] = true
			g.Labels = len(labels[i])
		}
		if len(g.Row) < mostMembers {
			g.Row = append(g.Row, int32(row))
			g.First = append(g.First, a.place(row))
		}
	}
	return of
}

// Locate says in which part picture number row is and which one it is there.
func (d *Result) Locate(row int32) (part, index int) {
	index = int(row)
	for index >= d.Parts[part].Pictures {
		index -= d.Parts[part].Pictures
		part++
	}
	return part, index
}
