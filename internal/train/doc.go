// Package train is the training loop: it takes batches of triplets, runs the
// engine, validates, stops early, writes checkpoints and resumes from them. It
// sends Event values and prints nothing.
package train
