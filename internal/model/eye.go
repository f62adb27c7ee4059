package model

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"mekiki/internal/eye"
	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// Eye says which eye looks at a picture before the network: that in the program by its
// hash, others stand in the file.
type Eye struct {
	Name string `json:"name"`
	// SHA256 is that of its ONNX file, in hexadecimal.
	SHA256 string `json:"sha256"`
	// Embedded says that it is the eye in the program.
	Embedded bool `json:"embedded"`
	// Taps are the layers that are looked at, Dim how many channels they have together: a
	// picture becomes the mean of each.
	Taps []string `json:"taps"`
	Dim  int      `json:"dim"`
}

// EyeOf describes an eye before a network.
func EyeOf(f *eye.Front) *Eye {
	e := f.Eye
	v := &Eye{Name: e.Name, SHA256: e.Hash, Taps: f.Taps(), Dim: f.Dim()}
	own, err := eye.Embedded()
	v.Embedded = err == nil && own.Hash == e.Hash
	return v
}

// same reports whether e and o are one eye, looked at in one way.
func (e *Eye) same(o *Eye) bool {
	if e == nil || o == nil {
		return e == o
	}
	return e.SHA256 == o.SHA256 && e.Embedded == o.Embedded && e.Dim == o.Dim && slices.Equal(e.Taps, o.Taps)
}

// Reads is the shape of what the network reads: pictures, or what the eye makes of one.
func (m *Meta) Reads() nn.Shape {
	if m.Eye != nil {
		return nn.Shape{Height: 1, Width: 1, Channels: m.Eye.Dim}
	}
	return m.Input.Shape()
}

// eyeTensor holds the bytes of an eye's ONNX file, at most so many.
const (
	eyeTensor = "eye"
	mostEye   = 2 << 30
)

// front is the eye before the network as it stands there; nil for none.
func (m *Model) front() *eye.Front {
	f, _ := m.Net.Front().(*eye.Front)
	return f
}

// writeEye adds an eye that is not in the program.
func (m *Model) writeEye(file *safetensors.File) error {
	if m.Meta.Eye == nil || m.Meta.Eye.Embedded {
		return nil
	}
	b, err := m.front().Eye.Encode() // which is cut behind its taps already
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != m.Meta.Eye.SHA256 {
		return lang.Errorf("model: the eye %s is not written as it was read", m.Meta.Eye.Name)
	}
	file.Tensors = append(file.Tensors, safetensors.Tensor{Name: eyeTensor, Shape: []int{len(b)}, U8: b})
	return nil
}

// readEye is the eye that the metadata names, before the network.
func (m *Meta) readEye(file *safetensors.File) (*eye.Front, error) {
	e, err := eye.Embedded()
	if t, ok := file.Get(eyeTensor); ok {
		if e, err = eye.Decode(t.U8, m.Eye.Name); err != nil {
			return nil, lang.Errorf("the eye in the file: %w", err)
		}
	}
	switch {
	case err != nil:
		return nil, err
	case e.Hash != m.Eye.SHA256:
		return nil, lang.Errorf("it was trained on the eye %s (%.12s…), which this program does not carry and the file does not hold; take the program that wrote it", m.Eye.Name, m.Eye.SHA256)
	}
	f, err := e.Front(eye.Options{Height: m.Input.Height, Width: m.Input.Width, Taps: m.Eye.Taps})
	if err != nil {
		return nil, lang.Errorf("the eye %s: %w", m.Eye.Name, err)
	}
	if in := f.Pictures(); f.Dim() != m.Eye.Dim || in.Channels != m.Input.Channels && m.Input.Channels != 1 {
		return nil, lang.Errorf("the eye %s gives %d values of pictures of %s, the metadata says %d of %s", m.Eye.Name, f.Dim(), in, m.Eye.Dim, m.Input.Shape())
	}
	return f, nil
}
