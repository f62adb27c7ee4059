package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"slices"
	"testing"
	"time"
)

var sample = map[string][]byte{"mekiki": []byte("program"), "man/mekiki.1": []byte("page"), "LICENSE": []byte("licence")}

var when = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

func TestTarball(t *testing.T) {
	b, err := tarball("mekiki-1", sample, when)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	got, names := map[string]string{}, []string(nil)
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		got[h.Name], names = string(text), append(names, h.Name)
		if want := map[bool]int64{true: 0o755, false: 0o644}[h.Name == "mekiki-1/mekiki"]; h.Mode != want || !h.ModTime.Equal(when) || h.Uid != 0 || h.Uname != "" {
			t.Errorf("%+v", h)
		}
	}
	want := map[string]string{"mekiki-1/mekiki": "program", "mekiki-1/man/mekiki.1": "page", "mekiki-1/LICENSE": "licence"}
	if !maps.Equal(got, want) || !slices.IsSorted(names) {
		t.Errorf("%v", got)
	}
}

func TestZip(t *testing.T) {
	b, err := zipFile("mekiki-1", sample, when)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(z.File) != 3 || z.File[2].Name != "mekiki-1/mekiki" || z.File[2].Mode() != 0o755 || !z.File[0].Modified.Equal(when) {
		t.Errorf("%v, %v", z, err)
	}
}

func TestSameBytes(t *testing.T) {
	for _, write := range []func(string, map[string][]byte, time.Time) ([]byte, error){tarball, zipFile} {
		a, errA := write("x", sample, when)
		b, errB := write("x", maps.Clone(sample), when.In(time.FixedZone("JST", 9*3600)).UTC())
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Errorf("two archives of the same files differ: %v, %v", errA, errB)
		}
	}
}
