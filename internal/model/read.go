package model

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/safetensors"
)

// The kinds of file that are refused; errors of Read and Load wrap one of them.
var (
	// errTruncated means that the end of the file is missing.
	errTruncated = safetensors.ErrTruncated
	// errDamaged means that the file is not what was written.
	errDamaged = lang.Errorf("damaged model file")
	// errNewer means that a newer program wrote the file.
	errNewer = lang.Errorf("model file of a newer version")
	// errForeign means a file of tensors that is no model file of this program.
	errForeign = lang.Errorf("not a model file of mekiki")
	// errDType means weights of a type that is not read; the file may be sound.
	errDType = safetensors.ErrDType
)

// Load reads the model file at path. Errors name the file and the cure.
func Load(path string) (*Model, error) {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, lang.Errorf("%w; train a model first or give its path", err)
		}
		return nil, err
	}
	defer f.Close()
	m, err := Read(bufio.NewReaderSize(f, 64<<10))
	if err != nil && isONNX(f) {
		err = lang.Errorf("%w: it is an ONNX file; give the model.safetensors of the run that it was exported from, or look with the network itself by --eye %s where a command has that", errForeign, path)
	}
	if err != nil {
		return nil, lang.Errorf("%s: %w", path, err)
	}
	return m, nil
}

// isONNX says whether a file that is no model begins as ONNX files do: with the version
// of the format, field 1, and another field behind it, where tensors have the length of
// their header, of which the upper half is 0.
func isONNX(f io.ReaderAt) bool {
	var b [8]byte
	n, err := f.ReadAt(b[:], 0)
	return err == nil && n == len(b) && b[0] == 1<<3 && b[1] > 0 && b[1] < 0x80 && [4]byte(b[4:]) != [4]byte{}
}

// Read reads a model file to its end and checks it. The tensors may stand in
// any order, as other programs rewrite them.
func Read(r io.Reader) (*Model, error) {
	header, err := safetensors.ReadHeader(r)
	if err != nil {
		return nil, explain(err)
	}
	meta, layout, err := readMeta(header)
	if err != nil {
		return nil, err
	}
	if err := layout.checkTypes(header); err != nil {
		return nil, err
	}
	if err := layout.checkTensors(header, meta); err != nil {
		return nil, lang.Errorf("%w: %w; copy it again or train again", errDamaged, err)
	}
	file, err := header.ReadData(r, MaxParameters*4+mostEye)
	if err != nil {
		return nil, explain(err)
	}
	// Only now, that as many weights are there, room is made for them.
	net, err := meta.build()
	if err != nil {
		return nil, lang.Errorf("%w: %w; copy it again or train again", errDamaged, err)
	}
	for i, want := range layout.tensors {
		t, _ := file.Get(want.name)
		if err := checkValues(t); err != nil {
			return nil, lang.Errorf("%w: %w; train again, with a smaller learning rate if that run warned", errDamaged, err)
		}
		net.SetValues(i, t.F32)
	}
	m := &Model{Meta: *meta, Net: net}
	if meta.Eye != nil {
		f, err := meta.readEye(file)
		if err != nil {
			return nil, err
		}
		net.SetFront(f)
	}
	if stored := halves(file); stored != "" {
		m.Remarks = []string{lang.T("its weights are stored as %s and were turned into float32; the SHA-256 of the weights before that rounding cannot be compared", stored).String()}
		return m, nil
	}
	// A program that rewrites a file may have dropped the sum.
	if sum, ok := header.Meta[sumKey]; ok && sum != m.WeightsSHA256() {
		return nil, lang.Errorf("%w: its weights are not those that were written (their SHA-256 differs); copy it again or train again", errDamaged)
	}
	return m, nil
}

// explain adds the cure to an error of the codec.
func explain(err error) error {
	switch {
	case errors.Is(err, errTruncated):
		return lang.Errorf("model file: %w; copy it again or train again", err)
	case errors.Is(err, safetensors.ErrFormat):
		return lang.Errorf("%w: %w; copy it again or train again", errDamaged, err)
	}
	return err
}

// checkTypes refuses weights of types that would need rounding or that hold no
// weights.
func (y *Layout) checkTypes(h *safetensors.Header) error {
	ours := map[string]bool{}
	for _, t := range y.tensors {
		ours[t.name] = true
	}
	for _, t := range h.Tensors {
		if ours[t.Name] && t.DType != "F32" && t.DType != "F16" && t.DType != "BF16" {
			return lang.Errorf("%w: tensor %.80q is %.20s, and weights are read as F32, F16 or BF16; save it as float32, in PyTorch tensor.float(), in NumPy array.astype('float32')", errDType, t.Name, t.DType)
		}
	}
	return nil
}

// halves names the types of 16 bits that tensors were stored as.
func halves(f *safetensors.File) string {
	var types []string
	for _, t := range f.Tensors {
		if t.Stored != "" && !slices.Contains(types, t.Stored) {
			types = append(types, t.Stored)
		}
	}
	slices.Sort(types)
	return strings.Join(types, " and ")
}

// readMeta checks whose file it is and how new, then reads the metadata and lays
// the network out.
func readMeta(h *safetensors.Header) (*Meta, *Layout, error) {
	version, ours := h.Meta[formatKey]
	text, ok := h.Meta[modelKey]
	if !ours || !ok {
		return nil, nil, lang.Errorf("%w: its metadata lacks %q or %q; give a file that mekiki train wrote, such as model.safetensors", errForeign, formatKey, modelKey)
	}
	v, err := strconv.Atoi(version)
	if err != nil || v < 1 {
		return nil, nil, lang.Errorf("%w: format version %.20q; copy it again or train again", errDamaged, version)
	}
	if v > newestFormat {
		return nil, nil, lang.Errorf("%w: format %d, this program reads up to %d; use a newer mekiki", errNewer, v, newestFormat)
	}
	meta := &Meta{}
	var layout *Layout
	if err = json.Unmarshal([]byte(text), meta); err == nil {
		layout, err = meta.check()
	}
	if err != nil {
		return nil, nil, lang.Errorf("%w: metadata: %w; copy it again or train again", errDamaged, err)
	}
	if a, err := nn.ParseArch(meta.Network.Arch); err == nil {
		meta.Network.Arch = a.String() // as Write wants it, whoever wrote this
	}
	return meta, layout, nil
}

// checkTensors compares the tensors that the header announces with those of the
// network that the metadata describes.
func (y *Layout) checkTensors(h *safetensors.Header, m *Meta) error {
	want := map[string][]int{}
	for _, t := range y.tensors {
		want[t.name] = t.shape
	}
	for _, t := range h.Tensors {
		if m.Eye != nil && t.Name == eyeTensor && t.DType == "U8" {
			continue
		}
		shape, ok := want[t.Name]
		switch {
		case !ok:
			return lang.Errorf("tensor %.80q does not belong to a network of %.400s", t.Name, m.Network)
		case !slices.Equal(t.Shape, shape):
			return lang.Errorf("tensor %s has shape %v, its metadata says %v", t.Name, t.Shape, shape)
		}
		delete(want, t.Name)
	}
	if len(want) > 0 {
		return lang.Errorf("tensor %s is missing", slices.Min(slices.Collect(maps.Keys(want))))
	}
	return nil
}

// varianceName ends the name of a normalisation's running variances.
const varianceName = "running_var"

// checkValues refuses values that no training leaves behind. A variance of 0
// is that of a channel that is always the same.
func checkValues(t safetensors.Tensor) error {
	variance := strings.HasSuffix(t.Name, "."+varianceName)
	for i, v := range t.F32 {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) || variance && f < 0 {
			return lang.Errorf("tensor %s holds %v at %d", t.Name, v, i)
		}
	}
	return nil
}
