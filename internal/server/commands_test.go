package server

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/recipe"
)

// TestWayBack: the state names the commands that lead back to judging, and each leads on; an alarm is
// confirmed once, by who has seen it.
func TestWayBack(t *testing.T) {
	r := newRig(t)
	var n Now
	command := func(name string) {
		t.Helper()
		n = Now{}
		r.into(t, &n, http.StatusOK, "POST", "/api/v1/commands", []byte(`{"command":"`+name+`","who":"sato"}`), "Content-Type", "application/json")
	}
	command("Halt")
	if n.Judges || len(n.Way) != 0 || len(n.Moves) != 1 || n.Moves[0] != (station.Move{Command: "Reset", To: "Preoperational", GivesUp: true}) {
		t.Fatalf("%+v", n)
	}
	command("Reset")
	for turns := 0; len(n.Way) > 0 && turns < 9; turns++ {
		command(n.Way[0])
	}
	if n.State != "ContinuousExecution" || !n.Judges {
		t.Fatalf("%+v", n)
	}

	r.Raise(station.AlarmCamera, "gone", lang.T("the camera %s gives no picture: %v", "c", "gone"))
	r.into(t, &n, http.StatusOK, "POST", "/api/v1/alarms", []byte(`{"kind":"camera","who":"sato"}`), "Content-Type", "application/json")
	if len(n.Alarms) != 1 || n.Alarms[0].Confirmed != "sato" {
		t.Errorf("%+v", n.Alarms)
	}
	if a, b := r.ask(t, "POST", "/api/v1/alarms", []byte(`{"kind":"folder"}`), "Content-Type", "application/json"); a.Code != http.StatusNotFound {
		t.Errorf("%d %s", a.Code, b)
	}
}

// failing is a judge that fails.
type failing struct{ byGrey }

func (failing) Judge([]byte) station.Judgement { panic("no eye") }

// TestErrorIsTold: whoever listens hears of an error at once, by how the station stands then, since the
// records may be what fails.
func TestErrorIsTold(t *testing.T) {
	r := newRig(t, func(c *station.Config) {
		c.Prepare = func(recipe.Version, int) (station.Judge, error) { return failing{}, nil }
	})
	web := httptest.NewServer(r.handler)
	defer web.Close()
	defer r.end()
	a, err := http.Get(web.URL + "/api/v1/events")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	body := bufio.NewReader(a.Body)
	event(t, body)
	r.into(t, &Result{}, http.StatusCreated, "POST", "/api/v1/parts", grey(0))
	for began := time.Now(); ; {
		_, kind, data := event(t, body)
		if late := time.Since(began) > beat/2; kind == "now" && (late || strings.Contains(data, `"state":"Error"`)) {
			if late || !strings.Contains(data, "ConfirmAll") || !strings.Contains(data, "no eye") {
				t.Errorf("after %v: %s", time.Since(began), data)
			}
			return
		}
	}
}
