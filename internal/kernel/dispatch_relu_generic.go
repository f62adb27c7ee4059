//go:build !amd64 || purego

package kernel

func relu(dst, x []float32) { reluGo(dst, x) }

func reluGrad(dst, dy, y []float32) { reluGradGo(dst, dy, y) }

func add(dst, src []float32) { addGo(dst, src) }

func addReLU(dst, x, y []float32) { addReLUGo(dst, x, y) }
