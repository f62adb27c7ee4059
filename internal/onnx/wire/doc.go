// Package wire reads and writes the bytes of an ONNX file: protocol buffers into
// plain structs and back, names and numbers as they stand there. What an operation
// means is not known here.
//
// The few messages that a network needs are read by hand with protowire: code
// generated from the .proto would be ten times longer, reads every field of every
// message, and copies all weights once. Here weights stay views of the file until
// they are asked for.
package wire
