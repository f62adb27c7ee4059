package model

import (
	"bytes"
	"errors"
	"testing"
)

// A flipped bit of a weight leaves a file that reads well.
func TestFlippedBitIsRefused(t *testing.T) {
	bad := bytesOf(t, small())
	bad[len(bad)-30] ^= 1
	if _, err := Read(bytes.NewReader(bad)); !errors.Is(err, errDamaged) {
		t.Fatalf("got %v", err)
	}
	bad[len(bad)-30] ^= 1
	if _, err := Read(bytes.NewReader(bad)); err != nil {
		t.Fatal(err)
	}
}
