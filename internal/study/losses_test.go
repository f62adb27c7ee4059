package study

import (
	"slices"
	"testing"
)

func TestParseLosses(t *testing.T) {
	long := "0.8*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)"
	got, err := ParseLosses([]string{"cosine", " mine : " + long, long, "cosine", "relu(cos_ap - cos_an)", "two words: let w = 0.5; w*relu(cos_ap - cos_an)", "lines: let w = 1;\nw*euc_ap"})
	want := []Loss{
		{"cosine", "cosine"}, {"mine", long}, {"loss 3", long}, {"cosine (2)", "cosine"},
		{"relu(cos_ap - cos_an)", "relu(cos_ap - cos_an)"}, {"two words", "let w = 0.5; w*relu(cos_ap - cos_an)"}, {"lines", "let w = 1;\nw*euc_ap"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range [][]string{{""}, {"cosine", "a: cosine", "a: combined"}} {
		if got, err := ParseLosses(bad); err == nil {
			t.Errorf("%q: %q", bad, got)
		}
	}
}

func FuzzParseLosses(f *testing.F) {
	f.Add("a: b", "c")
	f.Add("::", "where(cos_ap < 1, 2, 3)")
	f.Fuzz(func(t *testing.T, a, b string) {
		losses, err := ParseLosses([]string{a, b})
		if err != nil {
			return
		}
		if len(losses) != 2 || losses[0].Name == losses[1].Name || losses[0].Name == "" || losses[0].Text == "" {
			t.Errorf("%q", losses)
		}
	})
}
