package inspect

import (
	"slices"

	"mekiki/internal/inspect/gallery"
	"mekiki/internal/inspect/head"
	"mekiki/internal/inspect/patch"
)

// Head is what an inspector has learned from known bad parts: distances in the space of a small
// network, beside those of the eye's own vectors, which are the frozen ones.
type Head struct {
	Net *head.Head `json:"-"`
	// Space are good vectors in the head's space.
	Space *gallery.Gallery `json:"-"`
	// Mix joins the distances there.
	Mix Mix `json:"mix"`
	// Border says that distances near the border of a picture count less there, too: patch.Features.Border.
	Border bool `json:"border,omitempty"`
	// Frozen and Own are what the frozen score and that of the head are multiplied by.
	Frozen float64 `json:"frozen"`
	Own    float64 `json:"own"`
}

// spaceMost is how many vectors a gallery in a head's space has at most: good places lie near
// one another there, and few cover them.
const spaceMost = 1000

// headParts are the parts of the distance in a head's space.
var headParts = []gallery.Part{gallery.Euclidean, gallery.Cosine}

// joined is the score by both scores of a picture.
func (h *Head) joined(frozen, own float64) float64 {
	return float64(h.Frozen*frozen) + float64(h.Own*own)
}

// headJudge measures pictures in a head's space. One goroutine at a time may use it.
type headJudge struct {
	head     *Head
	workers  int
	rows, at []float32 // vectors before and behind the head
	m        []float32 // the map
	border   []float32 // what distances are multiplied by; nil: by nothing
	room     *room
	join     *joiner
	seen     *Sight // of the last picture
}

func newHeadJudge(h *Head, f *patch.Features, top, workers int) *headJudge {
	n := f.Places()
	j := &headJudge{
		head: h, workers: workers, rows: make([]float32, n*f.Dim), at: make([]float32, n*head.Numbers),
		m: make([]float32, n), room: newRoom(f.High, f.Wide, top), join: h.Mix.joiner(),
	}
	if h.Border {
		j.border = f.Border()
	}
	return j
}

// see finds the distances of the places of a picture, whose vectors stand row-major, in the head's space.
func (j *headJudge) see(x []float32) *Sight {
	j.head.Net.Embed(j.at, x, j.workers)
	found := j.head.Space.Rows(j.at, len(j.m), j.workers, headParts...)
	s := &Sight{high: j.room.high, wide: j.room.wide, top: j.room.top}
	for _, p := range headParts {
		list := found.Distance[p]
		for i, d := range list {
			list[i] = first(p, d)
			if j.border != nil {
				list[i] *= j.border[i]
			}
		}
		s.maps[p], s.level[p] = list, levelOf(list, j.room.sorted)
		s.score[p] = j.room.score(func(i int) float32 { return list[i] })
	}
	return s
}

// score makes the map m of what was seen and returns its score.
func (j *headJudge) score(s *Sight) float64 {
	j.join.picture(s.level)
	return j.room.mapOf(j.m, func(i int) float32 { return j.join.at(&s.maps, i) })
}

// add makes a result of the frozen distance one of both; v are the picture's vectors.
func (j *headJudge) add(r *Result, v patch.Vectors) {
	v.Rows(j.rows)
	j.seen = j.see(j.rows)
	r.Score = j.head.joined(r.Score, j.score(j.seen))
	for i, own := range j.m {
		r.Map[i] = float32(j.head.joined(float64(r.Map[i]), float64(own)))
	}
}

// scores are those of what was seen of some pictures.
func (j *headJudge) scores(list []Sight) []float64 {
	scores := make([]float64, len(list))
	for i := range list {
		scores[i] = j.score(&list[i])
	}
	return scores
}

// frozenOf are the frozen scores of known parts.
func frozenOf(list []Known) []float64 {
	scores := make([]float64, len(list))
	for i, k := range list {
		scores[i] = k.Frozen
	}
	return scores
}

// both are the scores of known parts by their frozen scores and the head's.
func (h *Head) both(list []Known, own []float64) []float64 {
	scores := slices.Clone(own)
	for i, k := range list {
		scores[i] = h.joined(k.Frozen, own[i])
	}
	return scores
}
