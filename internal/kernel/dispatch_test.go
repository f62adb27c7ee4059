package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A level that lost its assembly would still pass every other test, slowly: each function of
// assembly is named by a file that chooses, and AVX-512 has what AVX2 has, but for the few
// where it gains nothing.
func TestEveryAssemblyIsCalled(t *testing.T) {
	narrowOnly := map[string]bool{"adam": true, "adamDecay": true, "fill": true, "convGrad": true, "largestBits": true, "roundBytes": true}
	stub := regexp.MustCompile(`(?m)^func (\w+)\(`)
	var choosing strings.Builder
	files, err := filepath.Glob("dispatch_*_amd64.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range append(files, "dispatch_amd64.go") {
		choosing.WriteString(read(t, f))
	}
	calls := choosing.String()
	known := map[string]bool{}
	for _, f := range []string{"kernel_amd64.go", "passes_amd64.go"} {
		for _, m := range stub.FindAllStringSubmatch(read(t, f), -1) {
			known[m[1]] = true
		}
	}
	for name := range known {
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(calls) {
			t.Errorf("%s is called nowhere", name)
		}
		if base, narrow := strings.CutSuffix(name, "AVX2"); narrow && !known[base+"AVX512"] && !narrowOnly[base] {
			t.Errorf("%s has no form for AVX-512", name)
		}
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
