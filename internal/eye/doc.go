// Package eye opens networks that have seen the world, and is what Mekiki sees parts
// with: an ONNX model, the values in it that one looks at (taps), and how values of
// pictures become its input. One such eye is in the program.
//
// Everything is one kind of thing: an ONNX file whose properties say what is an eye
// about it (property.go). Weights without a network, as PyTorch and others keep them,
// become such a model in memory (sub-room family); a Python wheel is opened for what it
// holds.
package eye
