// Package safetensors reads and writes the safetensors format: named tensors
// and a map of strings in one file. Model files and checkpoints use it, and
// Python's safetensors package reads what it writes.
//
// A file is an 8-byte little-endian header length, the header, a JSON object of
// name -> {dtype, shape, data_offsets} with the strings under "__metadata__",
// and the tensors' bytes, little-endian, without holes.
//
// The codec is our own because the Go library for the format keeps no order of
// tensors (a fingerprint of the weights needs one), wants the whole file in
// memory twice, and cannot tell a truncated file from a damaged one.
package safetensors
