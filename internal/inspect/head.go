package inspect

import (
	"math"

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
	// Euclidean and Cosine are what distances there are multiplied by, to be joined.
	Euclidean float64 `json:"euclidean"`
	Cosine    float64 `json:"cosine"`
	// Frozen and Own are what the frozen score and that of the head are multiplied by.
	Frozen float64 `json:"frozen"`
	Own    float64 `json:"own"`
}

// spaceMost is how many vectors a gallery in a head's space has at most: good places lie near
// one another there, and few cover them.
const spaceMost = 1000

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
	room     *room
}

func newHeadJudge(h *Head, f *patch.Features, workers int) *headJudge {
	n := f.Places()
	return &headJudge{
		head: h, workers: workers,
		rows: make([]float32, n*f.Dim), at: make([]float32, n*head.Numbers),
		m: make([]float32, n), room: newRoom(f.High, f.Wide),
	}
}

// look finds the distances of the places of a picture in the head's space; they are good until
// the next call.
func (j *headJudge) look(v patch.Vectors) (euclidean, cosine []float32) {
	v.Rows(j.rows)
	j.head.Net.Embed(j.at, j.rows, j.workers)
	found := j.head.Space.Rows(j.at, v.Places, j.workers)
	cosine = found.Distance[gallery.Cosine]
	for i, d := range cosine {
		cosine[i] = float32(math.Sqrt(2 * float64(d)))
	}
	return found.Distance[gallery.Euclidean], cosine
}

// mapOf joins distances to the smooth map m and returns its score.
func (j *headJudge) mapOf(euclidean, cosine []float32) float64 {
	return j.room.mapOf(j.m, func(i int) float32 {
		return float32(float64(j.head.Euclidean*float64(euclidean[i])) + float64(j.head.Cosine*float64(cosine[i])))
	})
}

// add makes a result of the frozen distance one of both; v are the picture's vectors.
func (j *headJudge) add(r *Result, v patch.Vectors) {
	r.Score = j.head.joined(r.Score, j.mapOf(j.look(v)))
	for i, own := range j.m {
		r.Map[i] = float32(j.head.joined(float64(r.Map[i]), float64(own)))
	}
}
