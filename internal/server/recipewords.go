package server

import (
	"strconv"

	"mekiki/internal/station/recipe"
)

// SpokenBook are all versions, with what people read of steps that the program took by itself.
type SpokenBook struct {
	recipe.Book
	Said map[string]string `json:"said,omitempty" doc:"reasons of such steps by their id, in the language that was asked for"`
}

type spokenBookOutput struct{ Body SpokenBook }

func (s Speaks) book(b *recipe.Book) SpokenBook {
	said := map[string]string{}
	for _, e := range b.Entries {
		for _, step := range e.Steps {
			if step.Who == "station" && step.Reason != "" {
				said[strconv.FormatInt(step.ID, 10)] = s.say(step.Reason)
			}
		}
	}
	return SpokenBook{*b, said}
}
