//go:build amd64 && !purego

package kernel

import "testing"

// TestMulBytesWithoutVNNI runs the forms that a processor with VNNI passes by.
func TestMulBytesWithoutVNNI(t *testing.T) {
	withoutVNNI(t)
	testMulBytes(t)
}

func BenchmarkMulBytesWithoutVNNI(b *testing.B) {
	withoutVNNI(b)
	benchMulBytes(b)
}

func withoutVNNI(t testing.TB) {
	had := vnni
	if !had.wide && !had.narrow {
		t.Skip("this processor has no VNNI")
	}
	vnni.wide, vnni.narrow = false, false
	t.Cleanup(func() { vnni = had })
}
