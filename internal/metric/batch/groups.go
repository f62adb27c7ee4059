package batch

// groups say which pictures of a batch are of one class.
type groups struct {
	of    []int32 // of each picture the number of its class, from 0 in order of first appearance
	start []int32 // class c has members[start[c]:start[c+1]], in the order of the batch
	all   []int32
	// comparable says that a picture has both another one of its class and one of
	// another class.
	comparable bool

	known map[int32]int32
	next  []int32
}

// set reads the labels of a batch.
func (g *groups) set(labels []int32) {
	if g.known == nil {
		g.known = map[int32]int32{}
	}
	clear(g.known)
	g.of, g.all, g.start = grow(g.of, len(labels)), grow(g.all, len(labels)), g.start[:0]
	for i, label := range labels {
		c, ok := g.known[label]
		if !ok {
			c = int32(len(g.known))
			g.known[label] = c
			g.start = append(g.start, 0)
		}
		g.of[i] = c
		g.start[c]++
	}
	most := int32(0)
	sum := int32(0)
	g.next = g.next[:0]
	for c, count := range g.start {
		most = max(most, count)
		g.start[c] = sum
		g.next = append(g.next, sum)
		sum += count
	}
	g.start = append(g.start, sum)
	for i, c := range g.of {
		g.all[g.next[c]] = int32(i)
		g.next[c]++
	}
	g.comparable = most > 1 && len(g.known) > 1
}

// members are the pictures of the class of picture i, i itself included.
func (g *groups) members(i int) []int32 {
	c := g.of[i]
	return g.all[g.start[c]:g.start[c+1]]
}
