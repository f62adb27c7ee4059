package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRegisters: only kernels for AVX-512 name registers that other processors lack. The
// generator takes them when it runs out of the others, and a processor with AVX-512 does not
// mind.
func TestRegisters(t *testing.T) {
	files, err := filepath.Glob("*_amd64.s")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	wide, count := regexp.MustCompile(`\b([XY](1[6-9]|2\d|3[01])|Z\d+|K\d)\b`), 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, body := range strings.Split(string(text), "\nTEXT ")[1:] {
			name, _, _ := strings.Cut(body, "(")
			if strings.Contains(name, "AVX512") {
				continue
			}
			count++
			if found := wide.FindString(body); found != "" {
				t.Errorf("%s: %s uses %s", file, name, found)
			}
		}
	}
	if count < 30 {
		t.Errorf("only %d kernels were looked at", count)
	}
}
