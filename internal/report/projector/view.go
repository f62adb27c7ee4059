package projector

import (
	_ "embed"
	"encoding/base64"
	"html/template"
	"math"

	"mekiki/internal/analyze/projection"
	"mekiki/internal/eval"
	"mekiki/internal/lang"
	"mekiki/internal/plot"
	"mekiki/internal/report/kit"
)

// Style is the style of Part.
//
//go:embed view.css
var Style string

//go:embed view.js
var script string

// mostConfused is the largest number of classes whose mix-ups are counted: the table
// for it grows with the square.
const mostConfused = 1000

// View is what the template "map" sees.
type View struct {
	Intro   lang.Message
	Figures []viewFigure
	Keys    []key
	Wrong   int
	Sheet   sheet
	Data    points
	Table   kit.Table
	Mixups  []kit.Mixup // left out in a report, which has those of all test pictures
	Script  template.JS
	// CalledAs is what stands at a wrong point, with %s for the class that it is called.
	CalledAs string
}

// viewFigure is a drawn map with the places of its points, two bytes for x and two
// for y, in hundredths of the drawing's units.
type viewFigure struct {
	kit.Figure
	Method string
	Places string
}

// key is a class of the legend.
type key struct {
	Class, Hue, Count, Wrong int
	Name                     string
}

// points is what the script shows of each point.
type points struct {
	Columns int      `json:"columns"`
	Size    [2]int   `json:"size"`
	Step    [2]int   `json:"step"`
	Names   []string `json:"names"`
	Index   []int    `json:"index"`
	Label   []int32  `json:"label"`
	Called  []int32  `json:"called"`
}

// View is what Part shows of the map.
func (m *Page) View() *View {
	v := &View{
		Intro: m.drawnFrom(), Wrong: m.wrongs(), Sheet: newSheet(m.Pictures), Table: m.table(), Script: template.JS(script), CalledAs: m.Lang.Text("called %s", "%s"),
		Data: points{Label: append([]int32{}, m.Labels...), Called: append([]int32{}, m.Called...)}, // [] and not null
	}
	v.Data.Columns, v.Data.Size, v.Data.Step = v.Sheet.Columns, [2]int{v.Sheet.W, v.Sheet.H}, v.Sheet.Step
	for _, p := range m.Pictures {
		v.Data.Index = append(v.Data.Index, p.Index)
	}
	v.Keys, v.Data.Names = m.keys()
	for _, p := range m.Result.Projections {
		v.Figures = append(v.Figures, m.figure(p))
	}
	return v
}

// How says how the maps are used.
func (v *View) How() lang.Message {
	how := lang.T("Move over a map, or tap it, to see the picture of a point; it is ringed on every map. Keys: the arrows go to the next point that way, Esc closes.")
	if v.Wrong > 0 {
		how = lang.T("Move over a map, or tap it, to see the picture of a point; it is ringed on every map. Keys: the arrows go to the next point that way, n to the next wrong one, Esc closes.")
	}
	if v.Keys == nil {
		return how
	}
	return kit.Sentences(how, lang.T("A click on a class shows it alone."))
}

// Mixups are the most frequent wrong calls.
func (m *Page) mixups(names []string) []kit.Mixup {
	n := len(names)
	if m.Called == nil || n > mostConfused {
		return nil
	}
	return kit.Mixups(&eval.Neighbours{Confusion: m.confusion(n)}, names, 8)
}

// keys are the classes that have points, and the names of all up to the last.
func (m *Page) keys() ([]key, []string) {
	var keys []key
	for i, c := range m.Labels {
		for int(c) >= len(keys) {
			k := len(keys)
			key := key{Class: k, Hue: k % plot.Hues, Name: m.Lang.Text("class %d", k)}
			if k < len(m.Classes) && m.Classes[k] != "" {
				key.Name = m.Classes[k]
			}
			keys = append(keys, key)
		}
		keys[c].Count++
		if m.wrong(i) {
			keys[c].Wrong++
		}
	}
	names := []string{} // and not null
	var present []key
	for _, k := range keys {
		names = append(names, k.Name)
		if k.Count > 0 {
			present = append(present, k)
		}
	}
	for k := len(names); k < len(m.Classes); k++ { // pictures may be called a class without points
		names = append(names, m.Classes[k])
	}
	return present, names
}

// confusion counts the points of each class by what they are called.
func (m *Page) confusion(classes int) [][]int {
	out := make([][]int, classes)
	for i := range out {
		out[i] = make([]int, classes)
	}
	for i, c := range m.Labels {
		if called := m.Called[i]; int(called) < classes {
			out[c][called]++
		}
	}
	return out
}

func (m *Page) cloud(p *projection.Projection) plot.Cloud {
	l := m.Lang
	c := plot.Cloud{
		Label: l.Text("%s map of %s", methodName(p.Method), kit.Plural(m.Result.Points, "1 picture", "%s pictures")),
		Class: m.Labels, Classes: m.Classes, MarkedName: l.Text("called another class by its neighbours"),
	}
	for i := 0; i < len(p.XY); i += 2 {
		c.X, c.Y = append(c.X, p.XY[i]), append(c.Y, p.XY[i+1])
	}
	if p.Method == projection.PCA {
		c.XLabel = l.Text("1st component: %s of the variance", whole(p.Variance[0]))
		c.YLabel = l.Text("2nd component: %s", whole(p.Variance[1]))
	}
	if m.Called != nil {
		c.Marked = make([]bool, len(m.Called))
		for i := range c.Marked {
			c.Marked[i] = m.wrong(i)
		}
	}
	return c
}

func (m *Page) figure(p *projection.Projection) viewFigure {
	c := m.cloud(p)
	f, err := c.Figure()
	out := viewFigure{Figure: kit.Drawn(methodName(p.Method), m.Lang.Say(m.readMap(p)), m.Lang.Text("There is no point to draw."), f, err), Method: p.Method}
	var raw []byte
	for _, at := range c.Place() {
		for _, v := range at {
			u := uint16(math.Round(v * 100))
			raw = append(raw, byte(u), byte(u>>8))
		}
	}
	out.Places = base64.StdEncoding.EncodeToString(raw)
	return out
}
