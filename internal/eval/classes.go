package eval

import (
	"fmt"

	"mekiki/internal/stats"
)

// Class is what 5-NN makes of one class. Intervals are Wilson's, stats.Wilson, of
// the counts beside them: unlike bootstrap intervals they are there without
// resamples, and of a class that is right altogether they have a width.
type Class struct {
	Class int32  `json:"class"`
	Name  string `json:"name"`
	// Pictures are the queries of the class, Called those that were called it, Right
	// those that are both.
	Pictures int `json:"pictures"`
	Called   int `json:"called"`
	Right    int `json:"right"`
	// Recall is Right of Pictures, Precision Right of Called; nil where that is of none.
	Recall    *Interval `json:"recall"`
	Precision *Interval `json:"precision"`
}

// Classes are the figures of all classes by one distance.
type Classes struct {
	// Balanced is the mean recall of the classes that have queries, each counting
	// the same however many it has; the interval is that of stats.MeanShare.
	Balanced Interval `json:"balanced_accuracy"`
	// Classes are those with a query or a call, in the order of their numbers.
	Classes []Class `json:"classes"`
}

// newClasses counts what queries of the classes labels were called. name gives the
// name of a class.
func newClasses(labels, called []int32, name func(int32) string) *Classes {
	top := int32(-1)
	for i := range labels {
		top = max(top, labels[i], called[i])
	}
	count := make([]Class, top+1)
	for i, c := range labels {
		count[c].Pictures++
		count[called[i]].Called++
		if c == called[i] {
			count[c].Right++
		}
	}
	out := &Classes{}
	var recall []float64
	var pictures []int
	for i, c := range count {
		if c.Pictures+c.Called == 0 {
			continue
		}
		c.Class, c.Name = int32(i), name(int32(i))
		c.Recall, c.Precision = shareOf(c.Right, c.Pictures), shareOf(c.Right, c.Called)
		if c.Recall != nil {
			recall, pictures = append(recall, c.Recall.Value), append(pictures, c.Pictures)
		}
		out.Classes = append(out.Classes, c)
	}
	b := &out.Balanced
	b.Value, b.Lo, b.Hi = stats.MeanShare(recall, pictures)
	return out
}

// shareOf is k of n with its interval, nil of none.
func shareOf(k, n int) *Interval {
	if n == 0 {
		return nil
	}
	i := wilson(float64(k)/float64(n), n)
	return &i
}

// wilson is a share with the interval that n cases give it.
func wilson(share float64, n int) Interval {
	i := Interval{Value: share}
	i.Lo, i.Hi = stats.Wilson(share, n)
	return i
}

// Least is the class of which the smallest share was found, of equals the first;
// nil without queries.
func (c *Classes) Least() *Class {
	var least *Class
	for i := range c.Classes {
		k := &c.Classes[i]
		if k.Recall != nil && (least == nil || k.Recall.Value < least.Recall.Value) {
			least = k
		}
	}
	return least
}

// className names a class by names, or by its number.
func className(names []string, c int32) string {
	if int(c) < len(names) && names[c] != "" {
		return names[c]
	}
	return fmt.Sprintf("class %d", c)
}
