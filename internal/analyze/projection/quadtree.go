package projection

import (
	"math"
	"slices"
)

// leafPoints is the most points that a node keeps undivided.
const leafPoints = 4

// quadtree holds the points of a plane, row-major (n, 2), for sums over all of them
// (Barnes and Hut 1986). Nodes stand in depth-first order: a node that is opened is
// followed by its children, and skip is where it ends.
type quadtree struct {
	xy    []float64
	key   []uint64 // of each place in order
	order []int32  // points along the Z curve
	x, y  []float64
	nodes []treeNode
}

type treeNode struct {
	x, y, count float64 // centre of mass, number of points
	side        float64 // squared, of the smallest square around the points
	skip        int32
	from, to    int32 // in order, for a leaf; else 0, 0
}

func newQuadtree(n int) *quadtree {
	return &quadtree{key: make([]uint64, n), order: make([]int32, n), x: make([]float64, n), y: make([]float64, n)}
}

// build makes the tree of the points anew.
func (t *quadtree) build(xy []float64) {
	t.xy = xy
	x0, x1, y0, y1 := bounds(xy)
	cell := max(x1-x0, y1-y0) / (1<<24 - 1)
	if cell == 0 {
		cell = 1
	}
	type placed struct {
		key uint64
		at  int32
	}
	all := make([]placed, len(t.order))
	for i := range all {
		all[i] = placed{interleave(uint32((xy[2*i]-x0)/cell)) | interleave(uint32((xy[2*i+1]-y0)/cell))<<1, int32(i)}
	}
	slices.SortFunc(all, func(a, b placed) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return int(a.at - b.at)
	})
	for k, p := range all {
		t.key[k], t.order[k] = p.key, p.at
		t.x[k], t.y[k] = xy[2*p.at], xy[2*p.at+1]
	}
	t.nodes = t.nodes[:0]
	t.add(0, len(all), 46)
}

// add makes the node of the points from to to, which agree in the key's bits above
// bit+1, and gives its place.
func (t *quadtree) add(from, to, bit int) {
	at := len(t.nodes)
	t.nodes = append(t.nodes, treeNode{})
	node := treeNode{count: float64(to - from)}
	x0, x1, y0, y1 := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for k := from; k < to; k++ {
		node.x += t.x[k]
		node.y += t.y[k]
		x0, x1, y0, y1 = min(x0, t.x[k]), max(x1, t.x[k]), min(y0, t.y[k]), max(y1, t.y[k])
	}
	node.x /= node.count
	node.y /= node.count
	node.side = max(x1-x0, y1-y0) * max(x1-x0, y1-y0)
	if to-from <= leafPoints || bit < 0 {
		node.from, node.to = int32(from), int32(to)
	} else {
		for start := from; start < to; {
			end, quarter := start+1, t.key[start]>>bit
			for end < to && t.key[end]>>bit == quarter {
				end++
			}
			t.add(start, end, bit-2)
			start = end
		}
	}
	node.skip = int32(len(t.nodes))
	t.nodes[at] = node
}

// push sums q = 1/(1+|a-b|²) and q²(a-b) over all points b but the one at place k
// of the order, which is a. A node whose side is less than theta of its distance
// counts as one heap of points; theta 0 gives the exact sums.
func (t *quadtree) push(k int, theta float64) (sum, fx, fy float64) {
	x, y, limit := t.x[k], t.y[k], theta*theta
	for i := int32(0); int(i) < len(t.nodes); {
		n := &t.nodes[i]
		dx, dy := x-n.x, y-n.y
		d := dx*dx + dy*dy
		switch {
		case n.side < limit*d:
			q := 1 / (1 + d)
			sum += n.count * q
			q *= n.count * q
			fx += q * dx
			fy += q * dy
			i = n.skip
		case n.to > 0:
			for j := n.from; j < n.to; j++ {
				if int(j) == k {
					continue
				}
				dx, dy := x-t.x[j], y-t.y[j]
				q := 1 / (1 + dx*dx + dy*dy)
				sum += q
				q *= q
				fx += q * dx
				fy += q * dy
			}
			i = n.skip
		default:
			i++
		}
	}
	return sum, fx, fy
}

func bounds(xy []float64) (x0, x1, y0, y1 float64) {
	x0, x1, y0, y1 = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i := 0; i < len(xy); i += 2 {
		x0, x1 = min(x0, xy[i]), max(x1, xy[i])
		y0, y1 = min(y0, xy[i+1]), max(y1, xy[i+1])
	}
	return x0, x1, y0, y1
}

// interleave spreads the 24 low bits of v to the even places.
func interleave(v uint32) uint64 {
	x := uint64(v)
	x = (x | x<<16) & 0x0000ffff0000ffff
	x = (x | x<<8) & 0x00ff00ff00ff00ff
	x = (x | x<<4) & 0x0f0f0f0f0f0f0f0f
	x = (x | x<<2) & 0x3333333333333333
	return (x | x<<1) & 0x5555555555555555
}
