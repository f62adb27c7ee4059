// Package metric holds distances between embeddings and the triplet losses made
// of them. It knows no network: it takes a matrix of embeddings and gives a
// loss for each triplet and a gradient of the matrix's shape. A BatchLoss does so
// for a batch with labels: by a loss over all its pairs, or by a miner that picks
// triplets.
//
// Every distance is smaller-is-closer. Vectors may be float32 or float64;
// distances, hinges and slopes are always float64, so that for float32 vectors
// no sum can overflow or vanish. Formulas and their sources: docs/math.md.
package metric
