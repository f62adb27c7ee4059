package data

import (
	"bytes"
	"io"
	"io/fs"
	"time"
)

// InMemory is a file system of one file, of any name.
func InMemory(content []byte) fs.FS { return inMemory(content) }

type inMemory []byte

func (m inMemory) Open(name string) (fs.File, error) {
	return &memoryFile{bytes.NewReader(m), memoryInfo{name, int64(len(m))}}, nil
}

// ReadFile gives the content itself, which is not to be changed.
func (m inMemory) ReadFile(string) ([]byte, error) { return m, nil }

type memoryFile struct {
	io.Reader
	info memoryInfo
}

func (f *memoryFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memoryFile) Close() error               { return nil }

type memoryInfo struct {
	name string
	size int64
}

func (i memoryInfo) Name() string     { return i.name }
func (i memoryInfo) Size() int64      { return i.size }
func (memoryInfo) Mode() fs.FileMode  { return 0o444 }
func (memoryInfo) ModTime() time.Time { return time.Time{} }
func (memoryInfo) IsDir() bool        { return false }
func (memoryInfo) Sys() any           { return nil }
