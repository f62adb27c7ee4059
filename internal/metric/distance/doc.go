// Package distance holds the distances between embeddings, one a file, which register
// themselves: a new one is a new file (docs/adding.md). Every one is smaller-is-closer and
// comes with its gradient. Formulas and their sources: docs/math.md, section 1.
package distance
