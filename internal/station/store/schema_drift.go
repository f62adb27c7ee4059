package store

// driftSchema lets the results of a recipe be read in the order of time, without their rows.
const driftSchema = `
CREATE INDEX results_recipe ON results (recipe, at, verdict, score, reason) WHERE master = '';
`
