package dataset

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestReadTripletsOfOtherTypes reads what NumPy wrote of other types, and wants a
// remark on what was done.
func TestReadTripletsOfOtherTypes(t *testing.T) {
	p := pixels(24)
	all, half, white, dark, darker, small := make([]uint8, 264), make([]uint8, 24), make([]uint8, 24), make([]uint8, 24), make([]uint8, 24), make([]float32, 24)
	for i := range all {
		all[i] = uint8(i)
	}
	for i, v := range p {
		half[i], dark[i], darker[i], small[i] = v/2, v%2, v%4, float32(v%4)
		if v > 100 {
			white[i] = 255
		}
	}
	free := make([]float32, 24)
	for i, v := range p { // float16 of float32, as the script has it
		free[i] = float32(v)/255*1.5 - 0.25
	}
	for _, c := range []struct {
		names, remark string
		pix           []uint8
		f32           []float32
		near          float64
	}{
		{"i2_little i2_big", "holds int16 values, all of them from 0 to 255; they are read as pictures of 8 bits", p, nil, 0},
		{"u2_little u2_big", "holds uint16 values", p, nil, 0},
		{"i4_little i4_big", "holds int32 values", p, nil, 0},
		{"u4_little u4_big", "holds uint32 values", p, nil, 0},
		{"i8_little i8_big", "holds int64 values", p, nil, 0},
		{"u8_little u8_big", "holds uint64 values", p, nil, 0},
		{"i1_half", "holds int8 values", half, nil, 0},
		{"bool", "False is read as black (0) and True as white (255)", white, nil, 0},
		{"f2_whole", "holds float16 values that are whole numbers up to 228; they are read as pictures of 8 bits, 255 being white", p, nil, 0},
		{"f4_whole", "holds float32 values that are whole numbers up to 228", p, nil, 0},
		{"f8_whole", "holds float64 values that are whole numbers up to 228", p, nil, 0},
		{"f2_steps", "holds float16 values, 8-bit steps as far as that type can tell them", all, nil, 0},
		{"f2_big", "holds float16 values, 8-bit steps", p, nil, 0},
		{"f4_big f8_big i2_cured u8_flat", "", p, nil, 0},
		{"f2_free", "", nil, free, 0x1p-11},
		{"f4_small", "holds values up to 3, and a network expects 0 to 1", nil, small, 0},
		{"u1_dark", "holds values up to 3 of 255, almost black; if 3 is white, save (array * (255 / 3)).round().astype('uint8')", darker, nil, 0},
		{"i8_dark", "they are read as pictures of 8 bits; it holds values up to 1 of 255, almost black", dark, nil, 0},
	} {
		for name := range strings.FieldsSeq(c.names) {
			got, err := ReadTriplets(testdata, name+".npy")
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if d := cmp.Diff(c.pix, got.Images.Pix); d != "" {
				t.Errorf("%s (-want +got):\n%s", name, d)
			}
			for i, v := range c.f32 {
				if g := got.Images.F32[i]; math.Abs(float64(g-v)) > c.near {
					t.Errorf("%s: value %d is %v, want %v", name, i, g, v)
				}
			}
			var said string
			if got.Remarks != nil {
				said = got.Remarks[0].String()
			}
			if c.remark == "" && said != "" || !strings.Contains(said, c.remark) || said != "" && !strings.HasPrefix(said, name+".npy holds ") {
				t.Errorf("%s: remark %q, want %q", name, said, c.remark)
			}
		}
	}
}

// TestReadTripletsOfTwoReadings wants both readings of five axes named, and each
// line of NumPy to make a file that is read so. The script ran the lines.
func TestReadTripletsOfTwoReadings(t *testing.T) {
	for _, c := range []struct {
		name, first, second string
		readings            string
		firstSize, lastSize [3]int
	}{
		{"five_1_6_7", "array[:, :, 0]", "np.pad(array, [(0, 0), (0, 0), (0, 4), (0, 0), (0, 0)])",
			"1 x 6 x 7, which can be read in two ways: 6 x 7 pixels of 1 channel, channels first, or 1 x 6 pixels of 7 channels, channels last", [3]int{6, 7, 1}, [3]int{5, 6, 7}},
		{"five_3_6_7", "np.moveaxis(array, 2, 4)", "np.pad(array, [(0, 0), (0, 0), (0, 2), (0, 0), (0, 0)])", "6 x 7 pixels of 3 channels", [3]int{6, 7, 3}, [3]int{5, 6, 7}},
		{"five_3_6_1", "np.moveaxis(array, 2, 4)", "array[..., 0]", "3 x 6 pixels of 1 channel, channels last", [3]int{6, 1, 3}, [3]int{3, 6, 1}},
		{"five_3_6_3", "np.moveaxis(array, 2, 4)", "np.pad(array, [(0, 0), (0, 0), (0, 2), (0, 0), (0, 0)])", "6 x 3 pixels of 3 channels", [3]int{6, 3, 3}, [3]int{5, 6, 3}},
		{"five_3_3_7", "np.pad(np.moveaxis(array, 2, 4), [(0, 0), (0, 0), (0, 2), (0, 0), (0, 0)])", "np.pad(array, [(0, 0), (0, 0), (0, 2), (0, 0), (0, 0)])",
			"3 x 7 pixels of 3 channels", [3]int{5, 7, 3}, [3]int{5, 3, 7}},
	} {
		refused(t, testdata, c.name+".npy", c.readings)
		refused(t, testdata, c.name+".npy", "the first by np.save(name, "+c.first+")")
		refused(t, testdata, c.name+".npy", "the second by np.save(name, "+c.second+")")
		for cured, size := range map[string][3]int{"_first": c.firstSize, "_last": c.lastSize} {
			got, err := ReadTriplets(testdata, c.name+cured+".npy")
			if err != nil || [3]int{got.Images.H, got.Images.W, got.Images.C} != size {
				t.Errorf("%s%s: %v, want %v", c.name, cured, err, size)
			}
		}
	}
	for a := range 6 {
		for b := range 6 {
			for c := range 6 {
				_ = channelsLast([3]int64{int64(a + 1), int64(b + 1), int64(c + 1)}) // must end
			}
		}
	}
	// What one colour and one pixel of a picture are must not change places.
	got, err := ReadTriplets(testdata, "five_3_6_7_first.npy")
	if p := pixels(3 * 6 * 7); err != nil || got.Images.Pix[0] != p[0] || got.Images.Pix[1] != p[42] || got.Images.Pix[3] != p[1] {
		t.Errorf("channels first: %v", err)
	}
	for _, shape := range []string{"(1, 3, 28, 28, 1)", "(1, 3, 28, 28, 3)", "(1, 3, 5, 28, 28)", "(1, 3, 2, 2, 3)", "(1, 3, 4, 4, 3)"} {
		n := 1
		for d := range strings.FieldsFuncSeq(shape, func(r rune) bool { return strings.ContainsRune("(, )", r) }) {
			v, _ := strconv.Atoi(d)
			n *= v
		}
		file := npyFile("{'descr': '|u1', 'fortran_order': False, 'shape': "+shape+", }", pixels(n))
		if _, err := ReadTriplets(fstest.MapFS{"t.npy": {Data: file}}, "t.npy"); err != nil {
			t.Errorf("%s: %v", shape, err)
		}
	}
}
