package model

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"

	"mekiki/internal/atomicfile"
	"mekiki/internal/safetensors"
)

// Save writes the model to path, replacing the file whole or not at all.
func (m *Model) Save(path string) error {
	return atomicfile.Write(path, m.Write)
}

// Write writes the model file. Equal models give equal bytes. It refuses a
// network that disagrees with Meta and weights or figures that are not finite.
func (m *Model) Write(w io.Writer) error {
	if !slices.Equal(m.Net.Widths(), m.Meta.Network.Widths) {
		return fmt.Errorf("model: network of widths %v, but its metadata says %v", m.Net.Widths(), m.Meta.Network.Widths)
	}
	if err := m.Meta.check(); err != nil {
		return fmt.Errorf("model: %w", err)
	}
	meta, err := json.Marshal(m.Meta)
	if err != nil {
		return fmt.Errorf("model: metadata: %w", err)
	}
	file := m.tensors()
	for _, t := range file.Tensors {
		if err := checkFinite(t); err != nil {
			return fmt.Errorf("model: %w; nothing was saved", err)
		}
	}
	file.Meta = map[string]string{
		formatKey: strconv.Itoa(Format),
		modelKey:  string(meta),
		sumKey:    file.Sum(),
	}
	return safetensors.Encode(w, file)
}

// WeightsSHA256 is the SHA-256, in hexadecimal, of all weights as little-endian
// float32: weight, then bias, layer by layer, which is the order in the file.
// Two runs with equal sums trained bitwise the same network.
func (m *Model) WeightsSHA256() string { return m.tensors().Sum() }

// tensors are the weights as a file without metadata.
func (m *Model) tensors() *safetensors.File {
	file := &safetensors.File{}
	for l := range m.Net.Layers() {
		weight, bias := layerTensors(m.Net.Widths(), l)
		weight.F32, bias.F32 = m.Net.Weight(l), m.Net.Bias(l)
		file.Tensors = append(file.Tensors, weight, bias)
	}
	return file
}

// layerTensors are name and shape of the two tensors of layer l, without values.
func layerTensors(widths []int, l int) (weight, bias safetensors.Tensor) {
	in, out := widths[l], widths[l+1]
	weight = safetensors.Tensor{Name: fmt.Sprintf("layers.%d.weight", l), Shape: []int{out, in}}
	bias = safetensors.Tensor{Name: fmt.Sprintf("layers.%d.bias", l), Shape: []int{out}}
	return weight, bias
}
