// Package selftaught makes an eye without outside weights, from nothing but pictures of parts: a small network of
// convolutions whose filters are first taken from the pictures themselves (Coates & Ng, "The Importance of Encoding
// Versus Training with Sparse Coding and Vector Quantization", 2011) and then trained by triplets of
// patches. It says nothing of how good such an eye is: the room inspect tries them on good pictures.
package selftaught
