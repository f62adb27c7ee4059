package work

import (
	"slices"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/work/data"
)

// PictureKind is the format of a picture file, such as PNG, by its first bytes. What is no
// picture, or of a kind that is not read, is an error; a damaged one is not.
func PictureKind(content []byte) (string, error) {
	format := dataset.PictureFormat(data.InMemory(content), "picture")
	switch {
	case format == "":
		return "", lang.Errorf("this is no picture: neither PNG, JPEG, BMP, TIFF nor WebP")
	case !slices.Contains(dataset.PictureFormats(), format):
		return "", lang.Errorf("a picture of the kind %s is not read; save it as PNG", format)
	}
	return format, nil
}
