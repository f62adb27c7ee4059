// Package family knows networks by the names and shapes of their weights: from a
// state dict, which holds numbers alone, it makes the network that they belong to, as
// an ONNX model in memory.
//
// Each family is one file that says in which order the layers come, like a small
// exporter. What the names and shapes leave open is asked for, never guessed.
package family
