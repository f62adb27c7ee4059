package statedict

import (
	"bytes"
	"math"

	"mekiki/internal/lang"
	"mekiki/internal/safetensors"
)

// protocol is the first instruction of every pickle since 2003.
const protocol = "\x80"

// Is reports whether the bytes of a file begin as those that Read reads.
func Is(b []byte) bool {
	return bytes.HasPrefix(b, []byte("PK\x03\x04")) || bytes.HasPrefix(b, []byte(protocol)) || len(b) > 9 && b[8] == '{'
}

// Read reads the tensors of a whole file in the file's order. float16, bfloat16 and
// float64 become float32. All tensors together may have at most four times as many
// bytes as the file (a file can name the same numbers several times). Errors are in a
// user's words; the caller puts the file's name in front.
func Read(b []byte) (*safetensors.File, error) {
	var top any
	var stores map[string][]byte
	var err error
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		top, stores, err = readZip(b)
	case bytes.HasPrefix(b, []byte(legacyMagic)):
		top, stores, err = readLegacy(b)
	case len(b) > 9 && b[8] == '{': // before this it is a length, which may begin as a pickle
		f, err := safetensors.Decode(bytes.NewReader(b), math.MaxInt64) // what is there bounds it
		if err != nil {
			return nil, err
		}
		return f, nil
	case bytes.HasPrefix(b, []byte(protocol)):
		top, _, err = unpickle(b, map[string]string{})
	default:
		return nil, lang.Errorf("this is neither a file of torch.save nor .safetensors")
	}
	if err != nil {
		return nil, err
	}
	return collect(top, stores, 4*len(b))
}

// wrappers are the keys under which training programs keep the weights.
var wrappers = []string{"state_dict", "model_state_dict", "model", "model_ema", "state_dict_ema"}

// collect finds the tensors of a dictionary, or of one in it.
func collect(top any, stores map[string][]byte, limit int) (*safetensors.File, error) {
	d, ok := top.(*dict)
	if !ok {
		return nil, lang.Errorf("it holds no dictionary of weights; save model.state_dict() instead of the model")
	}
	for _, key := range wrappers {
		if inner, ok := d.get(key).(*dict); ok {
			d = inner
			break
		}
	}
	f := &safetensors.File{}
	seen := map[string]bool{}
	for i, k := range d.keys {
		name, isText := k.(string)
		ref, isTensor := d.values[i].(*tensor)
		if !isText || !isTensor {
			continue // the number of the epoch, settings
		}
		if seen[name] {
			return nil, lang.Errorf("tensor %.80q stands in the file twice", name)
		}
		seen[name] = true
		t, err := ref.read(stores, &limit)
		if err != nil {
			return nil, lang.Errorf("tensor %.80q: %w", name, err)
		}
		t.Name = name
		f.Tensors = append(f.Tensors, t)
	}
	if len(f.Tensors) == 0 {
		return nil, lang.Errorf("it holds no dictionary of weights; save model.state_dict() instead of the model")
	}
	return f, nil
}
