// Package search finds the nearest rows of a set of vectors, without labels: exactly, by any
// measure, and bitwise the same for any number of workers, any number of queries at a time and
// any order of the rows.
//
// An Index stays in memory and answers many calls at once. It folds copies of a row into one,
// packs places of the rows for float32 products, lets these choose who may be near, and lets the
// exact distance, Measure.Value, decide.
package search
