package work

import (
	"errors"
	"strings"
	"testing"

	"mekiki/internal/input/part"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// testInputs: what an input takes is judged once by its key, under its name; what is no picture
// is refused for good, and what a station does not take now is to be given again.
func testInputs(t *testing.T, p *Plant) {
	s := &Served{Plant: p}
	picture, err := drawnPart(3)
	if err != nil {
		t.Fatal(err)
	}
	take := s.take("folder")
	for range 2 {
		if err := take(t.Context(), part.Picture{Data: picture, Name: "A-7", Key: "folder 1"}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := p.Store().Results(t.Context(), record.Query{Part: "A-7"})
	if err != nil || len(list) != 1 || list[0].Source != "folder" {
		t.Errorf("%+v, %v", list, err)
	}
	if err := take(t.Context(), part.Picture{Data: []byte("text")}); err == nil || errors.Is(err, part.ErrLater) {
		t.Errorf("%v", err)
	}
	if _, err := p.Command(state.Halt, "test", ""); err != nil {
		t.Fatal(err)
	}
	if err := take(t.Context(), part.Picture{Data: picture}); !errors.Is(err, part.ErrLater) {
		t.Errorf("halted: %v", err)
	}
}

func TestInputConfig(t *testing.T) {
	c := NewServeConfig().InputConfig
	if err := c.check(); err != nil {
		t.Error(err)
	}
	c.Camera = "http://sato:secret@cam.example/mjpeg?token=secret"
	if err := c.check(); err != nil || strings.Contains(c.shown().Camera, "secret") || !strings.Contains(c.shown().Camera, "cam.example/mjpeg") {
		t.Errorf("%v, %s", err, c.shown().Camera)
	}
	c.CameraEvery = 0
	if c.check() == nil {
		t.Error("a camera without rest")
	}
	c = NewServeConfig().InputConfig
	if c.Camera = "rtsp://cam"; c.check() == nil {
		t.Error("rtsp")
	}
}
