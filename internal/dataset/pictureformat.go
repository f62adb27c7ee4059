package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"slices"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

// codec reads pictures of one format.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// codecs are the formats that are read. Package image's own registry would take
// whatever any package registers.
var codecs = map[string]codec{
	"PNG":  {png.DecodeConfig, png.Decode},
	"JPEG": {jpeg.DecodeConfig, jpeg.Decode},
	"BMP":  {bmp.DecodeConfig, bmp.Decode},
	"TIFF": {tiff.DecodeConfig, tiff.Decode},
	"WebP": {webp.DecodeConfig, webp.Decode},
}

// PictureFormats are the names of those that are read, in alphabetical order.
func PictureFormats() []string { return slices.Sorted(maps.Keys(codecs)) }

// sniffed is how many bytes tell the format.
const sniffed = 32

// PictureFormat names the format of a picture file by its first bytes, those that
// are not read included, such as "GIF"; "" if it is no picture or cannot be read.
func PictureFormat(fsys fs.FS, name string) string {
	st, err := fs.Stat(fsys, name)
	if err != nil || !st.Mode().IsRegular() {
		return ""
	}
	f, err := fsys.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	head := make([]byte, sniffed)
	n, _ := io.ReadFull(f, head) // less is a short file
	return pictureFormat(head[:n])
}

// pictureFormat names a format by the start of a file.
func pictureFormat(head []byte) string {
	at := func(offset int, text string) bool {
		return len(head) >= offset && bytes.HasPrefix(head[offset:], []byte(text))
	}
	switch {
	case at(0, "\x89PNG\r\n\x1a\n"):
		return "PNG"
	case at(0, "\xff\xd8\xff"):
		return "JPEG"
	case at(0, "BM") && len(head) >= 18 && slices.Contains([]uint32{12, 40, 52, 56, 64, 108, 124}, binary.LittleEndian.Uint32(head[14:])):
		return "BMP"
	case at(0, "II*\x00"), at(0, "MM\x00*"):
		return "TIFF"
	case at(0, "RIFF") && at(8, "WEBPVP8X") && len(head) > 20 && head[20]&2 != 0:
		return "animated WebP"
	case at(0, "RIFF") && at(8, "WEBP"):
		return "WebP"
	case at(0, "GIF8"):
		return "GIF"
	case at(0, "II+\x00"), at(0, "MM\x00+"):
		return "BigTIFF"
	case at(4, "ftypavif"), at(4, "ftypavis"):
		return "AVIF"
	case at(4, "ftyphei"), at(4, "ftyphev"), at(4, "ftypmif1"), at(4, "ftypmsf1"):
		return "HEIC"
	case at(0, "\xff\x0a"), at(0, "\x00\x00\x00\x0cJXL "):
		return "JPEG XL"
	case at(0, "\x00\x00\x00\x0cjP  "), at(0, "\xff\x4f\xff\x51"):
		return "JPEG 2000"
	case at(0, "8BPS"):
		return "PSD"
	case at(0, "%PDF"):
		return "PDF"
	}
	return ""
}

// unsupported says whether an error is about a sound file of an unusual kind.
func unsupported(err error) bool {
	var (
		inPNG  png.UnsupportedError
		inJPEG jpeg.UnsupportedError
		inTIFF tiff.UnsupportedError
	)
	return errors.As(err, &inPNG) || errors.As(err, &inJPEG) || errors.As(err, &inTIFF) || errors.Is(err, bmp.ErrUnsupported)
}

// storedGrey says whether a picture is stored as grey, with or without opacity.
func storedGrey(format string, data []byte, img image.Image) bool {
	const colourType, greyWithAlpha = 25, 4 // of a PNG's first chunk
	m := img.ColorModel()
	return m == color.GrayModel || m == color.Gray16Model || format == "PNG" && data[colourType] == greyWithAlpha
}
