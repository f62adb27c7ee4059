// Package export writes a trained network of Mekiki as an ONNX graph: what is made of
// the values of a picture, the layers, and, against known pictures, the distances, the
// nearest ones, the class and whether a picture is unknown.
//
//	builder.go   nodes and weights by name
//	pictures.go  values of a picture to the network's input
//	layers.go    layers to the embedding
//	eye.go       a network of another program before them
//	raise.go     its operations in the version that is written
//	moments.go   sums over pairs of embeddings
//	distance.go  distances of these
//	formula.go   formulas of distances
//	verdict.go   nearest pictures, class, unknown
//	leeway.go    how far rounding carries a distance
//	model.go     all of it as a model
//	maps.go      the maps of some layers alone, as a model
//
// The embedding is computed in float32, as in Mekiki; distances in float64, so that
// rounding decides no verdict.
package export
