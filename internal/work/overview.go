package work

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/output/s3"
	"mekiki/internal/station/people"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/plant"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
)

// OverviewConfig is what the pages over all stations of a plant are run with.
type OverviewConfig struct {
	Database string `json:"-"` // its address, which may hold a password
	Dir      string `yaml:"dir" json:"dir" value:"folder" help:"folder of these pages: who may log in, and the audit of that; made if missing"`
	Name     string `yaml:"name" json:"name" help:"name of the plant on its pages"`
	AccessConfig
	BucketConfig
	Shift []string `yaml:"shift" json:"shift,omitempty" value:"time" help:"time of day at which a shift begins, such as 06:00; may be given several times (default: one shift a day, from midnight on)"`
}

// NewOverviewConfig has the usual settings.
func NewOverviewConfig() OverviewConfig {
	c := OverviewConfig{Dir: "plant-view", Name: "plant", AccessConfig: newAccessConfig(), BucketConfig: newBucketConfig()}
	c.Address = "127.0.0.1:8641"
	return c
}

// Check says what is wrong with the settings.
func (c *OverviewConfig) Check() error {
	if _, err := plant.Parse(c.Database); err != nil {
		return misuse.Errorf("%w", err)
	}
	switch {
	case c.Dir == "":
		return misuse.Errorf("the pages of a plant need a folder for their users: --dir plant-view")
	case c.Name == "" || len(c.Name) > 100:
		return misuse.Errorf("name must have 1 to 100 letters")
	}
	if err := c.AccessConfig.check(); err != nil {
		return err
	}
	if err := c.BucketConfig.check(); err != nil {
		return err
	}
	return Shifts(c.Shift).check()
}

// How many questions go to the database at a time, and how many pictures are read at a time.
const (
	overviewAsks  = 4
	overviewReads = 4
)

// Overview is what stations of a plant have sent, for who reads it. It changes nothing of that.
type Overview struct {
	Name   string
	People *people.People // nil: nobody logs in
	// Reached is filled by who serves it.
	Reached Reached

	views  *plant.Views
	bucket *s3.Client // nil: there are no pictures
	store  *store.Store
	held   *folder.Folder
	shifts Shifts
	reads  turns
	looks  turns
	drifts turns
}

// OpenOverview connects, and opens the folder in which users are.
func OpenOverview(ctx context.Context, at *desk.Desk, c OverviewConfig) (_ *Overview, err error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	a, err := plant.Parse(c.Database)
	if err != nil {
		return nil, err
	}
	o := &Overview{Name: c.Name, shifts: Shifts(c.Shift), reads: make(turns, overviewReads), looks: make(turns, looks), drifts: make(turns, 1)}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.Close())
		}
	}()
	for _, own := range []string{stationPictures, plantInspectors} { // before anything is brought forward in it
		if _, err := os.Stat(filepath.Join(c.Dir, own)); err == nil {
			return nil, ofStation(c.Dir)
		}
	}
	if o.held, err = lockStation(c.Dir); err != nil {
		return nil, err
	}
	if o.bucket, err = c.open(at); err != nil {
		return nil, err
	}
	if o.views, err = plant.OpenViews(ctx, a, overviewAsks); err != nil {
		return nil, err
	}
	if o.store, err = store.Open(ctx, c.Dir); err != nil {
		return nil, err
	}
	last, err := o.store.Results(ctx, record.Query{Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(last) > 0 {
		return nil, ofStation(c.Dir)
	}
	if c.Open {
		o.Reached.Open = true
		return o, nil
	}
	o.People, err = people.Open(ctx, people.Config{Store: o.store, Station: c.Name, Now: time.Now, Idle: c.Idle})
	return o, err
}

// ofStation refuses the folder of a station.
func ofStation(dir string) error {
	return lang.Errorf("%s is the folder of a station; give the pages of the plant one of their own with --dir", dir)
}

// FirstUser makes the first user of a folder that has none, and puts name and password into Reached.
func (o *Overview) FirstUser() (err error) {
	if o.People != nil {
		o.Reached.User, o.Reached.Password, err = o.People.First()
	}
	return err
}

// Store is where the audit of the pages is.
func (o *Overview) Store() *store.Store { return o.store }

// Close ends the connections.
func (o *Overview) Close() (err error) {
	if o.views != nil {
		o.views.Close()
	}
	if o.bucket != nil {
		o.bucket.Close()
	}
	if o.store != nil {
		err = o.store.Close()
	}
	if o.held != nil {
		o.held.Release()
	}
	return err
}

// StationNow is a station of a plant: what it sent, and how it stood then.
type StationNow struct {
	plant.Sum
	State   *record.Step  `json:"state,omitempty" doc:"the last step of its state that it has sent"`
	Alarm   *record.Alarm `json:"alarm,omitempty" doc:"the last alarm that it has sent"`
	Program string        `json:"program,omitempty" doc:"version with which it began to send last"`
	Newest  time.Time     `json:"newest,omitzero" doc:"when its newest part came, of all"`
	Lag     float64       `json:"lag_seconds" doc:"how old the last event that it has sent was by then, by the clocks of the station and of the database"`
}

// Stations are all stations, by name, with their results from a moment on.
func (o *Overview) Stations(ctx context.Context, from time.Time) ([]StationNow, error) {
	type both struct {
		sums   []plant.Sum
		stands []plant.Standing
	}
	found, err := plant.With(ctx, o.views, func(ctx context.Context, v *plant.View) (b both, err error) {
		if b.sums, err = v.Stations(ctx, plant.Query{From: from, NoMasters: true}); err == nil {
			b.stands, err = v.Standings(ctx)
		}
		return b, err
	})
	if err != nil {
		return nil, err
	}
	stands := map[string]plant.Standing{}
	for _, s := range found.stands {
		stands[s.ID] = s
	}
	list := []StationNow{}
	for _, s := range found.sums {
		at := stands[s.ID]
		list = append(list, StationNow{s, at.State, at.Alarm, at.Program, at.Newest, at.Lag})
	}
	return list, nil
}

// Recipes are versions of recipes that stations judge by.
func (o *Overview) Recipes(ctx context.Context) ([]plant.Recipe, error) {
	return plant.With(ctx, o.views, func(ctx context.Context, v *plant.View) ([]plant.Recipe, error) { return v.Recipes(ctx) })
}

// Results are the newest results that q chooses, at most so many.
func (o *Overview) Results(ctx context.Context, q plant.Query, most int) ([]plant.Result, error) {
	return plant.With(ctx, o.views, func(ctx context.Context, v *plant.View) ([]plant.Result, error) { return v.Results(ctx, q, most) })
}

// Result is one of a station; record.ErrNone.
func (o *Overview) Result(ctx context.Context, id plant.ID) (*plant.Full, error) {
	return plant.With(ctx, o.views, func(ctx context.Context, v *plant.View) (*plant.Full, error) { return v.Result(ctx, id) })
}

// ErrNoPictures is said where pictures are asked for and none can be there.
var ErrNoPictures = lang.Errorf("these pages have no pictures: start them with --plant-pictures, and the stations too")

// Picture is the picture of a part as it came, and its kind; errors are those of a station.
func (o *Overview) Picture(ctx context.Context, id plant.ID) (data []byte, format string, err error) {
	f, err := o.Result(ctx, id)
	if err != nil {
		return nil, "", err
	}
	data, err = o.object(ctx, pictures.IDOf(f.Result.Result).PictureName())
	if sum := sha256.Sum256(data); err == nil && hex.EncodeToString(sum[:]) != f.Picture {
		return nil, "", pictures.ErrDamaged
	}
	return data, f.Format, err
}

// Heat is the heat map of a part, a PNG.
func (o *Overview) Heat(ctx context.Context, id plant.ID) ([]byte, error) {
	f, err := o.Result(ctx, id)
	if err != nil {
		return nil, err
	}
	return o.object(ctx, pictures.IDOf(f.Result.Result).HeatName())
}

func (o *Overview) object(ctx context.Context, name string) ([]byte, error) {
	if o.bucket == nil {
		return nil, ErrNoPictures
	}
	done, err := o.reads.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	b, err := o.bucket.Get(ctx, name)
	if errors.Is(err, s3.ErrNone) {
		return nil, pictures.ErrNotKept
	}
	if err != nil {
		return nil, lang.Errorf("the bucket %s: %w", o.bucket.Name(), err)
	}
	return b, nil
}

// Thumbnail is the picture of a part, a PNG of at most so many pixels a side.
func (o *Overview) Thumbnail(ctx context.Context, id plant.ID, side int) ([]byte, error) {
	done, err := o.looks.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	picture, _, err := o.Picture(ctx, id)
	if err != nil {
		return nil, err
	}
	return thumbnail(picture, side)
}

// Drift charts a version of a recipe at a station, by its ID. One is made at a time.
func (o *Overview) Drift(ctx context.Context, station, hash string, cfg DriftConfig) (*Drift, error) {
	done, err := o.drifts.take(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	g := grouping{by: cfg.By, parts: cfg.Parts, shifts: o.shifts, at: time.Local}
	return drift(recipe.Entry{Hash: hash}, g, cfg, func(from, to time.Time) iter.Seq2[record.Judged, error] {
		return o.views.EachJudged(ctx, station, hash, from, to)
	})
}

// overviewPage is how many results are read at a time for an export.
const overviewPage = 1000

// Export writes the newest results that q chooses, at most mostListed, as CSV for a spreadsheet.
func (o *Overview) Export(ctx context.Context, w io.Writer, q plant.Query) error {
	_, err := sheet("csv", o.views.EachResult(ctx, q, overviewPage, mostListed), append([]string{"station_id", "called"}, resultHeader...), func(r plant.Result) []string {
		return append([]string{r.StationID, string(r.Called)}, resultCells(r.Result)...)
	})(w)
	return err
}
