// Package run computes a graph fast, for one picture at a time.
//
// A Net is a graph made ready: its weights are packed, each value has its place in
// memory, and every node has become a step of some jobs that workers share. A Runner
// holds the memory of one computation; several may run at once, so many pictures are
// one runner a core, and a single picture is one runner with several workers.
//
// Values are matrices in panels of 16 columns ([columns/16][rows][16], kernel.Pack).
// Columns are channels and rows are places, of a map as of a list of tokens, so
// reshapes, transposes and slices mostly are another view of the same matrix, and
// nothing is moved. What has no step of its own is computed by plain loops
// (onnx/eval), so every graph that can be read can be run.
//
// Each number is one chain of operations in one order, so the number of workers and
// how jobs are cut change no bit.
package run
