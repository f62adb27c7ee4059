package work

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mekiki/internal/inspect"
	"mekiki/internal/inspect/risk"
	"mekiki/internal/station/recipe"
)

// InspectorNode is an inspector of which a station knows: because it has the file, or because one that it has was made
// from it.
type InspectorNode struct {
	Hash string `json:"hash"`
	// Parent is the hash of the file that it was made from; "" for a fit. Step is how it was made, nil where the file does not
	// say.
	Parent string       `json:"parent,omitempty"`
	Step   *LineageStep `json:"step,omitempty"`
	Here   bool         `json:"here"` // the station has the file
	Taught bool         `json:"taught,omitempty" doc:"the station has taught it"`
	// File is what the file says of itself; nil where it is not here, or cannot be read, as Err says.
	File *InspectorFile `json:"file,omitempty"`
	Err  error          `json:"-"`
	// Recipes are the versions that judge by it.
	Recipes []RecipeOf `json:"recipes"`
}

// LineageStep is a step of an inspector under a name of its own: a station has other steps, too.
type LineageStep struct{ inspect.Step }

// InspectorFile is what an inspector file says of itself.
type InspectorFile struct {
	Bytes  int64  `json:"bytes"`
	Fitted string `json:"fitted,omitempty" doc:"when it was fitted first, RFC 3339"`
	Good   int    `json:"good"`
	Bad    int    `json:"bad"`
	risk.Thresholds
}

// RecipeOf names a version of a recipe.
type RecipeOf struct {
	Hash    string      `json:"hash"`
	Product string      `json:"product"`
	Number  int         `json:"number"`
	Status  recipe.Kind `json:"status" enum:"draft,trial,released,retired"`
}

// Inspectors are all that the station knows of, those that were made first come first. Contents are not held against
// hashes: who opens one does that.
func (p *Plant) Inspectors(ctx context.Context) ([]InspectorNode, error) {
	b, err := p.Recipes(ctx)
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir(filepath.Join(p.dir, plantInspectors))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	nodes := inspectorNodes{}
	for _, f := range files {
		if hash, ok := strings.CutSuffix(f.Name(), ".mekiki"); ok && len(hash) == 64 {
			p.addInspector(nodes, hash)
		}
	}
	for _, e := range b.Entries {
		n := nodes.of(e.Inspector)
		n.Recipes = append(n.Recipes, RecipeOf{e.Hash, e.Product, e.Number, e.Status})
		if parent, err := b.Entry(e.Parent); err == nil && n.Parent != "" && parent.Inspector == n.Parent {
			n.Taught = true // what was taught elsewhere comes as a file, and its draft is made of none
		}
	}
	list := make([]InspectorNode, 0, len(nodes))
	for _, n := range nodes {
		list = append(list, *n)
	}
	slices.SortFunc(list, func(a, b InspectorNode) int {
		return cmp.Or(cmp.Compare(when(a.Step), when(b.Step)), cmp.Compare(a.Hash, b.Hash))
	})
	return list, nil
}

// addInspector adds a file, and all that it was made from.
func (p *Plant) addInspector(nodes inspectorNodes, hash string) {
	n := nodes.of(hash)
	n.Here = true
	a, err := inspect.OpenAbout(p.inspector(hash))
	if err != nil {
		n.Err = err
		return
	}
	n.File = &InspectorFile{Bytes: a.Bytes, Good: a.Good, Bad: a.Bad, Thresholds: a.Thresholds}
	lineage := inspect.Outline(a.Lineage) // the file has the single pictures, thousands perhaps
	for i := len(lineage) - 1; i >= 0 && hash != ""; i-- {
		step := LineageStep{lineage[i]}
		n := nodes.of(hash)
		n.Step, n.Parent = &step, step.Parent
		hash = step.Parent
	}
	if len(lineage) > 0 {
		n.File.Fitted = lineage[0].When
	}
}

// inspectorNodes are nodes by their hash.
type inspectorNodes map[string]*InspectorNode

// of is the one of a hash, which is added if it is not there.
func (l inspectorNodes) of(hash string) *InspectorNode {
	if l[hash] == nil {
		l[hash] = &InspectorNode{Hash: hash, Recipes: []RecipeOf{}}
	}
	return l[hash]
}

func when(s *LineageStep) string {
	if s == nil {
		return ""
	}
	return s.When
}
