// Package partanalysis writes distances.html and distances.json: what the single distances of an
// inspector say of good parts, of made-up defects and of known bad parts, where they disagree, and
// which weights follow.
package partanalysis

import (
	"io"
	"time"

	"mekiki/internal/analyze/distances"
	"mekiki/internal/atomicfile"
	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/lang"
	"mekiki/internal/report/kit"
	"mekiki/internal/schema"
)

// Names of the files that Write makes.
const (
	HTMLFile = "distances.html"
	JSONFile = "distances.json"
)

// Names of the methods of a Group's Standings that are no single distance.
const (
	Own       = "own"       // the inspector's distance
	Sum       = "sum"       // all distances, each over its scale
	Suggested = "suggested" // what known bad parts suggest, each picture by weights that were found on others
)

// Page is an analysis of an inspector's distances. Inspector, Parts, Rule, Own, Good and Limits
// are wanted; all else may be left out.
type Page struct {
	Version, Machine, Command string
	Time                      time.Time
	Lang                      lang.Language
	Notes                     []lang.Message
	// Inspector is its file, Distance the formula of a place. Learned is how many good pictures it knows;
	// Head says that it has a head beside these distances.
	Inspector, Distance string
	Learned             int
	Head                bool
	// Parts are the names of the distances, as formulas write them.
	Parts []string
	// LeftOut says that the good pictures are those that the inspector knows, judged by others of them.
	LeftOut bool
	// Rule has the scales, levels, powers and weights that follow from the good pictures alone, Own is
	// the inspector's distance, and Suggested what follows with ByBad known bad pictures.
	Rule, Own, Suggested inspect.Mix
	ByBad                int
	// Formula is Suggested as inspect fit --distance takes it.
	Formula string
	// Good are the good pictures; Limits are the scores from where on each distance sees a picture.
	Good   distances.Group
	Limits []float64
	// Groups are bad parts and made-up defects.
	Groups []Group
	// Contested are the shown pictures that only length or only angle sees, of the first group.
	Contested []Contested
	Settings  []kit.Setting
	Timings   []kit.Timing
}

// Group are pictures that are held against the good ones.
type Group struct {
	Made bool // with made-up defects; else known bad parts
	distances.Group
	// Apart is by each distance; Kinds are by what is known of the pictures, Strengths by that of made-up defects.
	Apart     []distances.Apart
	Kinds     []distances.Kind
	Strengths []distances.Kind
	Pairs     []distances.Pair // of two distances each
	// Standings are how well methods order the pictures, Own first; Leads hold the others against it.
	Standings []risk.Standing
	Leads     []risk.Lead
}

// Contested is a picture that only one of two distances sees.
type Contested struct {
	distances.Contested
	Side       int // 0: only length sees it, 1: only angle
	Name, Kind string
	Picture    *kit.Picture
	// Maps are of length and of angle, in units of the limit from where on that sees a picture; Scores likewise.
	Maps       [2][]float32
	Scores     [2]float64
	High, Wide int
}

// document is distances.json.
type document struct {
	Program   string              `json:"program"`
	Machine   string              `json:"machine"`
	Command   string              `json:"command"`
	Time      *time.Time          `json:"time"`
	Inspector string              `json:"inspector"`
	Distance  string              `json:"distance"`
	Verdict   lang.Message        `json:"verdict"`
	Notes     []lang.Message      `json:"notes"`
	LeftOut   bool                `json:"left_out"`
	Parts     []partDocument      `json:"parts"`
	Good      []distances.Picture `json:"good"`
	Groups    []groupDocument     `json:"groups"`
	Suggested suggestion          `json:"suggested"`
	Settings  []kit.Setting       `json:"settings"`
	Timings   []kit.Timing        `json:"timings"`
}

// partDocument is a distance. Its numbers are those that the good pictures give by the rule.
type partDocument struct {
	Name   string  `json:"name"`
	Scale  float64 `json:"scale"`
	Level  float64 `json:"level"`
	Power  float64 `json:"power"`
	Weight float64 `json:"weight"`
	Limit  float64 `json:"limit"` // from where on a score, divided, is seen
}

// groupDocument is a group of pictures.
type groupDocument struct {
	Group     string              `json:"group"` // "bad" or "made"
	Farthest  bool                `json:"farthest_places"`
	Pictures  []distances.Picture `json:"pictures"`
	Apart     []distances.Apart   `json:"apart"`
	Kinds     []distances.Kind    `json:"kinds"`
	Strengths []distances.Kind    `json:"strengths"`
	Pairs     []distances.Pair    `json:"pairs"`
	Standings []risk.Standing     `json:"standings"`
	Leads     []risk.Lead         `json:"leads"`
}

// suggestion is a distance with its reason.
type suggestion struct {
	Bad     int          `json:"bad"` // known bad pictures that it follows from
	Mix     inspect.Mix  `json:"mix"`
	Formula string       `json:"formula"`
	Verdict lang.Message `json:"verdict"`
}

// name is how the JSON file calls a group.
func (g *Group) name() string {
	if g.Made {
		return "made"
	}
	return "bad"
}

// JSON writes everything but the pictures and the single places.
func (p *Page) JSON(w io.Writer) error {
	d := &document{
		Program: p.Version, Machine: p.Machine, Command: p.Command, Time: kit.TimeOf(p.Time), Inspector: p.Inspector, Distance: p.Distance,
		Verdict: p.Verdict(), Notes: p.Notes, LeftOut: p.LeftOut, Good: p.Good.Pictures, Groups: []groupDocument{},
		Suggested: suggestion{p.ByBad, p.Suggested, p.Formula, p.Advice()}, Settings: p.Settings, Timings: p.Timings,
	}
	for i, name := range p.Parts {
		at := p.index(i)
		d.Parts = append(d.Parts, partDocument{name, p.Rule.Scale[at], p.Rule.Level[at], p.Rule.Power[at], p.Rule.Weight[at], p.Limits[i]})
	}
	for _, g := range p.Groups {
		d.Groups = append(d.Groups, groupDocument{g.name(), g.Farthest, g.Pictures, g.Apart, g.Kinds, g.Strengths, g.Pairs, g.Standings, g.Leads})
	}
	return kit.WriteJSON(w, Schema(), d)
}

// index is that of a distance of the page among inspect.PartNames.
func (p *Page) index(part int) int {
	for i, name := range inspect.PartNames {
		if name == p.Parts[part] {
			return i
		}
	}
	panic("partanalysis: no distance is called " + p.Parts[part])
}

// Write puts distances.html and distances.json into dir, which is made if need be, both or none. An
// error names the file and the cure. The same Page gives the same bytes.
func Write(dir string, p *Page) error {
	return kit.WriteFiles(dir, []atomicfile.File{{Name: JSONFile, Fill: p.JSON}, {Name: HTMLFile, Fill: p.writeHTML}}, JSONFile, nil)
}

// Schema describes the JSON file.
func Schema() schema.Schema {
	return schema.For[document]("inspection-distances", 1, "distances.json, and the result of inspect analyze: what the single distances of an inspector say of good and bad parts.")
}
