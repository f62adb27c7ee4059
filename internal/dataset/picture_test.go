package dataset

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

var pictures = os.DirFS("testdata/pictures")

// pillows is what testdata/pictures/make.py says that a file shows.
type pillows struct {
	Height, Width, Channels, Near int
	Pixels                        []int
	Turned, Transparent, Deep     bool
	Pages                         bool
	Most                          uint16
}

func expectedPictures(t testing.TB) map[string]pillows {
	t.Helper()
	data, err := fs.ReadFile(pictures, "expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]pillows
	if err := json.Unmarshal(data, &all); err != nil || len(all) < 50 {
		t.Fatalf("%d pictures, %v", len(all), err)
	}
	return all
}

// TestPicturesAsPillow reads files that Pillow wrote and compares with what it
// shows of them. A name must not matter.
func TestPicturesAsPillow(t *testing.T) {
	for name, want := range expectedPictures(t) {
		data, err := fs.ReadFile(pictures, name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := OpenPicture(fstest.MapFS{"a.png": {Data: data}}, "a.png", want.Channels)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.H != want.Height || p.W != want.Width || p.Turned != want.Turned || p.Pages != want.Pages {
			t.Errorf("%s: %+v", name, p)
		}
		pix, err := p.Pixels()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Transparent != want.Transparent || p.Deep != want.Deep || p.Deep && p.Most != want.Most {
			t.Errorf("%s: transparent %v, deep %v, most %d", name, p.Transparent, p.Deep, p.Most)
		}
		if len(pix) != len(want.Pixels) {
			t.Errorf("%s: %d values, Pillow has %d", name, len(pix), len(want.Pixels))
			continue
		}
		for i, v := range want.Pixels {
			if d := int(pix[i]) - v; d > want.Near || d < -want.Near {
				t.Errorf("%s: value %d is %d, Pillow has %d", name, i, pix[i], v)
				break
			}
		}
	}
}

// TestGreyAndColour asks for the other number of channels.
func TestGreyAndColour(t *testing.T) {
	for name, want := range map[string]error{
		"rgb.png": ErrColoured, "rgb.jpg": ErrColoured, "cmyk.jpg": ErrColoured, "palette.png": ErrColoured, "alpha.webp": ErrColoured,
		"grey.png": ErrGrey, "grey.jpg": ErrGrey, "deep.tif": ErrGrey, "greyalpha.png": ErrGrey, "turned6.tif": ErrGrey,
	} {
		channels := map[error]int{ErrColoured: 1, ErrGrey: 3}[want]
		p, err := OpenPicture(pictures, name, channels)
		if err == nil {
			_, err = p.Pixels()
		}
		if !errors.Is(err, want) {
			t.Errorf("%s as %d channels: %v, want %v", name, channels, err, want)
		}
	}
	p, err := OpenPicture(pictures, "grey.bmp", 3) // a palette of greys
	if err == nil {
		_, err = p.Pixels()
	}
	if err != nil {
		t.Errorf("colours that are all grey: %v", err)
	}
}

func TestPicturesRefused(t *testing.T) {
	read := func(name string) []byte {
		data, err := fs.ReadFile(pictures, name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	whole := read("grey.png")
	bomb := bytes.Clone(whole)
	binary.BigEndian.PutUint32(bomb[16:], 20_000)
	binary.BigEndian.PutUint32(bomb[20:], 20_000)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":       {nil, "is empty; copy it again"},
		"text":        {[]byte("a picture it is not"), "is no picture: neither PNG, JPEG, BMP, TIFF nor WebP"},
		"bomb":        {bomb, "20000 x 20000 pixels, of more than 67108864 values; cut it into parts first"},
		"cut PNG":     {read("rgb.png")[:60], "is a PNG, but"},
		"half PNG":    {whole[:20], "is a PNG, but ends too early"},
		"cut JPEG":    {read("rgb.jpg")[:300], "is a JPEG, but ends too early"},
		"cut BMP":     {read("rgb.bmp")[:100], "is a BMP, but ends too early"},
		"cut TIFF":    {read("raw.tif")[:60], "is a TIFF, but"},
		"cut WebP":    {read("rgb.webp")[:40], "is a WebP, but"},
		"damaged PNG": {flip(whole, 45), "is a PNG, but damaged ("},
		"GIF":         {read("still.gif"), "is a file of the kind GIF, which is not read; save it as PNG"},
		"moving WebP": {read("moves.webp"), "kind animated WebP"},
		"HEIC":        {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "kind HEIC"},
		"AVIF":        {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), "kind AVIF"},
		"BMP of runs": {func() []byte { b := read("grey.bmp"); b[30] = 1; return b }(), "is a BMP of a kind that is not read"},
	} {
		p, err := OpenPicture(fstest.MapFS{"f": {Data: c.data}}, "f", 1)
		if err == nil {
			_, err = p.Pixels()
		}
		if errors.Is(err, ErrColoured) {
			err = nil
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
	if _, err := OpenPicture(fstest.MapFS{"f": {Mode: fs.ModeDir}}, "f", 1); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := OpenPicture(fstest.MapFS{}, "f", 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// TestPictureFormat knows pictures from the other files that commands take.
func TestPictureFormat(t *testing.T) {
	for name, want := range map[string]string{
		"rgb.png": "PNG", "rgb.jpg": "JPEG", "rgb.bmp": "BMP", "rgb.tif": "TIFF", "rgb.webp": "WebP", "still.gif": "GIF", "expected.json": "", "none": "", ".": "",
	} {
		if got := PictureFormat(pictures, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	f := fstest.MapFS{"idx": {Data: idx(magicImages, pixels(24), 2, 3, 4)}, "gz": {Data: zip(pixels(100))}, "text": {Data: []byte("BM is no picture but a text")}}
	for name := range f {
		if got := PictureFormat(f, name); got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
	if got := PictureFormat(testdata, "u8_flat.npy"); got != "" {
		t.Errorf("an array: %q", got)
	}
}

// FuzzPicture feeds any bytes to the reader of picture files.
func FuzzPicture(f *testing.F) {
	entries, err := fs.ReadDir(pictures, ".")
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range entries {
		if data, err := fs.ReadFile(pictures, e.Name()); err == nil && PictureFormat(pictures, e.Name()) != "" {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, channels := range []int{1, 3} {
			p, err := OpenPicture(fstest.MapFS{"f": {Data: data}}, "f", channels)
			if err != nil || p.H*p.W > 1<<16 { // larger ones are allowed, but slow
				continue
			}
			if pix, err := p.Pixels(); err == nil && len(pix) != p.H*p.W*channels {
				t.Fatalf("%d values of %d x %d x %d", len(pix), p.H, p.W, channels)
			}
			for _, policy := range Policies() {
				by := Preparation{H: 3, W: 5, C: channels, Policy: policy}
				if pix, _, err := by.ReadPicture(fstest.MapFS{"f": {Data: data}}, "f"); err == nil && len(pix) != 15*channels {
					t.Fatalf("%d values of %+v", len(pix), by)
				}
			}
		}
	})
}

// FuzzExif feeds any bytes to the reader of orientations, as each format.
func FuzzExif(f *testing.F) {
	for _, name := range []string{"turned6.png", "turned7.jpg", "turned6big.jpg", "turned8.tif", "turned3.webp", "pages.tif", "thumbnail.tif"} {
		data, err := fs.ReadFile(pictures, name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < sniffed {
			return // no format is told from less
		}
		for format := range codecs {
			if o, _ := exif(format, data); o < 1 || o > 8 {
				t.Errorf("%s: orientation %d", format, o)
			}
		}
	})
}
