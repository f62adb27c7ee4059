package explanation

import (
	"math"

	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
)

// Words say in a few sentences how the picture is judged, and how far its score lies from
// the thresholds.
func (x Picture) Words(t risk.Thresholds) lang.Message {
	if x.Error != "" {
		return lang.T("It could not be read: %s", lang.Saved(x.Error))
	}
	score := kit.Number(x.Score)
	var said lang.Message
	switch t.Verdict(x.Score) {
	case risk.NG:
		said = lang.T("The score is %s, %s above the threshold of NG, %s.", score, apart(x.Score, t.High), kit.Number(t.High))
	case risk.OK:
		said = lang.T("The score is %s, %s below the threshold of REVIEW, %s.", score, apart(x.Score, t.Low), kit.Number(t.Low))
	default:
		said = lang.T("The score is %s, %s above the threshold of REVIEW, %s, and %s below that of NG, %s.",
			score, apart(x.Score, t.Low), kit.Number(t.Low), apart(x.Score, t.High), kit.Number(t.High))
	}
	if x.Reason != "" {
		return kit.Sentences(lang.T("The guard holds it back, whatever its score: %s.", x.Reason.Message()), said)
	}
	return said
}

// apart is how far a score lies from a threshold, in percent of that.
func apart(score, threshold float64) string {
	if threshold == 0 {
		return kit.Number(math.Abs(score))
	}
	return kit.Ratio(math.Abs(score-threshold) / math.Abs(threshold))
}
