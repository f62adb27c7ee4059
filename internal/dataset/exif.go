package dataset

import (
	"bytes"
	"encoding/binary"
)

// The tags of a TIFF directory that matter here (TIFF 6.0, sections 8 and 4; Exif
// 2.32, 4.6.4).
const (
	tagSubfile     = 254
	tagOrientation = 274
)

// exif reads the orientation of a picture file, 1 to 8, and says whether a TIFF file
// holds further pages. Where the orientation is missing or nonsense it is 1.
func exif(format string, data []byte) (orientation int, pages bool) {
	directory := exifOf(format, data)
	tags, next := tiffDirectory(directory, 0)
	if orientation = int(tags[tagOrientation]); orientation < 1 || orientation > 8 {
		orientation = 1
	}
	if format != "TIFF" || next == 0 {
		return orientation, false
	}
	const reduced = 1 // a thumbnail of the first page
	second, _ := tiffDirectory(directory, int64(next))
	return orientation, second != nil && second[tagSubfile]&reduced == 0
}

// exifOf finds the Exif data of a file, which has the form of a TIFF file; nil where
// there is none.
func exifOf(format string, data []byte) []byte {
	const name = "Exif\x00\x00"
	switch format {
	case "TIFF":
		return data
	case "JPEG":
		return jpegSegment(data, 0xe1, name)
	case "PNG":
		// Length, type, data, checksum.
		for at := data[8:]; len(at) >= 12; {
			n := int64(binary.BigEndian.Uint32(at))
			if n > int64(len(at))-12 {
				break
			}
			if string(at[4:8]) == "eXIf" {
				return bytes.TrimPrefix(at[8:8+n], []byte(name))
			}
			at = at[12+n:]
		}
	case "WebP":
		// Type, length, data, filled up to an even length.
		for at := data[12:]; len(at) >= 8; {
			n := int64(binary.LittleEndian.Uint32(at[4:]))
			if n > int64(len(at))-8 {
				break
			}
			if string(at[:4]) == "EXIF" {
				return bytes.TrimPrefix(at[8:8+n], []byte(name))
			}
			at = at[min(8+n+n%2, int64(len(at))):]
		}
	}
	return nil
}

// jpegSegment is the content of the first segment before the pixels that has the
// marker and begins with name, without that; nil where there is none.
func jpegSegment(data []byte, marker byte, name string) []byte {
	for at := data[2:]; len(at) >= 4 && at[0] == 0xff; {
		switch m := at[1]; {
		case m == 0xff: // a fill byte
			at = at[1:]
			continue
		case m == 0xda || m == 0xd9: // pixels, or the end
			return nil
		case m == 0x01 || m >= 0xd0 && m <= 0xd7: // without content
			at = at[2:]
			continue
		}
		n := int(binary.BigEndian.Uint16(at[2:])) // with its own two bytes
		if n < 2 || n > len(at)-2 {
			return nil
		}
		if content, ok := bytes.CutPrefix(at[4:2+n], []byte(name)); ok && at[1] == marker {
			return content
		}
		at = at[2+n:]
	}
	return nil
}

// tiffDirectory reads the tags with one whole number of the directory at place, 0
// being the first one, wherever it is; nil where there is none. next is the place
// of the next directory, 0 after the last.
func tiffDirectory(data []byte, place int64) (tags map[uint16]uint32, next uint32) {
	if len(data) < 8 {
		return nil, 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if data[0] == 'M' {
		order = binary.BigEndian
	}
	if order.Uint16(data[2:]) != 42 {
		return nil, 0
	}
	if place == 0 {
		place = int64(order.Uint32(data[4:]))
	}
	if place < 8 || place > int64(len(data))-2 {
		return nil, 0
	}
	at := data[place:]
	count := int(order.Uint16(at))
	at = at[2:]
	tags = map[uint16]uint32{}
	for ; count > 0 && len(at) >= 12; count, at = count-1, at[12:] {
		const short, long = 3, 4
		switch kind := order.Uint16(at[2:]); {
		case order.Uint32(at[4:]) != 1:
		case kind == short:
			tags[order.Uint16(at)] = uint32(order.Uint16(at[8:]))
		case kind == long:
			tags[order.Uint16(at)] = order.Uint32(at[8:])
		}
	}
	if count == 0 && len(at) >= 4 {
		next = order.Uint32(at)
	}
	return tags, next
}
