package risk

// components numbers the regions of masks. The zero value is ready; it keeps its memory.
type components struct {
	label []int32
	area  []int
	stack []int32
}

// find gives each place of a mask the number of its region, from 1, and 0 where the mask is
// 0. Places that touch at a side or a corner are of one region, as in the evaluation of MVTec
// AD. area has the number of places of each region, 0 for number 0. Both last until the next
// call.
func (c *components) find(mask []uint8, width int) (label []int32, area []int) {
	if cap(c.label) < len(mask) {
		c.label = make([]int32, len(mask))
	}
	c.label = c.label[:len(mask)]
	clear(c.label)
	c.area = append(c.area[:0], 0)
	for i, m := range mask {
		if m != 0 && c.label[i] == 0 {
			c.fill(mask, width, i)
		}
	}
	return c.label, c.area
}

// fill numbers the region that place first is in.
func (c *components) fill(mask []uint8, width, first int) {
	number, area, height := int32(len(c.area)), 0, len(mask)/width
	c.label[first] = number
	c.stack = append(c.stack[:0], int32(first))
	for len(c.stack) > 0 {
		at := int(c.stack[len(c.stack)-1])
		c.stack = c.stack[:len(c.stack)-1]
		area++
		x, y := at%width, at/width
		for ny := max(0, y-1); ny <= min(height-1, y+1); ny++ {
			for nx := max(0, x-1); nx <= min(width-1, x+1); nx++ {
				if n := ny*width + nx; mask[n] != 0 && c.label[n] == 0 {
					c.label[n] = number
					c.stack = append(c.stack, int32(n))
				}
			}
		}
	}
	c.area = append(c.area, area)
}
