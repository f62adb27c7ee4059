package data

import (
	"slices"

	"mekiki/internal/fetch"
	"mekiki/internal/lang"
)

// Callable says whether the training pictures can call the test pictures: of a class
// that only these have, they never could. A run asks before it trains.
func Callable(found *fetch.Result) error {
	if found == nil {
		return nil
	}
	train, test := found.Set.Train, found.Set.Test
	known := map[int32]bool{}
	for _, c := range train.Labels {
		known[c] = true
	}
	if i := slices.IndexFunc(test.Labels, func(c int32) bool { return !known[c] }); i >= 0 {
		return lang.Errorf("%s: test picture %d has class %s, of which there is no training picture; add some, or take the class out of the test part%s", lang.Saved(found.Origin), i, test.ClassName(test.Labels[i]), resplitCure(found))
	}
	return nil
}

// resplitCure goes on after an error that more classes in the training part would
// cure, where a folder has them in its test part, as those for inspection do: theirs
// train on good parts alone.
func resplitCure(found *fetch.Result) lang.Message {
	if found.Folder == nil || found.Folder.TestShare > 0 {
		return lang.Message{}
	}
	known := map[int32]bool{}
	for _, c := range found.Set.Train.Labels {
		known[c] = true
	}
	if !slices.ContainsFunc(found.Set.Test.Labels, func(c int32) bool { return !known[c] }) {
		return lang.Message{}
	}
	return lang.T("; the test part has more classes: --resplit parts all pictures of the folder anew")
}
