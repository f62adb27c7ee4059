package dataset

import (
	"crypto/sha256"
	"encoding/hex"
)

// Published is a data set that is known by its content.
type Published struct {
	Name    string
	Classes []string
	// Files are the training pictures, training labels, test pictures and test
	// labels.
	Files [4]File
}

// File is one IDX file of a published data set.
type File struct {
	// Name is the name without ".gz".
	Name string
	// Bytes and SHA256 are of the unpacked content: publishers pack it
	// differently, so the packed files have no common checksum.
	Bytes  int64
	SHA256 string
}

// is says whether set is the published one, bit for bit.
func (known Published) is(set *Set) bool {
	for k, im := range []*Images{set.Train, set.Test} {
		h := sha256.New()
		_ = WriteIDXLabels(h, im.Labels) // a hash takes everything
		if hex.EncodeToString(h.Sum(nil)) != known.Files[2*k+1].SHA256 {
			return false
		}
		h.Reset()
		_ = WriteIDXImages(h, im)
		if hex.EncodeToString(h.Sum(nil)) != known.Files[2*k].SHA256 {
			return false
		}
	}
	return true
}
