package work

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mekiki/internal/work/desk"
)

// testSelf: a station says what it is and with what it runs, and nothing secret.
func testSelf(t *testing.T, p *Plant) {
	c := NewServeConfig()
	c.Name, c.Window, c.Shift = "s1", 1500*time.Millisecond, []string{"06:00"}
	c.Camera, c.CameraEvery = "http://cam:geheim@10.0.0.7/shot?key=geheim", 2*time.Second
	c.Plant, c.PlantPictures = "postgres://station:geheim@db.example/mekiki", "s3://pictures/p"
	at := desk.New(desk.Silent{})
	at.Program = "v1.2"
	p.startedWith(at, c)
	s, err := p.Self(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "s1" || s.ID == "" || s.Program != "v1.2" || s.Began.IsZero() || s.Window != 1.5 || s.Every != 2 || s.Shift[0] != "06:00" || !strings.HasPrefix(s.Camera, "http://10.0.0.7/shot") || s.Plant != "postgres://station@db.example:5432/mekiki" || s.Bucket != "s3://pictures/p" || s.TLS || !s.Open {
		t.Errorf("%+v", s)
	}
	if s.Newest == nil || s.Newest.Trigger != 5 {
		t.Errorf("%+v", s.Newest)
	}
	if b, err := json.Marshal(s); err != nil || strings.Contains(string(b), "geheim") {
		t.Errorf("%s, %v", b, err)
	}
}
