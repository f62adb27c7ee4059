package model

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPreparationIsKept: how picture files are prepared and parted stands in the file,
// and nothing of it in files of data that came ready.
func TestPreparationIsKept(t *testing.T) {
	m := small()
	if old := bytesOf(t, m); bytes.Contains(old, []byte("policy")) || bytes.Contains(old, []byte("folder")) {
		t.Error("a model of other data says how picture files are prepared")
	}
	m.Meta.Input.Policy = "crop"
	m.Meta.Data.Folder = Folder{Is: true, Object: "cell(.)", TestShare: 0.2, Resplit: true, SkipBroken: true}
	got, err := Read(bytes.NewReader(bytesOf(t, m)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.Meta, got.Meta); diff != "" {
		t.Errorf("(-saved +loaded):\n%s", diff)
	}
	if in := InputOf(m.Meta.Input.Shape()); in.Height != m.Meta.Input.Height || in.Width != m.Meta.Input.Width || in.Channels != m.Meta.Input.Channels {
		t.Errorf("shape %v", in.Shape())
	}
}
