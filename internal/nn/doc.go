// Package nn is the engine: networks of any architecture, their forward and backward
// passes, optimisers, and two parallel training steps, of triplets and of batches.
//
// Everything is bitwise reproducible: for any number of workers, any chunk
// size, and with inactive triplets skipped or not, the weights are the same.
// Each output of a product is one chain in a fixed order, the losses of a batch
// are summed in the order of the batch, and each weight is updated by one worker
// in a step.
package nn
