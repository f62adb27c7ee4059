// Package eval computes a graph in the plainest way: a loop for each operation, in
// float64, nothing shared and nothing fast. It says what an operation means. The
// reader computes constants with it, and tests hold every engine, and every pass
// that changes a graph, against it.
package eval
