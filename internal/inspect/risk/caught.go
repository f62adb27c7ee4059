package risk

import (
	"slices"

	"mekiki/internal/lang"
	"mekiki/internal/stats"
)

// BadScores are scores of known bad parts, two of each: by what had not seen it, and by what has learned it. Who has
// learned none of them has the same twice.
type BadScores struct{ Unseen, Learned []float64 }

// Caught says that no known bad part is OK, and what that is worth for others.
type Caught struct {
	Bad    int     `json:"bad"`
	Lowest float64 `json:"lowest"` // score of the lowest, by what has learned it
	// Sets says whether the lower threshold is Lowest; if not, good parts let it begin earlier.
	Sets bool `json:"sets"`
	// Missed are those that would be OK, judged by what had not seen them. Limit is the share of new bad parts that is
	// OK at most, with Confidence (Clopper and Pearson, 1934), as far as they are like these.
	Missed     int     `json:"missed"`
	Limit      float64 `json:"limit"`
	Confidence float64 `json:"confidence"`
}

// catch lowers the lower threshold so that no bad part is OK. It panics if a score is NaN, or there are not as
// many of both.
func (c *Choice) catch(bad BadScores, confidence float64) {
	n := len(bad.Learned)
	if len(bad.Unseen) != n {
		panic("risk: not two scores of each bad part")
	}
	mustFinite("Choose", bad.Learned)
	mustFinite("Choose", bad.Unseen)
	k := &Caught{Bad: n, Lowest: slices.Min(bad.Learned), Confidence: confidence}
	if k.Sets = k.Lowest < c.Thresholds.Low; k.Sets {
		c.Thresholds.Low, c.ReviewBasis = k.Lowest, nil
	}
	for _, s := range bad.Unseen {
		if s < c.Thresholds.Low {
			k.Missed++
		}
	}
	k.Limit = stats.UpperLimit(float64(k.Missed)/float64(n), n, confidence)
	c.Caught = k
}

// Message says what the lower threshold has to do with known bad parts.
func (k *Caught) Message() lang.Message {
	if k.Sets {
		return lang.T("REVIEW begins at the lowest of %d known bad parts, so none of them is OK. Judged by what had not seen them, %d would be; of new ones like these at most %s are (%s confidence).",
			k.Bad, k.Missed, Percent(k.Limit), Percent(k.Confidence))
	}
	return lang.T("None of %d known bad parts is OK. Judged by what had not seen them, %d would be; of new ones like these at most %s are (%s confidence).",
		k.Bad, k.Missed, Percent(k.Limit), Percent(k.Confidence))
}
