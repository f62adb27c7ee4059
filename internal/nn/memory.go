package nn

import "slices"

// life is when a buffer is needed, both ends included, and its size.
type life struct{ size, from, to int }

// shareMemory gives each buffer its memory. Buffers that are not needed at the same
// time may lie in the same place.
func shareMemory(lives []life) [][]float32 {
	order := make([]int, len(lives))
	for i := range order {
		order[i] = i
	}
	// The largest first: smaller ones find room in theirs.
	slices.SortStableFunc(order, func(a, b int) int { return lives[b].size - lives[a].size })
	type slot struct {
		size  int
		users []int
	}
	var slots []slot
	place := make([]int, len(lives))
	for _, i := range order {
		l := lives[i]
		at := slices.IndexFunc(slots, func(s slot) bool {
			return !slices.ContainsFunc(s.users, func(u int) bool { return lives[u].from <= l.to && l.from <= lives[u].to })
		})
		if at < 0 {
			at = len(slots)
			slots = append(slots, slot{size: l.size})
		}
		slots[at].users = append(slots[at].users, i)
		place[i] = at
	}
	memory := make([][]float32, len(slots))
	for i, s := range slots {
		memory[i] = make([]float32, s.size)
	}
	buffers := make([][]float32, len(lives))
	for i, at := range place {
		buffers[i] = memory[at][:lives[i].size]
	}
	return buffers
}
