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

// SpokenTrial is a trial, with what people read of why parts were not judged by their scores.
type SpokenTrial struct {
	recipe.Trial
	Said map[string]string `json:"said,omitempty" doc:"such reasons as they are stored, and in the language that was asked for"`
}

func (s Speaks) trial(t recipe.Trial) SpokenTrial {
	said := map[string]string{}
	for _, c := range t.Changed {
		for _, reason := range []string{c.Reason, c.WasReason} {
			if reason != "" && said[reason] == "" {
				said[reason] = s.say(reason)
			}
		}
	}
	return SpokenTrial{t, said}
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
