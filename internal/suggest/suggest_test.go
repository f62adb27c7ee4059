package suggest

import (
	"testing"

	"mekiki/internal/lang"
)

func TestNearest(t *testing.T) {
	losses := []string{"cosine", "euclidean", "combined", "combined-as-printed"}
	for _, c := range []struct {
		name  string
		known []string
		want  string // "" for no suggestion
	}{
		{"cosin", losses, "cosine"},
		{"cosnie", losses, "cosine"},
		{"trian", []string{"data", "train"}, "train"},
		{"btach", []string{"epochs", "batch"}, "batch"},
		{"Cosine", losses, "cosine"},
		{"euclid", losses, "euclidean"},
		{"euc", losses, "euclidean"},
		{"combined", losses, "combined"},
		{"combine", losses, "combined"},
		{"combined-printed", losses, "combined-as-printed"},
		{"combined_as_printed", losses, "combined-as-printed"},
		{"margin-coz", []string{"margin-euc", "margin-cos"}, "margin-cos"},
		{"hinge", losses, ""},
		{"", losses, ""},
		{"co", losses, ""},
		{"x", []string{"k", "p"}, ""},
		{"cosine", nil, ""},
		{"bc", []string{"良品良品良品良品"}, ""},
		{"良品", []string{"不良品"}, "不良品"},
		{"aa", []string{"ab", "ac"}, "ab"},
	} {
		got, ok := Nearest(c.name, c.known)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Nearest(%q, %v) = %q, %v; want %q", c.name, c.known, got, ok, c.want)
		}
	}
}

func TestUnknown(t *testing.T) {
	known := []string{"cosine", "euclidean"}
	for name, want := range map[string]string{
		"cosin": `unknown loss "cosin"; did you mean "cosine"? (known: cosine, euclidean)`,
		"xyzzy": `unknown loss "xyzzy" (known: cosine, euclidean)`,
	} {
		if got := Unknown(lang.T("loss"), name, known).Error(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
