package server

import (
	"net/http"
	"testing"

	"mekiki/internal/lang"
	"mekiki/internal/station"
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

	r.Raise(station.AlarmCamera, lang.T("the camera %s gives no picture: %v", "c", "gone"))
	r.into(t, &n, http.StatusOK, "POST", "/api/v1/alarms", []byte(`{"kind":"camera","who":"sato"}`), "Content-Type", "application/json")
	if len(n.Alarms) != 1 || n.Alarms[0].Confirmed != "sato" {
		t.Errorf("%+v", n.Alarms)
	}
	if a, b := r.ask(t, "POST", "/api/v1/alarms", []byte(`{"kind":"folder"}`), "Content-Type", "application/json"); a.Code != http.StatusNotFound {
		t.Errorf("%d %s", a.Code, b)
	}
}
