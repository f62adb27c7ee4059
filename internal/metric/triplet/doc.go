// Package triplet makes a formula the loss of a triplet: distances fill the registers of
// the formula, and its slopes go through the distances to the embeddings. The named losses
// are formulas too. Spec is such a loss as data, for flags and files; Compile makes it a
// Loss.
package triplet
