package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// pack writes files as dist/mekiki-VERSION-SYSTEM-PROCESSOR.tar.gz, or .zip for
// Windows, in one folder and in the order of their names, and gives its path.
func pack(platform, version string, files map[string][]byte, when time.Time) (string, error) {
	folder := "mekiki-" + version + "-" + strings.ReplaceAll(platform, "/", "-")
	write, ending := tarball, ".tar.gz"
	if strings.HasPrefix(platform, "windows/") {
		write, ending = zipFile, ".zip"
	}
	b, err := write(folder, files, when)
	if err != nil {
		return "", err
	}
	name := path.Join("dist", folder+ending)
	return name, os.WriteFile(name, b, 0o666)
}

// mode is that of a file in an archive: the program may be started.
func mode(name string) fs.FileMode {
	if name == "mekiki" || name == "mekiki.exe" {
		return 0o755
	}
	return 0o644
}

func tarball(folder string, files map[string][]byte, when time.Time) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	t := tar.NewWriter(z)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		err := t.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg, Name: path.Join(folder, name), Size: int64(len(files[name])),
			Mode: int64(mode(name)), ModTime: when, Format: tar.FormatPAX,
		})
		if err != nil {
			return nil, err
		}
		if _, err := t.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(t.Close(), z.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func zipFile(folder string, files map[string][]byte, when time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		h := &zip.FileHeader{Name: path.Join(folder, name), Method: zip.Deflate, Modified: when}
		h.SetMode(mode(name))
		w, err := z.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
