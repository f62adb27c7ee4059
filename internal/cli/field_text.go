package cli

import (
	"fmt"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
)

// fieldText says in words what a cell of a map sees.
func fieldText(f *nn.Field) lang.Message {
	if f == nil || f.Whole() {
		return lang.T("each cell sees the whole picture")
	}
	axis := func(name string) string {
		s := name
		if f.Stride != 1 {
			s = fmt.Sprintf("%d*%s", f.Stride, name)
		}
		if f.First < 0 {
			s += fmt.Sprintf(" - %d", -f.First)
		}
		return s
	}
	return lang.T("cell (y, x) sees the %d x %d pixels from row %s and column %s on", f.Size, f.Size, axis("y"), axis("x"))
}
