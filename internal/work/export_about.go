package work

import (
	"encoding/json"
	"strconv"

	"mekiki/internal/eye"
	"mekiki/internal/model"
	"mekiki/internal/onnx/wire"
	"mekiki/internal/work/desk"
)

// exportAbout is what an ONNX file says of the model that it was made of
// (metadata_props). docs/formats.md lists it.
type exportAbout struct {
	program, weights, preprocessing string
	input                           model.Input
	classes                         []string
	data                            exportData
	known                           *exportData // nil without known pictures
	decision                        *model.Decision
	eye                             *exportedEye
}

// exportedEye says which eye stands before the network, and whose it is.
type exportedEye struct {
	*model.Eye
	Licence string `json:"licence,omitempty"`
	Source  string `json:"source,omitempty"`
}

// exportData says which pictures were learned from, or are known.
type exportData struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"`
	Pictures    int    `json:"pictures,omitempty"`
}

func newExportAbout(at *desk.Desk, m *model.Model) *exportAbout {
	a := &exportAbout{
		program: at.Program, weights: m.WeightsSHA256(), preprocessing: m.Net.Preprocess().String(), input: m.Meta.Input,
		classes: m.Meta.Classes, data: exportData{Name: m.Meta.Data.Name, Fingerprint: m.Meta.Data.Fingerprint}, decision: m.Meta.Decision,
	}
	if f, ok := m.Net.Front().(*eye.Front); ok {
		a.preprocessing = f.Eye.Preprocess.String()
		a.eye = &exportedEye{m.Meta.Eye, f.Eye.Licence, f.Eye.Source}
	}
	return a
}

// compares takes in what is known: the classes then are those of the known pictures, and
// the threshold theirs.
func (a *exportAbout) compares(k *known) {
	a.classes, a.decision = k.about.Classes, k.about.Decision
	a.known = &exportData{k.about.Data, k.about.Fingerprint, len(k.about.Names)}
}

// properties are the entries of the file, each a key and a text; lists and objects are
// JSON.
func (a *exportAbout) properties() []wire.Property {
	list := []wire.Property{
		{Key: "mekiki.program", Value: a.program}, {Key: "mekiki.weights_sha256", Value: a.weights},
		{Key: "mekiki.input", Value: asJSON(a.input)}, {Key: "mekiki.preprocessing", Value: a.preprocessing}, {Key: "mekiki.data", Value: asJSON(a.data)},
	}
	if len(a.classes) > 0 {
		list = append(list, wire.Property{Key: "mekiki.classes", Value: asJSON(a.classes)})
	}
	if d := a.decision; d != nil {
		list = append(list, wire.Property{Key: "mekiki.distance", Value: d.Measure})
		if d.Threshold != nil {
			list = append(list, wire.Property{Key: "mekiki.threshold", Value: strconv.FormatFloat(*d.Threshold, 'g', -1, 64)})
		}
	}
	if a.eye != nil {
		list = append(list, wire.Property{Key: "mekiki.eye", Value: asJSON(a.eye)})
	}
	if a.known != nil {
		list = append(list, wire.Property{Key: "mekiki.known", Value: asJSON(a.known)})
	}
	return list
}

// asJSON writes what always has a JSON.
func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
