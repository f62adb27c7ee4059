package settings

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadValue(t *testing.T) {
	for _, c := range []struct {
		kind, text string
		want       any
	}{
		{"int", "64", 64}, {"int", "-3", -3}, {"int", "+3", 3}, {"int", "0", 0}, {"int", "9223372036854775807", 9223372036854775807},
		{"uint32", "4294967295", uint32(4294967295)}, {"uint64", "18446744073709551615", uint64(18446744073709551615)},
		{"float64", "1e-3", 1e-3}, {"float64", "0.5", 0.5}, {"float64", ".5", 0.5}, {"float64", "5.", 5.0}, {"float64", "-0.0", 0.0}, {"float64", "3", 3.0},
		{"bool", "true", true}, {"bool", "False", false}, {"string", "010", "010"}, {"string", "", ""},
		{"duration", "1m30s", 90 * time.Second}, {"duration", "0", time.Duration(0)},
	} {
		got, err := Read(c.kind, c.text)
		if err != nil || !cmp.Equal(got, c.want) {
			t.Errorf("%s %q is %v, %v; want %v", c.kind, c.text, got, err, c.want)
		}
	}
	for _, c := range []struct{ kind, text, want string }{
		{"int", "", "has no value; give one, or leave it out"},
		{"int", "010", "is 010; write 10, or 8 if it was meant as an octal number"},
		{"int", "-010", "is -010; write -10, or -8 if it was meant as an octal number"},
		{"int", "007", "is 007; write 7"}, {"int", "098", "is 098; write 98"}, {"int", "00", "is 00; write 0"}, {"int", "0_1", "is 0_1; write 1"},
		{"int", "0x10", "is 0x10; write 16"}, {"int", "0o17", "is 0o17; write 15"}, {"int", "0b101", "is 0b101; write 5"},
		{"int", "1_000", "is 1_000; write 1000"}, {"int", "1e2", "is 1e2; write 100"}, {"int", "64.0", "is 64.0; write 64"},
		{"int", "1.5", "is 1.5; it must be a whole number"}, {"int", "many", `is "many"; it must be a whole number`},
		{"int", "1,000", "is 1,000; it must be a whole number"}, {"int", "６４", "is ６４; write 64"}, {"int", "3 4", `is "3 4"; it must be a whole number`},
		{"int", "99999999999999999999", "is 99999999999999999999; the largest number that it can be is 9223372036854775807"},
		{"int", "-99999999999999999999", "is -99999999999999999999; the largest number that it can be is 9223372036854775807"},
		{"int", "1e999999999", "is 1e999999999; it must be a whole number"}, {"int", "0x1p-2", "is 0x1p-2; it must be a whole number"}, {"int", "inf", `is "inf"; it must be a whole number`},
		{"uint32", "5000000000", "is 5000000000; the largest number that it can be is 4294967295"}, {"uint64", "-1", "is -1; it must be at least 0"},
		{"float64", "010", "is 010; write 10, or 8 if it was meant as an octal number"}, {"float64", "1,5", "is 1,5; write 1.5, with a point"},
		{"float64", "fast", `is "fast"; it must be a number`}, {"float64", "1_0.5", "is 1_0.5; write 10.5"}, {"float64", "1e999", "is 1e999; no number can be so large"},
		{"float64", ".inf", "is .inf; it must be a number"}, {"float64", "０．５", "is ０．５; write 0.5"}, {"float64", "0x1p-2", "is 0x1p-2; write 0.25"}, {"float64", "007.5", "is 007.5; write 7.5"},
		{"bool", "yes", `is "yes"; it must be true or false`}, {"bool", "1", "is 1; it must be true or false"},
		{"duration", "30", "is 30; say the unit, as in 30s or 30m"}, {"duration", "soon", `is "soon"; it must be a time such as 30s, 2m or 1m30s`},
	} {
		got, err := Read(c.kind, c.text)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s %q: %v, %v; want %q", c.kind, c.text, got, err, c.want)
		}
	}
}

func FuzzReadValue(f *testing.F) {
	for _, s := range []string{"010", "1e9999999", "0x1p-2", "1_0", "6.0", "1,5", "-", "６"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []string{"int", "uint32", "uint64", "float64", "duration", "bool"} {
			v, err := Read(kind, text)
			if (v == nil) != (err != nil) {
				t.Errorf("%s %q: %v, %v", kind, text, v, err)
			}
		}
	})
}

// TestReadAmounts: a share is read as a number and in percent, to the last bit; what is no
// share and no amount is refused by name.
func TestReadAmounts(t *testing.T) {
	for text, want := range map[string]Share{"0.01": 0.01, "1%": 0.01, "0.7 %": 0.007, "５％": 0.05, "1e-3": 0.001, "99.9%": 0.999} {
		if v, err := Read("share", text); err != nil || v != want {
			t.Errorf("%q is %v, %v; want %v", text, v, err, want)
		}
	}
	for _, text := range []string{"0", "1", "100%", "-1%", "5", "%", "", "x", "NaN", "1%%", "01%"} {
		if v, err := Read("share", text); err == nil {
			t.Errorf("%q is the share %v", text, v)
		}
	}
	if v, err := Read("amount", "500"); err != nil || v != Amount(500) {
		t.Errorf("500 is %v, %v", v, err)
	}
	for _, text := range []string{"0", "-1", "NaN", "Inf", "1e300", "", "5 yen"} {
		if v, err := Read("amount", text); err == nil {
			t.Errorf("%q is the amount %v", text, v)
		}
	}
}
