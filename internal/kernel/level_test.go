//go:build amd64 && !purego

package kernel

import (
	"os"
	"testing"

	"golang.org/x/sys/cpu"
)

// A build that lost its assembly would still pass every other test, slowly.
func TestAssemblyIsChosen(t *testing.T) {
	if os.Getenv("MEKIKI_PUREGO") == "1" {
		if Active() != PureGo {
			t.Fatalf("MEKIKI_PUREGO=1, but %v is in use", Active())
		}
		return
	}
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA && Active() < AVX2 {
		t.Fatalf("this processor has AVX2 and FMA, but %v is in use", Active())
	}
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && Active() != AVX512 {
		t.Fatalf("this processor has AVX-512, but %v is in use", Active())
	}
}
