package work

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestClassDifferences(t *testing.T) {
	learned := []string{"shirt", "dress", "bag", "boot"}
	for _, c := range []struct {
		learned []string
		here    map[int]string
		want    []string
	}{
		{learned, map[int]string{0: "shirt", 1: "dress", 2: "bag", 3: "boot"}, nil},
		{learned, map[int]string{3: "shirt", 2: "dress", 1: "bag", 0: "boot"}, nil}, // only other numbers
		{nil, map[int]string{0: "a"}, nil},
		{learned, nil, nil},
		{learned, map[int]string{0: "shirt", 1: "dress", 4: "sandal"}, []string{
			`The data has a class that the model did not learn: "sandal".`, `2 classes that the model learned do not occur in the data: "bag", "boot".`}},
		{learned, map[int]string{0: "0", 1: "1"}, []string{
			`2 classes have another name than the model learned them by; the names here are the data's: "0" here is "shirt" in the model, "1" here is "dress" in the model.`,
			`2 classes that the model learned do not occur in the data: "bag", "boot".`}},
		{[]string{"x"}, map[int]string{0: "x", 1: "b", 2: "c", 3: "d", 4: "e", 5: "f", 6: "g"}, []string{
			`The data has 6 classes that the model did not learn: "b", "c", "d", "e", "f" and 1 more.`}},
	} {
		if d := cmp.Diff(c.want, classDifferences(c.learned, c.here)); d != "" {
			t.Errorf("%v (-want +got):\n%s", c.here, d)
		}
	}
}
