package work

import (
	"fmt"
	"slices"
	"strings"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
	"mekiki/internal/model"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/work/data"
)

// judgedBy describes the data of an evaluation and says where its classes are not
// those of the model.
func judgedBy(m *model.Model, mat *data.Material) (evaluation.Judged, error) {
	j := evaluation.Judged{
		Triplets: evaluation.JudgedTriplets{Name: mat.Data.Name, Fingerprint: mat.Data.Fingerprint, Count: mat.Split.Test.Len()},
		Other:    mat.Data.Fingerprint != m.Meta.Data.Fingerprint,
	}
	im := mat.Split.Test.Images
	here := present(im)
	if mat.Found != nil {
		set := mat.Found.Set
		test, err := set.Test.Fingerprint()
		if err != nil {
			return j, err
		}
		j.Pictures = &evaluation.JudgedPictures{Name: set.Name, Test: test, Train: mat.Found.Fingerprint, Classes: set.Classes}
		for c, name := range present(set.Test) {
			if old, ok := here[c]; ok && old != name {
				j.Classes = append(j.Classes, lang.T("Class %d is %q in the triplets of %s and %q in the test pictures of %s.", c, old, mat.Data.Name, name, set.Name).String())
				continue
			}
			here[c] = name
		}
		slices.Sort(j.Classes)
	}
	j.Classes = append(j.Classes, classDifferences(m.Meta.Classes, here)...)
	return j, nil
}

// present names the classes that pictures have, by their number.
func present(im *dataset.Images) map[int]string {
	names := map[int]string{}
	for _, c := range im.Labels {
		if _, ok := names[int(c)]; !ok {
			names[int(c)] = im.ClassName(c)
		}
	}
	return names
}

// fewNames is how many classes a sentence lists.
const fewNames = 5

// classDifferences says in sentences which of the classes here the model did not
// learn, which of its own are missing, and which have another name. Where one of
// the two has no classes there is nothing to compare.
func classDifferences(learned []string, here map[int]string) (out []string) {
	if len(learned) == 0 || len(here) == 0 {
		return nil
	}
	known, names := map[string]bool{}, map[string]bool{}
	for _, n := range learned {
		known[n] = true
	}
	for _, n := range here {
		names[n] = true
	}
	var renamed [][2]string // here, in the model
	var added, missing []string
	for c := range max(len(learned), highest(here)+1) {
		name, is := here[c]
		isNew := is && !known[name]
		gone := c < len(learned) && !names[learned[c]]
		switch {
		case isNew && gone:
			renamed = append(renamed, [2]string{name, learned[c]})
		case isNew:
			added = append(added, fmt.Sprintf("%q", name))
		case gone:
			missing = append(missing, fmt.Sprintf("%q", learned[c]))
		}
	}
	if n := len(renamed); n > 0 {
		out = append(out, lang.Plural(n, "A class has another name than the model learned it by; the names here are the data's: %s.",
			"%d classes have another name than the model learned them by; the names here are the data's: %s.", renamings(renamed)).String())
	}
	if n := len(added); n > 0 {
		out = append(out, lang.Plural(n, "The data has a class that the model did not learn: %s.", "The data has %d classes that the model did not learn: %s.", firstNames(added)).String())
	}
	if n := len(missing); n > 0 {
		out = append(out, lang.Plural(n, "A class that the model learned does not occur in the data: %s.", "%d classes that the model learned do not occur in the data: %s.", firstNames(missing)).String())
	}
	return out
}

// firstNames lists the first of some classes, and says how many more there are.
func firstNames(list []string) lang.Message {
	text := strings.Join(list[:min(fewNames, len(list))], ", ")
	if more := len(list) - fewNames; more > 0 {
		return lang.T("%s and %d more", text, more)
	}
	return lang.T("%s", text)
}

// renamings is firstNames of classes with two names, each a part of the text before it,
// so that lang.Saved finds it again.
func renamings(list [][2]string) lang.Message {
	shown := min(fewNames, len(list))
	here, model := list[shown-1][0], list[shown-1][1]
	text := lang.T("%q here is %q in the model", here, model)
	if more := len(list) - shown; more > 0 {
		text = lang.T("%q here is %q in the model and %d more", here, model, more)
	}
	for i := shown - 2; i >= 0; i-- {
		text = lang.T("%q here is %q in the model, %s", list[i][0], list[i][1], text)
	}
	return text
}

// highest is the largest number of a class.
func highest(classes map[int]string) int {
	most := 0
	for c := range classes {
		most = max(most, c)
	}
	return most
}
