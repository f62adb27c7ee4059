package work

import (
	"os"
	"path/filepath"
	"testing"
)

// TestSigningKeyIsWhole: a station that was cut off before the public half was written writes it
// when it starts again, and signs with the key that it has.
func TestSigningKeyIsWhole(t *testing.T) {
	dir := t.TempDir()
	k, err := makeSigningKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	public := filepath.Join(dir, stationPublic)
	if err := os.Remove(public); err != nil {
		t.Fatal(err)
	}
	again, err := makeSigningKey(dir)
	if err != nil || again.Public().Fingerprint() != k.Public().Fingerprint() {
		t.Errorf("another key: %v", err)
	}
	if p, err := publicKey(public); err != nil || p.Fingerprint() != k.Public().Fingerprint() {
		t.Errorf("the public half: %v", err)
	}
}
