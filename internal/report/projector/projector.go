// Package projector writes map.html and map.json: embeddings as points of a plane, each
// with its picture. The same view is a part of an evaluated model's page.
package projector

import (
	"time"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
)

// Page is a map of embeddings, for a page of its own or as a part of an evaluated model's. Result and
// Pictures must be given; any other field may have its zero value.
type Page struct {
	// Version, Machine, Command, Time and Notes are as on any page; only one of its
	// own shows them.
	Version, Machine, Command string
	Time                      time.Time
	Notes                     []string
	// Lang is the language of the view and its figures.
	Lang lang.Language
	// Subject says what was drawn, such as "embeddings of test pictures". Data names
	// the data.
	Subject, Data string
	Result        *projection.Result
	// Of is the number of pictures that the points were drawn from.
	Of int
	// Pictures are those of the points, all of one size.
	Pictures []kit.Picture
	// Labels is the class of each point, or nil, and Classes their names.
	Labels  []int32
	Classes []string
	// Called is the class that neighbours call each picture, or nil, and CalledBy
	// who they are, such as "the 5 nearest training pictures".
	Called   []int32
	CalledBy string
	Settings []kit.Setting
	Timings  []kit.Timing
}

// wrong says whether neighbours call picture i another class.
func (m *Page) wrong(i int) bool { return m.Called != nil && m.Called[i] != m.Labels[i] }

func (m *Page) wrongs() int {
	n := 0
	for i := range m.Called {
		if m.wrong(i) {
			n++
		}
	}
	return n
}

// Facts are the figures of a map, as they stand in report.json and map.json.
type Facts struct {
	*projection.Result
	Of       int    `json:"of"`
	Wrong    *int   `json:"wrong"`
	CalledBy string `json:"called_by"`
}

// Facts are the figures of the map for JSON, nil of no map.
func (m *Page) Facts() *Facts {
	if m == nil {
		return nil
	}
	f := &Facts{Result: m.Result, Of: max(m.Of, m.Result.Points), CalledBy: m.CalledBy}
	if m.Called != nil {
		n := m.wrongs()
		f.Wrong = &n
	}
	return f
}

// document is map.json.
type document struct {
	Program string       `json:"program"`
	Machine string       `json:"machine"`
	Command string       `json:"command"`
	Time    *time.Time   `json:"time"`
	Title   lang.Message `json:"title"`
	Verdict lang.Message `json:"verdict"`
	Notes   []string     `json:"notes"`
	Data    string       `json:"data"`
	Map     *Facts       `json:"map"`
	// Classes are the names; Index, Labels and Called have an entry for each point.
	Classes []string `json:"classes"`
	Index   []int    `json:"index"`
	Labels  []int32  `json:"labels"`
	Called  []int32  `json:"called"`
	// Places are the coordinates of the points by method, as float32.
	Places   map[string]places `json:"places"`
	Files    []string          `json:"files"`
	Settings []kit.Setting     `json:"settings"`
	Timings  []kit.Timing      `json:"timings"`
}

type places struct {
	X []float32 `json:"x"`
	Y []float32 `json:"y"`
}

func newDocument(m *Page) *document {
	doc := &document{
		Program: m.Version, Machine: m.Machine, Command: m.Command, Time: kit.TimeOf(m.Time), Title: m.title(), Verdict: m.verdict(), Notes: m.Notes,
		Data: m.Data, Map: m.Facts(), Classes: m.Classes, Labels: m.Labels, Called: m.Called, Places: map[string]places{},
	}
	for _, p := range m.Pictures {
		doc.Index = append(doc.Index, p.Index)
	}
	for _, p := range m.Result.Projections {
		var at places
		for i := 0; i < len(p.XY); i += 2 {
			at.X, at.Y = append(at.X, float32(p.XY[i])), append(at.Y, float32(p.XY[i+1]))
		}
		doc.Places[p.Method] = at
	}
	doc.Settings = append(doc.Settings, m.Settings...)
	doc.Timings = append(doc.Timings, m.Timings...)
	return doc
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("map", 1, "map.json: pictures as points of a plane.")
}
