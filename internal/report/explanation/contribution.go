package explanation

import (
	"slices"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/report/partfigure"
)

// contribution is what has a share of the distance of a place.
type contribution struct {
	name  lang.Message
	share float64
}

// contributions are those of a place that has any: parts of the fine scale, the coarse one as a whole, and parts in the
// space of a head.
func contributions(p inspect.Place) []contribution {
	var list []contribution
	add := func(of float64, parts map[string]float64, name func(part string) lang.Message) {
		var sorted []string
		for part := range parts {
			sorted = append(sorted, part)
		}
		slices.Sort(sorted)
		for _, part := range sorted {
			if s := of * parts[part]; s > 0 {
				list = append(list, contribution{name(part), s})
			}
		}
	}
	add(p.Sources.Fine, p.Share, partfigure.PartName)
	add(p.Sources.Coarse, map[string]float64{"": 1}, func(string) lang.Message { return lang.T("the coarse scale") })
	add(p.Sources.Head, p.HeadShare, func(part string) lang.Message {
		return lang.T("%s by the learned head", partfigure.PartName(part))
	})
	return list
}

// Decided says what has most of a place's distance, and how much of it.
func Decided(p inspect.Place) lang.Message {
	var lead contribution
	for _, c := range contributions(p) {
		if c.share > lead.share {
			lead = c
		}
	}
	if lead.share == 0 {
		return lang.T("No part of the distance decided.")
	}
	return lang.T("%s decided, by %s of the distance.", kit.Capital(lead.name), kit.Ratio(lead.share))
}
