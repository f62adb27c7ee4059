// Package graph is a network as a list of typed operations: what an engine walks
// over. It knows nothing of files.
//
// All extents are numbers: a graph is built for one size of input (package onnx
// does that, in milliseconds but for the weights). So every shape is known, whatever
// a file computes from shapes has become a constant, and memory can be planned
// once. Operations carry what they need in fields (kernel, stride, padding, axes),
// never as tensors to be read.
//
// Values are numbers of three kinds: Float, Int and Bool. Layout is that of ONNX,
// row by row with the last axis fastest; pictures are [N,C,H,W].
package graph
