package cli

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"mekiki/internal/train"
	"mekiki/internal/work/settings"
)

// TestHelpListsEachFlagOnce under a heading, the most used first.
func TestHelpListsEachFlagOnce(t *testing.T) {
	help := mekiki(t, "train", "--help").want(t, exitOK).out
	at := strings.Index(help, "Flags, the most used:")
	if at < 0 {
		t.Fatalf("no headings: %s", help)
	}
	var listed []string
	for line := range strings.Lines(help[at:]) {
		if _, flag, ok := strings.Cut(line, "--"); ok && strings.HasPrefix(strings.TrimSpace(line), "-") {
			name, _, _ := strings.Cut(flag, " ")
			listed = append(listed, strings.TrimSpace(name))
		}
	}
	if first := listed[:len(mostUsed)]; !slices.Equal(first, mostUsed) {
		t.Errorf("first come %q", first)
	}
	if once := slices.Compact(slices.Sorted(slices.Values(listed))); len(once) != len(listed) {
		t.Errorf("%d flags in %d lines", len(once), len(listed))
	}
	for _, key := range settings.Keys() {
		if !slices.Contains(listed, key) {
			t.Errorf("--%s is not listed", key)
		}
	}
	// A command with few flags needs no headings.
	if short := mekiki(t, "data", "info", "--help").want(t, exitOK).out; strings.Contains(short, "most used") || !strings.Contains(short, "Flags:\n") {
		t.Errorf("%s", short)
	}
}

func TestEverySettingHasAHeading(t *testing.T) {
	for f := range reflect.TypeFor[train.Config]().Fields() {
		group := f.Tag.Get("group")
		if group == "" || !slices.ContainsFunc(headings, func(h heading) bool { return h.group == group }) {
			t.Errorf("%s is under %q, which has no heading", f.Name, group)
		}
	}
}
