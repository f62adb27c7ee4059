package dataset

import (
	"regexp"

	"mekiki/internal/lang"
)

// ObjectKey reads a regular expression of the names of pictures, whose first group is
// the object. The name is the path from the folder, with slashes; the expression may
// match any part of it.
func ObjectKey(text string) (*regexp.Regexp, error) {
	re, err := regexp.Compile(text)
	switch {
	case err != nil:
		return nil, lang.Errorf("%q is no regular expression: %w", text, err)
	case re.NumSubexp() == 0:
		return nil, lang.Errorf("%q has no group; put round brackets around the part of the name that says which object it is, as in %q", text, `^.*/([^_]*)_`)
	}
	return re, nil
}

// nameObjects gives the items their objects by a key, and says how many it does not
// match. It is an error if it matches none.
func nameObjects(items []Item, key string) (remark lang.Message, err error) {
	re, err := ObjectKey(key)
	if err != nil {
		return lang.Message{}, lang.Errorf("object %w", err)
	}
	matched, other := 0, ""
	for i := range items {
		m := re.FindStringSubmatch(items[i].Path)
		switch {
		case m != nil && m[1] != "":
			items[i].Object = m[1]
			matched++
		case other == "":
			other = items[i].Path
		}
	}
	switch n := len(items) - matched; {
	case matched == 0:
		return lang.Message{}, lang.Errorf("object %q matches the name of no picture, such as %s", key, other)
	case n > 0:
		return lang.T("object matches the names of all but %d pictures, such as %s; each of these counts as an object of its own", n, other), nil
	}
	return lang.Message{}, nil
}

// objectNumbers numbers the objects of items; one that nobody names is one of its own.
// It is nil if none is named.
func objectNumbers(items []Item) (numbers []int32, objects int) {
	numbers = make([]int32, len(items))
	at := map[string]int32{}
	next := int32(0)
	for i, it := range items {
		n, known := at[it.Object]
		if it.Object == "" || !known {
			n = next
			next++
		}
		if it.Object != "" {
			at[it.Object] = n
		}
		numbers[i] = n
	}
	if len(at) == 0 {
		return nil, 0
	}
	return numbers, int(next)
}

// apart refuses items of which an object lies in both parts.
func apart(items []Item) error {
	part, n, first := map[string]string{}, map[string]bool{}, ""
	for _, it := range items {
		if it.Object == "" {
			continue
		}
		if p, known := part[it.Object]; known && p != it.Split {
			if first == "" {
				first = it.Object
			}
			n[it.Object] = true
		}
		part[it.Object] = it.Split
	}
	if len(n) > 0 {
		return lang.Errorf("%d objects have pictures in both the training and the test part, such as %s: figures on the test part would be too good; correct the parts, or split anew with --resplit", len(n), first)
	}
	return nil
}

// errNoTest says that nothing can be held back.
var errNoTest = lang.Errorf("no picture can be held back for the test, since two of each class must be left to train; add pictures")

// united joins groups: pictures that share a number in a or in b have one in the
// result. Either may be nil.
func united(n int, a, b []int32) []int32 {
	root := make([]int32, n)
	for i := range root {
		root[i] = int32(i)
	}
	find := func(i int32) int32 {
		for root[i] != i {
			root[i] = root[root[i]]
			i = root[i]
		}
		return i
	}
	for _, groups := range [][]int32{a, b} {
		first := map[int32]int32{}
		for i, g := range groups {
			if f, known := first[g]; known {
				x, y := find(f), find(int32(i))
				root[max(x, y)] = min(x, y)
			} else {
				first[g] = int32(i)
			}
		}
	}
	for i := range root {
		root[i] = find(int32(i))
	}
	return root
}
