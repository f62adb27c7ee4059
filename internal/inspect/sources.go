package inspect

// Sources are how much of the number of a place the fine scale, the coarse one and the head have: shares that add up
// to 1, or are all 0 where the number is 0.
type Sources struct {
	Fine   float64 `json:"fine"`
	Coarse float64 `json:"coarse"`
	Head   float64 `json:"head"`
}

// sources are those of a place of the map m of the last picture.
func (j *Judge) sources(m []float32, place int) Sources {
	whole := float64(m[place])
	if !(whole > 0) {
		return Sources{}
	}
	s := Sources{Fine: 1}
	frozen := whole
	if j.head != nil {
		own := j.head.head.Own * float64(j.head.m[place])
		s.Head = own / whole
		frozen = (whole - own) / j.head.head.Frozen
		s.Fine = 1 - s.Head
	}
	if j.coarse != nil && frozen > 0 {
		fine := j.n.Coarse.Fine * float64(j.room.last(place)) / frozen
		s.Fine, s.Coarse = s.Fine*fine, s.Fine*(1-fine)
	}
	return s
}

// headShare is how much each part of the distance in the head's space, by its name, has of a place's number there; nil
// without a head.
func (j *Judge) headShare(place int) map[string]float64 {
	if j.head == nil {
		return nil
	}
	share := map[string]float64{}
	shares := j.head.join.shares(&j.head.seen.maps, place)
	for _, p := range headParts {
		share[PartNames[p]] = shares[p]
	}
	return share
}
