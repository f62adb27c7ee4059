// Package bench measures the engine inside this program, on the machine where
// it runs: both training steps, embedding, inspecting, and the products of a network beside
// the processor's measured peak. Comparisons with other programs are
// made from outside, by the scripts in bench/ at the root.
package bench
