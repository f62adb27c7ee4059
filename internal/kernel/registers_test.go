package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRegistersOfAVX2: kernels that are not of AVX-512 use no register that only it has, nor
// VPDPBUSD by name, which is its form. The assembler encodes those without a word, and a
// processor without AVX-512 ends the program.
func TestRegistersOfAVX2(t *testing.T) {
	files, err := filepath.Glob("*_amd64.s")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	text := regexp.MustCompile(`^TEXT ·(\w+)`)
	wide := regexp.MustCompile(`\b([XY](1[6-9]|2\d|3[01])|Z\d+|K[0-7]|VPDPBUSD)\b`)
	kernels := 0
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		at := ""
		for line := range strings.Lines(string(source)) {
			if m := text.FindStringSubmatch(line); m != nil {
				at, kernels = m[1], kernels+1
			}
			if r := wide.FindString(line); r != "" && at != "" && !strings.Contains(at, "AVX512") {
				t.Errorf("%s: %s uses %s", name, at, r)
				at = ""
			}
		}
	}
	if kernels < 50 {
		t.Errorf("%d kernels found", kernels)
	}
}
