package risk

import "mekiki/internal/lang"

// leastRate is the least rate that can be asked for; nobody has the parts to prove it.
const leastRate = 1e-9

// checkGoal refuses a rate or a confidence that is no share between 0 and 1.
func checkGoal(rate, confidence float64) error {
	if !(rate >= leastRate && rate < 1) {
		return lang.Errorf("a wanted rate must be above 0 and below 1, not %v; no number of parts proves a rate of 0", rate)
	}
	return checkConfidence(confidence)
}

func checkConfidence(confidence float64) error {
	if !(confidence > 0 && confidence < 1) {
		return lang.Errorf("a confidence must be above 0 and below 1, not %v; 0.95 is usual", confidence)
	}
	return nil
}
