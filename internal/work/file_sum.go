package work

import (
	"crypto/sha256"
	"os"
)

// fileSum is the SHA-256 of a file's bytes.
func fileSum(path string) ([sha256.Size]byte, error) {
	b, err := os.ReadFile(path)
	return sha256.Sum256(b), err
}
