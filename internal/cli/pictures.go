package cli

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // both register themselves with package image
	_ "image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/model"
)

func isPicture(path string) bool {
	return slices.Contains([]string{".png", ".jpg", ".jpeg"}, strings.ToLower(filepath.Ext(path)))
}

// readPictures reads PNG and JPEG files of exactly the model's size: grey for
// one channel, red, green, blue for three. Scaling and turning to grey are left
// to the user: a network sees what it was trained on or nothing of worth.
func readPictures(files []string, in model.Input) (*dataset.Images, error) {
	if in.Channels != 1 && in.Channels != 3 {
		return nil, fmt.Errorf("the model takes pictures of %d channels; PNG and JPEG have 1 or 3", in.Channels)
	}
	im := &dataset.Images{N: len(files), H: in.Height, W: in.Width, C: in.Channels}
	for _, path := range files {
		pix, err := readPicture(path, in)
		if err != nil {
			return nil, fmt.Errorf("picture %s: %w", path, err)
		}
		im.Pix = append(im.Pix, pix...)
	}
	return im, nil
}

func readPicture(path string, in model.Input) ([]uint8, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	// The size is known before the picture is unpacked: a bomb stays packed.
	size, _, err := image.DecodeConfig(f)
	if err != nil {
		return nil, fmt.Errorf("not a whole PNG or JPEG: %w", err)
	}
	if size.Height != in.Height || size.Width != in.Width {
		return nil, fmt.Errorf("is %d high and %d wide, the model takes %d x %d; cut or scale it to that size first", size.Height, size.Width, in.Height, in.Width)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	decoded, _, err := image.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("not a whole PNG or JPEG: %w", err)
	}
	switch grey := isGrey(decoded); {
	case in.Channels == 1 && !grey && coloured(decoded):
		return nil, errors.New("is in colour, the model takes grey pictures; turn it to grey first, or use a model that was trained on colour")
	case in.Channels == 3 && grey:
		return nil, errors.New("is grey, the model takes pictures in colour; give it in colour, or use a model that was trained on grey pictures")
	}
	return pixels(decoded, in.Channels), nil
}

// isGrey reports whether a picture is stored as grey.
func isGrey(img image.Image) bool {
	m := img.ColorModel()
	return m == color.GrayModel || m == color.Gray16Model
}

// coloured reports whether a picture that could show colours does. Many files
// store grey pictures in that way.
func coloured(img image.Image) bool {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA); c.R != c.G || c.G != c.B {
				return true
			}
		}
	}
	return false
}

// pixels are the values of a picture, row by row, channels together.
func pixels(img image.Image, channels int) []uint8 {
	b := img.Bounds()
	pix := make([]uint8, 0, b.Dx()*b.Dy()*channels)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if channels == 1 {
				pix = append(pix, color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
				continue
			}
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			pix = append(pix, c.R, c.G, c.B)
		}
	}
	return pix
}
