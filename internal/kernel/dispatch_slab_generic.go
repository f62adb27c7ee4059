//go:build !amd64 || purego

package kernel

func lerp(dst, src []float32, t float32) { lerpGo(dst, src, t) }

func sumSquares(lanes *[Lane]float32, src []float32) { sumSquaresGo(lanes, src) }
