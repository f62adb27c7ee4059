package dataset

import (
	"bytes"
	"errors"
	"testing"
)

func TestWriteNPYPartsIsWriteNPY(t *testing.T) {
	data := make([]float32, 2*3*5)
	for i := range data {
		data[i] = float32(i) / 7
	}
	var want bytes.Buffer
	if err := WriteNPY(&want, data, 2, 3, 5); err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1, 4, 30} {
		var got bytes.Buffer
		rest := data
		next := func() ([]float32, error) {
			n := min(size, len(rest))
			part := rest[:n]
			rest = rest[n:]
			return part, nil
		}
		if err := WriteNPYParts(&got, next, 2, 3, 5); err != nil || !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Errorf("parts of %d give another file: %v", size, err)
		}
	}
	stop := errors.New("stop")
	if err := WriteNPYParts(&want, func() ([]float32, error) { return nil, stop }, 2); !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic on values beyond the shape")
		}
	}()
	_ = WriteNPYParts(&want, func() ([]float32, error) { return data, nil }, 29)
}
