// Package statedict reads the weights of a network by their names: files that
// torch.save wrote (.pth, .pt; the zip archives of today and the plain ones of
// before 2020) and .safetensors.
//
// A .pth file is a Python pickle, a program for a small machine that may call any
// function of Python. The machine here knows the few instructions and the few names
// that tensors need and calls nothing; a file that wants anything else is refused by
// the name that it asks for.
package statedict
