package plot

import (
	"cmp"
	"fmt"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// labelledMost is how many classes may have their name in a cloud.
const labelledMost = 30

// nameCells is the number of places for a name along each side of the frame.
const nameCells = 28

// nameGap is the least room between two names. It also makes up for a reader whose
// font is wider than the one that names are measured with.
const nameGap = 4

// names writes the names of the largest classes, each in the densest of its places
// that is free.
func (c Cloud) names(to draw.Canvas, points []vg.Point, box vg.Rectangle) {
	if c.Class == nil {
		return
	}
	count, total := c.density(points, box)
	side := (box.Max.X - box.Min.X) / nameCells
	order := c.present()
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(total[b], total[a]) })
	var l placer
	for _, k := range order[:min(labelledMost, len(order))] {
		name := fmt.Sprint(k)
		if int(k) < len(c.Classes) && c.Classes[k] != "" {
			name = clean(c.Classes[k])
		}
		sty := style(levelSize, ink, 0, 0)
		name = fitName(name, sty, 110)
		w := sty.Width(name) + 4
		place := make([]int, 0, nameCells*nameCells)
		for cell, n := range count[k] {
			if n > 0 {
				place = append(place, cell)
			}
		}
		slices.SortStableFunc(place, func(a, b int) int { return cmp.Compare(count[k][b], count[k][a]) })
		for _, cell := range place {
			x := box.Min.X + (vg.Length(cell%nameCells)+0.5)*side
			y := box.Min.Y + (vg.Length(cell/nameCells)+0.5)*side
			x = min(max(x, box.Min.X+w/2+2), box.Max.X-w/2-2)
			b := vg.Rectangle{Min: vg.Point{X: x - w/2, Y: y - 6}, Max: vg.Point{X: x + w/2, Y: y + 6}}
			if l.free(draw.Canvas{Canvas: to.Canvas, Rectangle: grown(box)}, grown(b)) {
				l.boxes, l.names = append(l.boxes, b), append(l.names, name)
				break
			}
		}
	}
	l.draw(to)
}

// grown is b with nameGap more at each side.
func grown(b vg.Rectangle) vg.Rectangle {
	gap := vg.Point{X: nameGap, Y: nameGap}
	return vg.Rectangle{Min: b.Min.Sub(gap), Max: b.Max.Add(gap)}
}

// density counts the points of each class in each cell and those around it, and in
// all.
func (c Cloud) density(points []vg.Point, box vg.Rectangle) (count map[int32]*[nameCells * nameCells]int, total map[int32]int) {
	count, total = map[int32]*[nameCells * nameCells]int{}, map[int32]int{}
	side := (box.Max.X - box.Min.X) / nameCells
	for i, p := range points {
		k := c.Class[i]
		if count[k] == nil {
			count[k] = new([nameCells * nameCells]int)
		}
		x, y := min(int((p.X-box.Min.X)/side), nameCells-1), min(int((p.Y-box.Min.Y)/side), nameCells-1)
		for dy := max(y-1, 0); dy <= min(y+1, nameCells-1); dy++ {
			for dx := max(x-1, 0); dx <= min(x+1, nameCells-1); dx++ {
				count[k][dy*nameCells+dx]++
			}
		}
		total[k]++
	}
	return count, total
}
