package work

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"mekiki/internal/inspect"
	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/people"
	"mekiki/internal/station/recipe"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/job"
)

// Plant is a station with the inspectors of its recipes and the jobs that concern them.
type Plant struct {
	*station.Station
	Jobs   job.Jobs
	People *people.People // nil: nobody logs in
	Outbox *outbox.Outbox // nil: nobody is told of what happens

	closeOutbox func()

	dir    string // of the station
	runs   runsWith
	at     *desk.Desk
	shifts Shifts
	now    func() time.Time

	looks  turns // at pictures: thumbnails and marks
	drifts turns

	why        sync.Mutex
	looked     *inspect.Inspector // the last one that was looked into
	lookedHash string
	mapped     *PartsMap // the last map that was drawn; its points are never changed
}

// NewPlant is a station's, whose folder is dir.
func NewPlant(at *desk.Desk, dir string, shifts Shifts) *Plant {
	return &Plant{dir: dir, at: at, shifts: shifts, now: time.Now, looks: make(turns, looks), drifts: make(turns, 1)}
}

// Names in the folder of a station.
const (
	plantInspectors = "inspectors" // files named by their SHA-256
	plantTeaching   = "teaching"   // pictures that are being learned from
)

func (p *Plant) inspector(hash string) string {
	return filepath.Join(p.dir, plantInspectors, hash+".mekiki")
}

// AddInspector takes an inspector file into the folder of the station, under the SHA-256 that
// it gives. Errors are in a user's words.
func (p *Plant) AddInspector(data []byte) (hash string, err error) {
	if _, err := inspect.Read(bytes.NewReader(data)); err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	hash = hex.EncodeToString(sum[:])
	path := p.inspector(hash)
	if _, err := os.Stat(path); err == nil {
		return hash, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return "", err
	}
	return hash, writeBytes(path, data)
}

// open opens an inspector of the station by its hash.
func (p *Plant) open(hash string) (*inspect.Inspector, string, error) {
	if b, err := hex.DecodeString(hash); err != nil || len(b) != sha256.Size {
		return nil, "", &station.RecipeError{Err: lang.Errorf("%q is no SHA-256 of an inspector", hash)}
	}
	n, is, err := inspect.OpenParent(p.inspector(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", &station.RecipeError{Err: lang.Errorf("the station has no inspector %s; give it the file first", hash)}
	}
	if err == nil && is != hash {
		err = lang.Errorf("%s was changed: its content does not have the hash in its name; put a copy in its place", p.inspector(hash))
	}
	return n, is, err
}

// judge opens what judges by a version of a recipe, as a station.Config has it.
func (p *Plant) judge(v recipe.Version, threads int) (station.Judge, error) {
	n, _, err := p.open(v.Inspector)
	if err != nil {
		return nil, err
	}
	return newInspectorJudge(n, v, threads)
}

// adopt makes the inspector file that a station is started with a version that is released, which is
// fresh then, unless a version has it already.
func (p *Plant) adopt(ctx context.Context, path string) (e *recipe.Entry, fresh bool, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, false, err
	}
	n, err := inspect.Read(bytes.NewReader(data))
	if err != nil {
		return nil, false, lang.Errorf("%s: %w", path, err)
	}
	hash, err := p.AddInspector(data)
	if err != nil {
		return nil, false, err
	}
	b, err := p.Recipes(ctx)
	if err != nil {
		return nil, false, err
	}
	for i := len(b.Entries) - 1; i >= 0; i-- {
		if b.Entries[i].Inspector == hash {
			return &b.Entries[i], false, nil
		}
	}
	product := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	e, err = p.AdoptRecipe(ctx, recipe.Version{Product: product, Inspector: hash, Low: n.Thresholds.Low, High: n.Thresholds.High, Who: "station"}, lang.T("started with %s", filepath.Base(path)).String())
	if err != nil {
		return nil, false, err
	}
	return e, true, nil
}
