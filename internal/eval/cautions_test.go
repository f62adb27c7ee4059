package eval

import (
	"slices"
	"strings"
	"testing"
)

func TestMissedClassesAreNamed(t *testing.T) {
	class := func(name string, right, pictures int) Class {
		return Class{Name: name, Right: right, Pictures: pictures}
	}
	c := &Classes{Classes: []Class{class("half", 5, 10), class("one", 3, 10), class("none", 0, 7), class("no pictures", 0, 0)}}
	want := []string{`More than half of the test pictures of "none" (7 of 7), "one" (7 of 10) are called something else.`}
	if got := c.cautions(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	c.Classes = c.Classes[:2]
	want = []string{`Of the class "one" 7 of 10 test pictures are called something else.`}
	if got := c.cautions(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for range mostNamed {
		c.Classes = append(c.Classes, class("lost", 1, 10))
	}
	if got := c.cautions(); len(got) != 1 || !strings.Contains(got[0], `"lost" (9 of 10), 1 more are called`) {
		t.Errorf("%q", got)
	}
}
