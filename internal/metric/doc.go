// Package metric says what a network is trained by, an Objective, and how far two
// embeddings lie apart, a Measure: a distance by its name or a formula of distances. Its
// parts are rooms of their own:
//
//	distance  the distances, each in a file, with its gradient
//	formula   the language of losses; knows no distances
//	triplet   a formula as the loss of a triplet, with its gradient
//	batch     losses over batches with labels, and miners that pick triplets of one
//
// None knows a network: they take a matrix of embeddings and give a loss and a gradient of
// the matrix's shape.
//
// Every distance is smaller-is-closer. Vectors may be float32 or float64;
// distances, hinges and slopes are always float64, so that for float32 vectors
// no sum can overflow or vanish. Formulas and their sources: docs/math.md.
package metric
