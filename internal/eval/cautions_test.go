package eval

import (
	"slices"
	"strings"
	"testing"

	"mekiki/internal/lang"
)

// saidAgain are messages as a report keeps them. In Japanese a kept one must be said as the
// message itself is, but for a list in it, which stays as it was kept.
func saidAgain(t *testing.T, messages []lang.Message) []string {
	t.Helper()
	var kept []string
	for _, m := range messages {
		kept = append(kept, m.String())
		if got, want := lang.Japanese.Say(lang.Saved(m.String())), lang.Japanese.Say(m); got != want && !strings.Contains(want, "、\"") || got == m.String() {
			t.Errorf("kept it becomes\n%s, want\n%s", got, want)
		}
	}
	return kept
}

func TestMissedClassesAreNamed(t *testing.T) {
	class := func(name string, right, pictures int) Class {
		return Class{Name: name, Right: right, Pictures: pictures}
	}
	c := &Classes{Classes: []Class{class("half", 5, 10), class("one", 3, 10), class("none", 0, 7), class("no pictures", 0, 0)}}
	want := []string{`More than half of the test pictures of "none" (7 of 7), "one" (7 of 10) are called something else.`}
	if got := saidAgain(t, c.cautions()); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	c.Classes = c.Classes[:2]
	want = []string{`Of the class "one" 7 of 10 test pictures are called something else.`}
	if got := saidAgain(t, c.cautions()); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for range mostNamed {
		c.Classes = append(c.Classes, class("lost", 1, 10))
	}
	if got := saidAgain(t, c.cautions()); len(got) != 1 || !strings.Contains(got[0], `"lost" (9 of 10), 1 more are called`) {
		t.Errorf("%q", got)
	}
}
