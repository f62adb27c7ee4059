package work

import (
	"bytes"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/report/partfigure"
)

// holdFrozen holds back each picture that is the one before it, to the bit: noise makes any two
// pictures of a working camera differ, and a frozen one must not pass parts that it does not
// see. A file that is named twice is none of these.
func holdFrozen(parts []partfigure.Judged, pictures partFiles) error {
	for i := 1; i < len(parts); i++ {
		a, b := parts[i-1], parts[i]
		// What is judged otherwise is another picture; few are read again.
		if a.Error != "" || b.Error != "" || a.Score != b.Score || a.Figures != b.Figures || sameFile(a.File, b.File) {
			continue
		}
		before, err := pictures.Bytes(i - 1)
		if err != nil {
			return err
		}
		now, err := pictures.Bytes(i)
		if err != nil {
			return err
		}
		if bytes.Equal(before, now) {
			b.Verdict, b.Reason = risk.Review, inspect.Frozen
		}
	}
	return nil
}
