package work

import (
	"context"
	"errors"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/people"
	"mekiki/internal/station/store"
	"mekiki/internal/work/desk"
)

// StationPasswordConfig is what a new first password needs.
type StationPasswordConfig struct {
	Dir    string `json:"dir"`
	User   string `json:"user"`
	Reason string `yaml:"reason" json:"reason,omitempty" value:"text" help:"text for the audit: why"`
}

// FirstPassword is one that must be changed at the first log-in.
type FirstPassword struct {
	User     string `json:"user"`
	Password string `json:"password"`
}

// ResetStationPassword gives a user of a station a new first password: for when no admin can log in.
// Who may do this is who may write into the folder. The station must not run.
func ResetStationPassword(ctx context.Context, _ *desk.Desk, c StationPasswordConfig) (done *FirstPassword, err error) {
	held, err := lockStation(c.Dir)
	if err != nil {
		return nil, err
	}
	defer held.Release()
	there, err := store.Read(ctx, c.Dir) // makes none
	if err != nil {
		return nil, err
	}
	if err := there.Close(); err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, c.Dir)
	if err != nil {
		return nil, err
	}
	defer closed(db, &err)
	p, err := people.Open(ctx, people.Config{Store: db, Station: c.Dir, Now: time.Now})
	if err != nil {
		return nil, err
	}
	name, err := people.Name(c.User)
	if err != nil {
		return nil, err
	}
	password, err := p.Reset("station", name, c.Reason)
	if errors.Is(err, people.ErrNone) {
		err = lang.Errorf("the station has no user %q; mekiki serve makes admin when it starts without users", name)
	}
	if err != nil {
		return nil, err
	}
	return &FirstPassword{name, password}, nil
}
