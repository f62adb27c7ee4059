package work

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"time"

	"mekiki/internal/station/outbox"
	"mekiki/internal/station/record"
	"mekiki/internal/work/desk"
)

// StationSelf is what a station is and with what it runs, without anything secret.
type StationSelf struct {
	ID      string    `json:"id" doc:"no other station has it, but copies of this one"`
	Name    string    `json:"name"`
	Program string    `json:"program,omitempty" doc:"version of the program"`
	Began   time.Time `json:"began,omitzero" doc:"when it was started"`
	Folder  string    `json:"folder" doc:"where its records are"`
	Address string    `json:"address,omitempty" doc:"where it listens"`
	TLS     bool      `json:"tls"`
	Open    bool      `json:"open" doc:"nobody logs in"`
	Window  float64   `json:"window_seconds" doc:"how long the line waits for a verdict; 0: however long it takes"`
	Shift   []string  `json:"shift" doc:"when shifts begin"`
	Watch   string    `json:"watch,omitempty" doc:"folder from which pictures are taken"`
	Camera  string    `json:"camera,omitempty" doc:"address of the camera, without user and query"`
	Every   float64   `json:"camera_every_seconds,omitempty" doc:"how often a picture is taken from it"`
	Demo    bool      `json:"demo,omitempty" doc:"a simulated camera gives drawn parts"`
	Plant   string    `json:"plant,omitempty" doc:"address of the plant's database, without the password"`
	Bucket  string    `json:"bucket,omitempty" doc:"where copies of pictures go"`
	// Newest is the newest part of all; nil without one.
	Newest    *NewestPart     `json:"newest,omitempty"`
	Receivers []ReceiverStand `json:"-"`
}

// NewestPart is the last part that a station has judged.
type NewestPart struct {
	Trigger int64          `json:"trigger"`
	At      time.Time      `json:"at"`
	Verdict record.Verdict `json:"verdict" enum:"NONE,OK,NG,REVIEW"`
}

// ReceiverStand is how it stands with one that hears of what the station does.
type ReceiverStand struct {
	Name string `json:"name" doc:"plant, bucket, or webhook and its ID"`
	outbox.Standing
}

// runsWith is with what a station was started.
type runsWith struct {
	program string
	began   time.Time
	config  ServeConfig
}

// startedWith notes it, without what may be secret.
func (p *Plant) startedWith(at *desk.Desk, c ServeConfig) {
	c.InputConfig, c.PlantConfig = c.InputConfig.shown(), c.PlantConfig.shown()
	p.runs = runsWith{at.Program, record.Moment(p.now()), c}
}

// Self is the station as it runs.
func (p *Plant) Self(ctx context.Context) (*StationSelf, error) {
	c := p.runs.config
	id, err := p.Store().Identity(ctx)
	if err != nil {
		return nil, err
	}
	folder, err := filepath.Abs(p.dir)
	if err != nil {
		return nil, err
	}
	s := &StationSelf{
		ID: id, Name: p.Name(), Program: p.runs.program, Began: p.runs.began, Folder: folder, Address: c.Address, TLS: c.Secure(), Open: p.People == nil,
		Window: c.Window.Seconds(), Shift: append([]string{}, c.Shift...), Watch: c.Watch, Camera: c.Camera, Demo: c.Demo, Plant: c.Plant, Bucket: c.PlantPictures, Receivers: []ReceiverStand{},
	}
	if c.Camera != "" {
		s.Every = c.CameraEvery.Seconds()
	}
	list, err := p.Store().Results(ctx, record.Query{Limit: 1})
	if err != nil {
		return nil, err
	}
	for _, r := range list {
		s.Newest = &NewestPart{r.Trigger, r.At, r.Verdict}
	}
	if p.Outbox == nil {
		return s, nil
	}
	for name, stand := range p.Outbox.Receivers() {
		s.Receivers = append(s.Receivers, ReceiverStand{name, stand})
	}
	slices.SortFunc(s.Receivers, func(a, b ReceiverStand) int { return cmp.Compare(a.Name, b.Name) })
	return s, nil
}
