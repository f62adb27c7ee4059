package nn

import "testing"

// The regions of a cut are all of the output, each place once, none of them empty.
func TestCutsCoverTheOutput(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 5, 16, 64} {
		for _, rows := range []int{1, 5, 16, 49, 784, 5000} {
			for _, panels := range []int{1, 2, 3, 8} {
				for _, step := range []int{1, 12} {
					c := cutProduct(rows, step, 1000, panels, workers, 0.5)
					if c.jobs() < 1 || c.jobs() > workers {
						t.Fatalf("%d rows, %d panels, %d workers: %v", rows, panels, workers, c)
					}
					seen := make([]int, rows*panels)
					for i := range c.jobs() {
						r := c.region(i, rows, step, panels)
						if r.rows() < 1 || r.panels() < 1 || r.row%step != 0 {
							t.Fatalf("%d rows, %d panels, %d workers: %v has %v", rows, panels, workers, c, r)
						}
						for row := r.row; row < r.rowEnd; row++ {
							for p := r.panel; p < r.panelEnd; p++ {
								seen[row*panels+p]++
							}
						}
					}
					for at, times := range seen {
						if times != 1 {
							t.Fatalf("%d rows, %d panels, %d workers: %v computes row %d of panel %d %d times", rows, panels, workers, c, at/panels, at%panels, times)
						}
					}
				}
			}
		}
	}
}

func TestCutsFitTheWork(t *testing.T) {
	for _, c := range []struct {
		what                        string
		rows, step, inputs, panels  int
		workers, wantRows, wantCols int
	}{
		{"a small product", 1, 12, 96, 8, 8, 1, 1},
		{"tiles of a map of 14x14", 49, 1, 16 * 32, 4, 2, 2, 1},
		{"few tiles, many panels", 16, 1, 16 * 128, 8, 2, 1, 2},
		{"few of both", 16, 1, 16 * 128, 8, 8, 4, 2},
		{"one row", 1, 12, 10000, 16, 4, 1, 4},
		{"one panel", 784, 12, 1000, 1, 4, 4, 1},
	} {
		got := cutProduct(c.rows, c.step, c.inputs, c.panels, c.workers, 0.5)
		if got != (cut{c.wantRows, c.wantCols}) {
			t.Errorf("%s: %v, want %d by rows and %d by panels", c.what, got, c.wantRows, c.wantCols)
		}
	}
	for _, c := range []struct{ values, panels, workers, want int }{{1000, 8, 8, 1}, {1 << 20, 8, 4, 4}, {1 << 20, 2, 4, 2}, {1 << 16, 8, 8, 2}} {
		if got := cutPanels(c.values, c.panels, c.workers); got != (cut{1, c.want}) {
			t.Errorf("%d values in %d panels for %d workers: %v, want %d", c.values, c.panels, c.workers, got, c.want)
		}
	}
}
