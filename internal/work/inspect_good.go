package work

import (
	"crypto/sha256"
	"os"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/work/desk"
)

// distinct leaves copies of a good picture out: byte for byte the same file teaches nothing,
// and a picture that is judged by its own copy has a score of nearly 0, which makes the
// thresholds too low. It is an error if all are copies of one.
func distinct(at *desk.Desk, files []string) ([]string, error) {
	seen := map[[sha256.Size]byte]string{}
	var kept []string
	var copied, of string
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		if first, ok := seen[sum]; ok {
			copied, of = f, first
			continue
		}
		seen[sum] = f
		kept = append(kept, f)
	}
	switch left := len(files) - len(kept); {
	case left > 0 && len(kept) < inspect.LeastGood:
		return nil, lang.Errorf("all %d good pictures are the same file, such as %s and %s; take a picture of each of several good parts", len(files), of, copied)
	case left > 0:
		at.Note("%d of %d good pictures are copies of others, such as %s of %s; they are left out, since copies make the thresholds too low", left, len(files), copied, of)
	}
	return kept, nil
}
