package work

import (
	"context"
	"errors"
	"net/url"
	"time"

	"mekiki/internal/input/camera"
	"mekiki/internal/input/folder"
	"mekiki/internal/input/part"
	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/state"
	"mekiki/internal/work/misuse"
)

// InputConfig is how parts come besides by the API.
type InputConfig struct {
	Watch       string        `yaml:"watch" json:"watch,omitempty" value:"folder" help:"folder from which picture files are taken as parts and moved to done or error in it"`
	Camera      string        `yaml:"camera" json:"camera,omitempty" value:"URL" help:"camera that speaks HTTP: address of a snapshot, or of an MJPEG stream"`
	CameraEvery time.Duration `yaml:"camera-every" json:"camera_every" help:"how often a picture is taken from the camera"`
}

// How inputs are looked at, beside what InputConfig says.
const (
	watchEvery     = 200 * time.Millisecond
	watchStable    = 500 * time.Millisecond
	watchPatience  = 10 * time.Second
	cameraPatience = 10 * time.Second
	cameraRetry    = time.Second
)

func (c *InputConfig) check() error {
	if c.Camera != "" {
		if err := camera.Check(c.Camera); err != nil {
			return misuse.Errorf("%w", err)
		}
	}
	if c.CameraEvery < 10*time.Millisecond {
		return misuse.Errorf("camera-every is %v; it must be 10ms or longer", c.CameraEvery)
	}
	return nil
}

// shown leaves out what may be secret.
func (c InputConfig) shown() InputConfig {
	if u, err := url.Parse(c.Camera); err == nil {
		u.User, u.RawQuery = nil, ""
		c.Camera = u.String()
	}
	return c
}

// takeInputs takes parts from folder and camera until ctx ends.
func (s *Served) takeInputs(ctx context.Context, c InputConfig) {
	if c.Watch != "" {
		s.works.Go(func() {
			folder.Watch(ctx, folder.Config{Dir: c.Watch, Every: watchEvery, Stable: watchStable, Patience: watchPatience, Ready: func(came time.Time) bool { return s.Refuses(came) == nil }, Take: s.take("folder"), Hear: func(err error) {
				s.Raise(station.AlarmFolder, station.Cause(err), lang.T("the folder %s: %v", c.Watch, err))
			}})
		})
	}
	if c.Camera != "" {
		s.works.Go(func() {
			camera.Watch(ctx, camera.Config{URL: c.Camera, Every: c.CameraEvery, Patience: cameraPatience, Retry: cameraRetry, Take: s.take("camera"), Hear: func(err error) {
				s.Raise(station.AlarmCamera, station.Cause(err), lang.T("%v", err))
			}})
		})
	}
}

// take hands a picture to the station.
func (s *Served) take(source string) part.Take {
	return func(ctx context.Context, p part.Picture) error {
		format, err := PictureKind(p.Data)
		if err != nil {
			return err
		}
		_, err = s.Submit(ctx, station.Part{Picture: p.Data, Format: format, Part: p.Name, Key: p.Key, Source: source, Came: p.Came})
		var refused *state.RefusedError
		if errors.As(err, &refused) {
			return part.ErrLater
		}
		if err != nil {
			return errors.Join(part.ErrLater, err) // the station says why, and the picture is given again
		}
		return nil
	}
}
