package train

import (
	"math"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/model"
)

// DecisionCosts reads Costs, such as 10:1: what it costs to take a pair of different classes
// for alike, an escape, and one of the same class for different, an overkill. It is nil
// where there are none. The error goes on after the name of the setting.
func (c *Config) DecisionCosts() (*model.Costs, error) {
	if c.Costs == "" {
		return nil, nil
	}
	escape, overkill, two := strings.Cut(c.Costs, ":")
	costs := &model.Costs{}
	for text, to := range map[string]*float64{escape: &costs.Escape, overkill: &costs.Overkill} {
		v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if !two || err != nil || !(v > 0) || math.IsInf(v, 0) {
			return nil, lang.Errorf("is %q; it must be two numbers above 0, such as 10:1", c.Costs)
		}
		*to = v
	}
	return costs, nil
}
