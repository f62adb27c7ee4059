package dataset

import (
	"strings"
	"testing"
)

func TestParseSize(t *testing.T) {
	for text, want := range map[string][2]int{"64": {64, 64}, "48x64": {48, 64}, "1X4096": {1, 4096}, "32 x 16": {32, 16}} {
		if h, w, err := ParseSize(text); err != nil || h != want[0] || w != want[1] {
			t.Errorf("%q: %d x %d, %v", text, h, w, err)
		}
	}
	for _, text := range []string{"", "0", "-3", "64x", "x64", "64x64x3", "4097", "big", "64.5", "99999999999999999999"} {
		if _, _, err := ParseSize(text); err == nil || !strings.Contains(err.Error(), "no size such as 64") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestParseMemory(t *testing.T) {
	for text, want := range map[string]string{"512MiB": "512 MiB", "2 GB": "2 GiB", "0.5g": "512 MiB", "100k": "100 KiB", "1536 mib": "1.5 GiB"} {
		if m, err := ParseMemory(text); err != nil || m.String() != want {
			t.Errorf("%q: %s, %v", text, m, err)
		}
	}
	if m := Memory(100); m.String() != "100 bytes" {
		t.Errorf("%s", m)
	}
	for _, text := range []string{"", "512", "MiB", "-1GiB", "0G", "nanG", "infG", "1e30G", "much"} {
		if m, err := ParseMemory(text); err == nil {
			t.Errorf("%q: %v", text, m)
		}
	}
}
