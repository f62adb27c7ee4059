package study

import "mekiki/internal/schema"

// Schemas lists the JSON files of this room that are for others to read.
func Schemas() schema.Table {
	return schema.Table{
		schema.For[Outcome]("outcome", 1, "outcome.json and outcome-epoch-NNNN.json in the folder of a study's run: what the run has given."),
		schema.For[Trial]("trial", 1, "A line of trials.jsonl: one trial of tune."),
	}
}
