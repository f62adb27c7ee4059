package model

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"

	"mekiki/internal/atomicfile"
	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// Save writes the model to path, replacing the file whole or not at all.
func (m *Model) Save(path string) error {
	return atomicfile.Write(path, m.Write)
}

// Write writes the model file. Equal models give equal bytes. It refuses a
// network that disagrees with Meta and weights or figures that are not finite.
func (m *Model) Write(w io.Writer) error {
	net := NetworkOf(m.Net)
	if !slices.Equal(net.Widths, m.Meta.Network.Widths) || net.Arch != m.Meta.Network.Arch {
		return lang.Errorf("model: network of %s, but its metadata says %s", net, m.Meta.Network)
	}
	if in := m.Meta.Reads(); net.Arch != "" && m.Net.Input() != in {
		return lang.Errorf("model: network for pictures of %s, but its metadata says %s", m.Net.Input(), in)
	}
	var before *Eye
	if f := m.front(); f != nil {
		before = EyeOf(f)
	}
	if !before.same(m.Meta.Eye) {
		return lang.Errorf("model: the eye %+v before the network, but its metadata says %+v", before, m.Meta.Eye)
	}
	if is, says := m.Net.Preprocess(), m.Meta.Input.Preprocess(); !is.Equal(says) {
		return lang.Errorf("model: network with preprocessing %+v, but its metadata says %+v", is, says)
	}
	if _, err := m.Meta.check(); err != nil {
		return lang.Errorf("model: %w", err)
	}
	meta, err := json.Marshal(m.Meta)
	if err != nil {
		return lang.Errorf("model: metadata: %w", err)
	}
	file := m.tensors()
	for _, t := range file.Tensors {
		if err := checkValues(t); err != nil {
			return lang.Errorf("model: %w; nothing was saved", err)
		}
	}
	file.Meta = map[string]string{
		formatKey: strconv.Itoa(m.Meta.Format()),
		modelKey:  string(meta),
		sumKey:    file.Sum(),
	}
	if err := m.writeEye(file); err != nil {
		return err
	}
	return safetensors.Encode(w, file)
}

// WeightsSHA256 is the SHA-256, in hexadecimal, of all weights as little-endian
// float32, tensor by tensor in the order of the file: layer by layer, weight
// before bias, the running moments of a normalisation last. Those of an eye are not
// among them.
// Two runs with equal sums trained bitwise the same network.
func (m *Model) WeightsSHA256() string { return m.tensors().Sum() }

// tensors are the weights as a file without metadata.
func (m *Model) tensors() *safetensors.File {
	file := &safetensors.File{}
	for i, t := range m.Net.Tensors() {
		name := t.Name
		if m.Net.Plain() {
			name = plainName(i)
		}
		file.Tensors = append(file.Tensors, safetensors.Tensor{Name: name, Shape: t.Shape, F32: m.Net.Values(i)})
	}
	return file
}

// plainName is the name of tensor i of a fully connected network. Its file
// counts the layers with weights alone.
func plainName(i int) string {
	return fmt.Sprintf("layers.%d.%s", i/2, []string{"weight", "bias"}[i%2])
}
