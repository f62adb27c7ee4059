package work

import (
	"strconv"

	"mekiki/internal/station/agreement"
)

var (
	studyHeader     = []string{"id", "name", "recipe", "rounds", "parts", "at", "who", "reason"}
	studyCallHeader = []string{"id", "study", "who", "round", "trigger", "verdict", "at"}
)

func studyCells(y agreement.Study) []string {
	return []string{whole(y.ID), y.Name, y.Recipe, strconv.Itoa(y.Rounds), strconv.Itoa(len(y.Parts)), instant(y.At), y.Who, y.Reason}
}

func studyCallCells(c agreement.Call) []string {
	return []string{whole(c.ID), whole(c.Study), c.Who, strconv.Itoa(c.Round), whole(c.Trigger), string(c.Verdict), instant(c.At)}
}
