package nn

import "mekiki/internal/kernel"

// Several workers share the work of one picture: each operation is cut into jobs, which
// compute rows or tiles of its output, and panels. An output is the same sum in any job, so
// how many there are changes no bit. Tiles that overhang a map's border give it the spare row, in several
// jobs too: kernel.WinogradOutput lets them.

const (
	// jobProducts is the least of multiply-adds that make a job: what it costs workers to
	// meet is less than a microsecond.
	jobProducts = 100_000
	// jobValues is the least of values that make one where there are no products.
	jobValues = 1 << 15
)

// cut says in how many jobs an output is shared: so many by its rows, or tiles, times so many
// by its panels.
type cut struct{ rows, panels int }

func (c cut) jobs() int { return c.rows * c.panels }

// region is a part of an output: rows, or tiles, and panels, without the ends.
type region struct{ row, rowEnd, panel, panelEnd int }

// rows and panels are how many it has.
func (r region) rows() int   { return r.rowEnd - r.row }
func (r region) panels() int { return r.panelEnd - r.panel }

// region is that of job i of an output of so many rows and panels. Rows are cut at
// multiples of step.
func (c cut) region(i, rows, step, panels int) region {
	at := func(i, parts, n, step int) int { return min((n+step-1)/step*i/parts*step, n) }
	r, p := i/c.panels, i%c.panels
	return region{at(r, c.rows, rows, step), at(r+1, c.rows, rows, step), at(p, c.panels, panels, 1), at(p+1, c.panels, panels, 1)}
}

// cutProduct cuts a product with so many inputs an output such that its largest job is
// small. Each job pays for all of its rows once besides its products: `row` times what a panel of
// a row costs.
func cutProduct(rows, step, inputs, panels, workers int, row float64) cut {
	most := min(workers, max(1, rows*inputs*panels*kernel.Lane/jobProducts))
	best, least := cut{1, 1}, 0.0
	for r := 1; r <= min(most, (rows+step-1)/step); r++ {
		for p := 1; p <= min(most/r, panels); p++ {
			c, slowest := cut{r, p}, 0.0
			for i := range c.jobs() {
				slowest = max(slowest, c.region(i, rows, step, panels).cost(row))
			}
			if c.jobs() == 1 || slowest < least {
				best, least = c, slowest
			}
		}
	}
	return best
}

// cost is that of a product of the region, where one of a panel and a row costs 1. A kernel
// takes rows by six, or by twelve where it has less than three panels.
func (r region) cost(row float64) float64 {
	tile := 6
	if r.panels() < 3 {
		tile = 12
	}
	return float64((r.rows()+tile-1)/tile*tile*r.panels()) + row*float64(r.rows())
}

// cutPanels cuts an operation that computes each of its panels by itself, from so many
// values.
func cutPanels(values, panels, workers int) cut {
	return cut{1, max(1, min(workers, panels, values/jobValues))}
}
