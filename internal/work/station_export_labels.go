package work

import (
	"encoding/json"
	"strconv"

	"mekiki/internal/station/label"
)

var labelHeader = []string{"id", "trigger", "at", "who", "reason", "width", "height", "pixels", "shapes"}

// labelCells has the shapes as JSON, as no table holds them better.
func labelCells(l label.Label) []string {
	shapes, err := json.Marshal(l.Shapes)
	if err != nil {
		panic("work: " + err.Error()) // numbers and words always can be
	}
	return []string{whole(l.ID), whole(l.Trigger), instant(l.At), l.Who, l.Reason, strconv.Itoa(l.Width), strconv.Itoa(l.Height), strconv.Itoa(l.Pixels), string(shapes)}
}
