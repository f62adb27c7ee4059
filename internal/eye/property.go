package eye

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/nn"
	"mekiki/internal/onnx"
	"mekiki/internal/onnx/wire"
)

// The properties (metadata_props) of an ONNX file that make it an eye. docs/formats.md
// has them, too.
const (
	nameKey       = "mekiki.name"
	familyKey     = "mekiki.family"
	tapsKey       = "mekiki.taps"       // a JSON list of names
	preprocessKey = "mekiki.preprocess" // JSON, see preprocess
	licenceKey    = "mekiki.licence"
	sourceKey     = "mekiki.source"
	hashKey       = "mekiki.sha256-of-source"
)

// preprocess is an nn.Preprocess as JSON.
type preprocess struct {
	Range float64   `json:"range,omitempty"`
	Mean  []float64 `json:"mean,omitempty"`
	Std   []float64 `json:"std,omitempty"`
}

// properties are those that say what e is.
func (e *Eye) properties() []wire.Property {
	taps, _ := json.Marshal(e.Taps) // texts always can be
	list := []wire.Property{{Key: nameKey, Value: e.Name}, {Key: familyKey, Value: e.Family}, {Key: tapsKey, Value: string(taps)}}
	if p := e.Preprocess; p != nil {
		text, _ := json.Marshal(preprocess{p.Range, p.Mean, p.Std}) // checked numbers are finite
		list = append(list, wire.Property{Key: preprocessKey, Value: string(text)})
	}
	list = append(list, wire.Property{Key: licenceKey, Value: e.Licence}, wire.Property{Key: sourceKey, Value: e.Source}, wire.Property{Key: hashKey, Value: e.SourceHash})
	return slices.DeleteFunc(list, func(p wire.Property) bool { return p.Value == "" })
}

// ofModel is the eye that the properties of a model describe; path names it where they
// do not.
func ofModel(w *wire.Model, path string) (*Eye, error) {
	m, err := onnx.From(w)
	if err != nil {
		return nil, err
	}
	p := m.Properties
	e := &Eye{
		Name: p[nameKey], Family: p[familyKey], Licence: p[licenceKey], Source: p[sourceKey], SourceHash: p[hashKey],
		Producer: strings.TrimSpace(m.Producer), Opset: m.Opset, model: m, wire: w,
	}
	if e.Name == "" {
		e.Name = stem(path)
	}
	if text := p[tapsKey]; text != "" {
		if err := json.Unmarshal([]byte(text), &e.Taps); err != nil {
			return nil, lang.Errorf("its property %s is no list of names: %w", tapsKey, err)
		}
		for _, t := range e.Taps {
			if !slices.Contains(m.Values(), t) {
				return nil, lang.Errorf("its property %s names %.80q, which the network has not", tapsKey, t)
			}
		}
	}
	if text := p[preprocessKey]; text != "" {
		var own preprocess
		if err := json.Unmarshal([]byte(text), &own); err != nil {
			return nil, lang.Errorf("its property %s is damaged: %w", preprocessKey, err)
		}
		e.Preprocess = &nn.Preprocess{Range: own.Range, Mean: own.Mean, Std: own.Std}
		if err := e.Preprocess.Check(e.Channels()); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// stem is the name of a file without folder and ending.
func stem(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
