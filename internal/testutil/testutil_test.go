package testutil

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// spy is a test that notes its failure instead of failing.
type spy struct {
	testing.TB
	messages []string
	cleanups []func()
}

func (s *spy) Helper()                   {}
func (s *spy) Cleanup(f func())          { s.cleanups = append(s.cleanups, f) }
func (s *spy) Errorf(f string, a ...any) { s.messages = append(s.messages, fmt.Sprintf(f, a...)) }
func (s *spy) Fatalf(f string, a ...any) {
	s.Errorf(f, a...)
	panic(s)
}

// watch runs f and returns what it reported.
func watch(f func(t testing.TB)) string {
	s := &spy{}
	func() {
		defer func() {
			if r := recover(); r != nil && r != any(s) {
				panic(r)
			}
		}()
		f(s)
	}()
	for _, c := range s.cleanups {
		c()
	}
	return strings.Join(s.messages, "\n")
}

func TestNear(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		got, want, tol float64
		near           bool
	}{
		{1, 1, 0, true},
		{1, 1.1, 0.05, false},
		{1, 1.1, 0.2, true},
		{1000, 1001, 0.01, true},
		{1e-9, 0, 1e-8, true},
		{nan, nan, 0, true},
		{nan, 1, 10, false},
		{1, nan, 10, false},
		{inf, inf, 0, true},
		{inf, -inf, 1, false},
		{1, inf, 1, false},
		{inf, 1, 1, false},
	} {
		message := watch(func(t testing.TB) { Near(t, "figure", c.got, c.want, c.tol) })
		if (message == "") != c.near {
			t.Errorf("Near(%v, %v, %v) says %q", c.got, c.want, c.tol, message)
		}
		if !c.near && !strings.Contains(message, "figure = ") {
			t.Errorf("message %q does not name the figure", message)
		}
	}
}

func TestGradCheck(t *testing.T) {
	f := func(x []float64) float64 { return x[0]*x[0] + math.Sin(x[1]) }
	x := []float64{1.5, 0.3}
	right, wrong := []float64{3, math.Cos(0.3)}, []float64{3, 0.9}
	if worst := GradCheck(t, "right", f, x, right, 1e-9); worst > 1e-9 {
		t.Errorf("largest error %g", worst)
	}
	if x[0] != 1.5 || x[1] != 0.3 {
		t.Errorf("x was moved to %v", x)
	}
	message := watch(func(t testing.TB) { GradCheck(t, "wrong", f, x, wrong, 1e-9) })
	if !strings.Contains(message, "gradient[1]") || strings.Contains(message, "gradient[0]") {
		t.Errorf("a wrong gradient gives %q", message)
	}
	if watch(func(t testing.TB) { GradCheck(t, "short", f, x, wrong[:1], 1e-9) }) == "" {
		t.Error("a short gradient passes")
	}
}

func TestGuarded(t *testing.T) {
	message := watch(func(t testing.TB) {
		s := Guarded(t, 7)
		if len(s) != 7 || cap(s) != 7 {
			t.Errorf("length %d, capacity %d", len(s), cap(s))
		}
		for i := range s {
			if s[i] != 0 {
				t.Errorf("not zeroed")
			}
			s[i] = 1
		}
	})
	if message != "" {
		t.Error(message)
	}
	for _, at := range []int{-guardWords, -1, 7, 7 + guardWords - 1} {
		message := watch(func(t testing.TB) {
			_, whole := guarded(t, 7)
			whole[guardWords+at] = 0
		})
		if want := fmt.Sprintf("word %d was changed", at); !strings.Contains(message, want) {
			t.Errorf("a write at %d gives %q", at, message)
		}
	}
}

func TestGolden(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", "file.txt")
	if m := watch(func(t testing.TB) { Golden(t, path, nil) }); !strings.Contains(m, "-update") {
		t.Errorf("a missing file gives %q", m)
	}
	if err := flag.Set("update", "true"); err != nil {
		t.Fatal(err)
	}
	Golden(t, path, []byte("one\ntwo\n"))
	if err := flag.Set("update", "false"); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "one\ntwo\n" {
		t.Fatalf("written %q, %v", got, err)
	}
	Golden(t, path, []byte("one\ntwo\n"))
	for _, other := range []string{"one\nTWO\n", "one\ntwo", "one\ntwo\nthree\n"} {
		if m := watch(func(t testing.TB) { Golden(t, path, []byte(other)) }); !strings.Contains(m, "from line") {
			t.Errorf("%q gives %q", other, m)
		}
	}
}
