package work

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/state"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/folder"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

// Names in the folder of a station, beside store.File.
const (
	stationInspector = "inspector.mekiki"
	stationPictures  = "pictures"
	stationDemo      = "demo"
)

// ServeConfig is what a station is run with.
type ServeConfig struct {
	Dir       string `yaml:"dir" json:"dir" value:"folder" help:"folder of the station: its records, its pictures, its inspector; made if missing"`
	Inspector string `yaml:"inspector" json:"inspector,omitempty" value:"file" help:"inspector file: the first version of a recipe, or the next one if it is another file (default: inspector.mekiki in the folder)"`
	Demo      bool   `yaml:"demo" json:"demo,omitempty" help:"judge drawn parts from a simulated camera: learns an inspector of them first"`
	AccessConfig
	InputConfig
	PlantConfig
	Name    string        `yaml:"name" json:"name" help:"name of the station in its records"`
	Window  time.Duration `yaml:"window" json:"window" help:"the line waits this long for a verdict, then it is NONE; 0 waits however long it takes"`
	Waiting int           `yaml:"waiting" json:"waiting" help:"most parts that may wait or be judged at a time, 1 to 1000; more are refused"`
	Workers int           `yaml:"workers" json:"workers" help:"parts that are judged at a time, and threads that share one that comes alone; 0 takes every core"`
	Shift   []string      `yaml:"shift" json:"shift,omitempty" value:"time" help:"time of day at which a shift begins, such as 06:00; may be given several times (default: one shift a day, from midnight on)"`
	MasterConfig
	OneInOK int     `yaml:"one-in-ok" json:"one_in_ok" help:"of so many OK parts the picture of one is kept; 0 keeps none. Those of NG, REVIEW and NONE are all kept"`
	Days    int     `yaml:"days" json:"days" help:"pictures are kept so long; 0 keeps them for ever"`
	GiB     float64 `yaml:"gib" json:"gib" help:"pictures are kept up to so many GiB, the oldest go first; 0 is no limit"`
}

// NewServeConfig has the usual settings.
func NewServeConfig() ServeConfig {
	return ServeConfig{Dir: "plant", AccessConfig: newAccessConfig(), PlantConfig: PlantConfig{BucketConfig: newBucketConfig()}, InputConfig: InputConfig{CameraEvery: time.Second}, Name: "station", Waiting: 32, OneInOK: 10, Days: 365, GiB: 50}
}

// Check says what is wrong with the settings.
func (c *ServeConfig) Check() error {
	switch {
	case c.Dir == "":
		return misuse.Errorf("serve needs a folder for the station: mekiki serve --dir plant")
	case c.Demo && c.Inspector != "":
		return misuse.Errorf("demo and inspector exclude each other: the demo learns an inspector of its own; give one of them")
	case c.Name == "" || len(c.Name) > 100:
		return misuse.Errorf("name must have 1 to 100 letters")
	case c.Window < 0:
		return misuse.Errorf("window is %v; it must be 0 or longer", c.Window)
	case c.Waiting < 1 || c.Waiting > 1000:
		return misuse.Errorf("waiting is %d; it must lie between 1 and 1000", c.Waiting)
	case c.OneInOK < 0 || c.Days < 0 || !(c.GiB >= 0):
		return misuse.Errorf("one-in-ok %d, days %d, gib %g; none may be below 0", c.OneInOK, c.Days, c.GiB)
	}
	if err := c.AccessConfig.check(); err != nil {
		return err
	}
	if err := c.InputConfig.check(); err != nil {
		return err
	}
	if err := c.PlantConfig.check(); err != nil {
		return err
	}
	if err := c.MasterConfig.check(); err != nil {
		return err
	}
	if err := Shifts(c.Shift).check(); err != nil {
		return err
	}
	return settings.Threads(c.Workers)
}

// Served is a station that runs in its folder.
type Served struct {
	*Plant
	held  *folder.Folder
	root  *os.Root
	stop  context.CancelFunc
	works sync.WaitGroup // what goes on beside the parts that come: the camera, the heads

	// Reached is filled by who serves the station.
	Reached Reached
}

// OpenStation opens the station of a folder, makes what it needs, and starts it: with an
// inspector it judges each part that comes. No two processes can have one folder.
func OpenStation(ctx context.Context, at *desk.Desk, c ServeConfig) (*Served, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	held, err := lockStation(c.Dir)
	if err != nil {
		return nil, err
	}
	s := &Served{Plant: NewPlant(at.Quiet(), c.Dir, Shifts(c.Shift)), held: held, stop: func() {}}
	if err := s.open(ctx, at, c); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// lockStation takes the folder of a station, which only one process may have.
func lockStation(dir string) (*folder.Folder, error) {
	held, err := folder.Lock(dir)
	var used *folder.InUseError
	if errors.As(err, &used) && used.PID == "" {
		return nil, lang.Errorf("%s is the folder of a station that runs; stop that one, or choose another folder with --dir", used.Dir)
	}
	if used != nil {
		return nil, lang.Errorf("%s is the folder of a station that runs (process %s); stop that one, or choose another folder with --dir", used.Dir, used.PID)
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return nil, lang.Errorf("folder of the station: %w; choose another one with --dir", path)
	}
	return held, err
}

func (s *Served) open(ctx context.Context, at *desk.Desk, c ServeConfig) error {
	inspector, err := c.inspector(ctx, at)
	if err != nil {
		return err
	}
	dir := filepath.Join(c.Dir, stationPictures)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if s.root, err = os.OpenRoot(dir); err != nil {
		return err
	}
	db, err := store.Open(ctx, c.Dir)
	if err != nil {
		return err
	}
	if err := notEmptied(ctx, db, c.Dir); err != nil {
		return errors.Join(err, db.Close())
	}
	workers := c.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	s.Station = station.Open(station.Config{
		Name: c.Name, Store: db, Disk: s.root, Policy: pictures.Policy{OneInOK: c.OneInOK, Days: c.Days, GiB: c.GiB},
		Prepare: s.judge, Masters: station.Masters{OK: c.MasterOK, NG: c.MasterNG, Began: s.shifts.began},
		Workers: workers, Waiting: c.Waiting, Window: c.Window, Now: time.Now,
	})
	s.startedWith(at, c)
	if err := s.noteSettings(ctx, db, at, c); err != nil {
		return err
	}
	if err := s.letIn(ctx, db, c); err != nil {
		return err
	}
	sender, err := c.sender(db, c.Name, at.Program)
	if err != nil {
		return err
	}
	pictures, err := c.bucketSender(at, db, s.Plant)
	if err != nil {
		return err
	}
	if err := s.OpenOutbox(ctx, db, sender, pictures); err != nil {
		return err
	}
	key, err := makeSigningKey(c.Dir)
	if err != nil {
		return err
	}
	if err := s.start(ctx, at, inspector, c.Inspector != ""); err != nil {
		return err
	}
	ctx, s.stop = context.WithCancel(ctx)
	s.headOfToday(ctx, at, db, key)
	s.works.Go(func() { s.keepHeads(ctx, at, db, key) })
	s.takeInputs(ctx, c.InputConfig)
	if c.Demo {
		last, _ := db.Changed()
		s.works.Go(func() { drawnCamera(ctx, s.Station, uint64(last)) })
	}
	return nil
}

// startedBy is the reason of what the start of the program does.
var startedBy = lang.T("started by mekiki serve")

// start brings the station to where it judges parts, or to Initialized without a recipe. given says
// that whoever starts it has named the inspector.
func (s *Served) start(ctx context.Context, at *desk.Desk, inspector string, given bool) error {
	who, why := "station", startedBy.String()
	if _, err := s.Command(state.SelectModeAutomatic, who, why); err != nil {
		return err
	}
	e, fresh, err := s.adopt(ctx, inspector)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	b, err := s.Recipes(ctx)
	if err != nil {
		return err
	}
	name := ""
	if fresh {
		name = e.Hash
	} else if active, err := b.Entry(b.Active); given && e != nil && err == nil && active.Inspector != e.Inspector {
		at.Note("%s is the inspector of %s, version %d, already and is not adopted again; the station goes on with %s, version %d. To judge by the other one, choose it among the recipes of the engineer's page", inspector, e.Product, e.Number, active.Product, active.Number)
	}
	if name == "" && b.Active == "" {
		at.Note("there is no inspector yet: start with --inspector or --demo, or give one to the station and release a recipe with it")
		return nil
	}
	_, err = s.PrepareRecipe(ctx, name, who, why)
	var impossible *station.RecipeError
	if errors.As(err, &impossible) {
		at.Note("the station judges nothing: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	_, err = s.Command(state.StartContinuous, who, why)
	return err
}

// inspector is the file that judges. The demo makes its own, once.
func (c *ServeConfig) inspector(ctx context.Context, at *desk.Desk) (string, error) {
	if _, err := os.Stat(filepath.Join(c.Dir, stationDemo)); err == nil && !c.Demo {
		at.Note("%s has the records of a demo; give your parts a folder of their own with --dir", c.Dir)
	}
	switch {
	case c.Inspector != "":
		_, err := os.Stat(c.Inspector)
		if errors.Is(err, fs.ErrNotExist) {
			err = lang.Errorf("%w; mekiki inspect fit makes an inspector", err)
		}
		return c.Inspector, err
	case !c.Demo:
		return filepath.Join(c.Dir, stationInspector), nil
	}
	dir := filepath.Join(c.Dir, stationDemo)
	path := filepath.Join(dir, demoInspector)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if _, err := os.Stat(filepath.Join(c.Dir, store.File)); err == nil {
		return "", lang.Errorf("%s is the folder of a station with records of its own; give the demo another one with --dir", c.Dir)
	}
	at.Note("drawing parts and learning what good ones look like; this takes some seconds, once")
	_, _, err := learnDrawn(ctx, at.Quiet(), dir, drawnRings{Size: "256x256", Good: 40, Seed: 2026}, c.Workers)
	return path, err
}

// Close ends the station in good order: what has begun is judged and stored.
func (s *Served) Close() error {
	s.stop()
	s.works.Wait()
	s.Jobs.Close()
	s.CloseOutbox()
	var errs []error
	if s.Station != nil {
		errs = append(errs, s.Station.Close())
	}
	if s.root != nil {
		errs = append(errs, s.root.Close())
	}
	s.held.Release()
	return errors.Join(errs...)
}
