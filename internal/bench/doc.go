// Package bench measures the engine inside this program, on the machine where
// it runs: the training step on real triplets, and the products of the network
// beside the processor's measured peak. Comparisons with other programs are
// made from outside, by the scripts in bench/ at the root.
package bench
