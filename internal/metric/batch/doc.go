// Package batch holds losses over a whole batch of embeddings with labels: losses of all
// its pairs or of class weights, one a file, which register themselves (Kind, Over), and
// any loss of triplets with a miner that picks them (Mined).
package batch
