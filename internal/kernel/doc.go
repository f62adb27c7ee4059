// Package kernel holds the float32 inner loops of the engine.
//
// Matrices are stored in panels, strips of 16 columns: activations as
// [F/16][rows][16], weights as [N/16][K][16]. Then a forward product, the
// gradient of the weights and the gradient of the input all read memory in
// order and need no packing.
//
// Every function has a Go loop, the reference, that is always built. On amd64
// AVX2 with FMA and AVX-512 replace it where the processor has them. Both give
// the same bits: every output is one chain of fused multiply-adds in the same
// order. The Go loop rounds products on their own, or fuses them where the
// compiler does so (ARM), and so differs from them in the last places.
//
// The environment variable MEKIKI_PUREGO=1 and the build tag purego force the
// Go loops. This is the only package with assembly or unsafe code. Its one state is
// the chosen instruction set.
package kernel
