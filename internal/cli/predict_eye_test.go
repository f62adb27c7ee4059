package cli

import (
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mekiki/internal/eval"
)

// TestPredictByEye calls parts with nothing trained, holds the angles against those of the vectors that
// embed writes, and reads its file of known pictures again.
func TestPredictByEye(t *testing.T) {
	data := drawnParts(t, 10)
	file := filepath.Join(t.TempDir(), "known.safetensors")
	args := []string{"--eye", "embedded", "--size", "64", "--data", data, "--known", file, filepath.Join(data, "disc"), filepath.Join(data, "bar")}
	p := predictedBy(t, args...)
	if p.Known != 24 || len(p.Pictures) != 20 || p.OpenSet.HeldOut != 6 {
		t.Fatalf("%d known, %d pictures, %+v", p.Known, len(p.Pictures), p.OpenSet)
	}
	npy := filepath.Join(t.TempDir(), "e.npy")
	mekiki(t, "embed", "--eye", "embedded", "--size", "64", "--data", data, "--part", "train", "--out", npy).want(t, exitOK)
	raw := floats(t, npy)
	dim := len(raw) / 24
	var labels []int32 // of the training part: 8 of each class, in the order of the folders
	for i := range 24 {
		labels = append(labels, int32(i/8))
	}
	within := eval.FitWithinClass(raw, labels, dim)
	gallery := within.Apply(raw)
	right := 0
	for _, one := range p.Pictures {
		mekiki(t, "embed", "--overwrite", "--eye", "embedded", "--size", "64", "--out", npy, one.File).want(t, exitOK)
		x := within.Apply(floats(t, npy))
		for _, n := range one.Neighbours {
			var xx, yy, xy float64
			for q, v := range gallery[n.Index*dim:][:dim] {
				xx, yy, xy = xx+float64(x[q])*float64(x[q]), yy+float64(v)*float64(v), xy+float64(x[q])*float64(v)
			}
			if d := 1 - xy/math.Sqrt(xx*yy); math.Abs(d-n.Distance) > 1e-4 {
				t.Fatalf("%s and %s: %g, want %g", one.File, n.Name, n.Distance, d)
			}
		}
		if strings.Contains(one.File, string(filepath.Separator)+one.Class+string(filepath.Separator)) {
			right++
		}
	}
	if right < 18 {
		t.Errorf("%d of 20 parts are called what they are", right)
	}
	again := predictedBy(t, append([]string{"--eye", "embedded", "--known", file}, args[8:]...)...)
	if !reflect.DeepEqual(again, p) {
		t.Error("a file of known pictures calls otherwise")
	}
	// How the folder was parted is remembered, also where its pictures are drawn.
	objects := filepath.Join(t.TempDir(), "objects.safetensors")
	predictedBy(t, "--eye", "embedded", "--size", "64", "--data", data, "--object", `/(\d)-`, "--known", objects, filepath.Join(data, "disc"))
	page := filepath.Join(t.TempDir(), "page")
	predictedBy(t, "--eye", "embedded", "--data", data, "--known", objects, "--out", page, filepath.Join(data, "disc"))
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"another size":   {[]string{"--eye", "embedded", "--size", "96", "--known", file, data}, "pictures of 64 x 64"},
		"another layer":  {[]string{"--eye", "embedded", "--tap", "block4", "--known", file, data}, "block4 block10"},
		"another split":  {[]string{"--eye", "embedded", "--object", `/(\d)-`, "--known", file, data}, "parted by other settings"},
		"a layer twice":  {[]string{"--eye", "embedded", "--tap", "block4", "--tap", "block10", "--tap", "block4", "--data", data, data}, `"block4" is given twice`},
		"no such layer":  {[]string{"--eye", "embedded", "--tap", "blok4", "--data", data, data}, "block4"},
		"a layer alone":  {[]string{"--tap", "block4", "--model", "m", data}, "--eye"},
		"model and eye":  {[]string{"--eye", "embedded", "--model", "m", data}, "exclude"},
		"no eye":         {[]string{"--eye", "nowhere.onnx", "--data", data, data}, "nowhere.onnx"},
		"neither of two": {[]string{data}, "--eye embedded"},
	} {
		if o := mekiki(t, append([]string{"predict"}, c.args...)...); o.code == exitOK || !strings.Contains(o.err, c.says) {
			t.Errorf("%s: code %d, %s", name, o.code, o.err)
		}
	}
}
