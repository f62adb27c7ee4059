package statedict

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"

	"mekiki/internal/lang"
)

// readZip reads what torch.save writes since version 1.6: a zip archive, nothing in it
// compressed, with the pickle in data.pkl and each storage in data/KEY.
func readZip(b []byte) (top any, stores map[string][]byte, err error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, nil, errPickle
	}
	stores = map[string][]byte{}
	var program []byte
	for _, f := range z.File {
		_, name, _ := strings.Cut(f.Name, "/")
		from, err := f.DataOffset()
		size := f.UncompressedSize64
		if err != nil || from < 0 || from > int64(len(b)) || size > uint64(len(b))-uint64(from) {
			return nil, nil, errPickle
		}
		key, isStore := strings.CutPrefix(name, "data/")
		if f.Method != zip.Store {
			if isStore || name == "data.pkl" {
				return nil, nil, lang.Errorf("its zip archive is compressed, which torch.save never does; save the weights anew")
			}
			continue
		}
		content := b[from : uint64(from)+size]
		switch {
		case isStore:
			stores[key] = content
		case name == "data.pkl":
			program = content
		case name == "byteorder" && string(content) != "little":
			return nil, nil, lang.Errorf("it was written on a big-endian machine, which is not read")
		case name == "constants.pkl":
			return nil, nil, lang.Errorf("it is a TorchScript program, not a file of weights: torch.save(model.state_dict(), FILE)")
		}
	}
	if program == nil {
		return nil, nil, lang.Errorf("this zip archive was not written by torch.save: it has no data.pkl")
	}
	top, _, err = unpickle(program, map[string]string{})
	return top, stores, err
}

// legacyMagic is the pickle of a number with which files of before version 1.6 begin.
const legacyMagic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."

// readLegacy reads such a file: five pickles (the number, a version, the machine's
// sizes, the object, the keys of the storages), then each storage behind its length.
func readLegacy(b []byte) (top any, stores map[string][]byte, err error) {
	var parts [5]any
	types := map[string]string{}
	rest := b
	for i := range parts {
		if parts[i], rest, err = unpickle(rest, types); err != nil {
			return nil, nil, err
		}
	}
	if machine, ok := parts[2].(*dict); ok && machine.get("little_endian") != true {
		return nil, nil, lang.Errorf("it was written on a big-endian machine, which is not read")
	}
	keys, ok := parts[4].(*list)
	if !ok {
		return nil, nil, errPickle
	}
	stores = map[string][]byte{}
	for _, k := range keys.items {
		key, ok := k.(string)
		if !ok || len(rest) < 8 {
			return nil, nil, errPickle
		}
		item := sizes[types[key]]
		n := binary.LittleEndian.Uint64(rest)
		rest = rest[8:]
		if item == 0 || n > uint64(len(rest)/item) {
			return nil, nil, errPickle
		}
		stores[key] = rest[:int(n)*item]
		rest = rest[int(n)*item:]
	}
	return parts[3], stores, nil
}
