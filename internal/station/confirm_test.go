package station

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
)

// TestConfirm: an alarm that somebody has seen stands on as one that was seen, until its cause is gone or
// another one comes; the audit says who it was.
func TestConfirm(t *testing.T) {
	r := newRig(t, nil)
	seen := func(want ...string) {
		t.Helper()
		var got []string
		for _, x := range r.Now().Alarms {
			got = append(got, x.Kind+" "+x.Confirmed)
		}
		if len(got) != len(want) {
			t.Fatalf("%q, want %q", got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
	if err := r.Confirm(AlarmCamera, "sato", ""); !errors.Is(err, ErrNoAlarm) {
		t.Error(err)
	}
	r.raise(AlarmCamera, lang.T("the camera is dark"))
	r.raise(AlarmFolder, lang.T("the folder is gone"))
	if err := r.Confirm(AlarmCamera, "sato", "cable"); err != nil {
		t.Fatal(err)
	}
	r.raise(AlarmCamera, lang.T("the camera is dark"))
	seen("camera sato", "folder ")
	if err := r.Confirm("", "tanaka", ""); err != nil {
		t.Fatal(err)
	}
	seen("camera sato", "folder tanaka")
	r.raise(AlarmCamera, lang.T("the camera is gone"))
	seen("camera ", "folder tanaka")
	rows, err := r.store.AuditRows(t.Context(), record.AuditQuery{What: record.EventAlarm, Limit: 10})
	said := map[string]string{}
	for _, row := range rows {
		if row.New == confirmed {
			said[row.Subject] = row.Who + ": " + row.Old + ", " + row.Reason
		}
	}
	if err != nil || len(said) != 2 || said["camera"] != "sato: the camera is dark, cable" || said["folder"] != "tanaka: the folder is gone, " {
		t.Errorf("%v, %q", err, said)
	}

	r.fail(lang.T("the inspector failed: %v", "no eye"))
	r.do(t, state.ConfirmAll)
	seen("camera tester", "folder tanaka", "store tester")
	later := r.now.Load().Add(2 * time.Minute)
	r.now.Store(&later)
	seen()
}

// TestConfirmedWhileWordsDiffer: a person who has seen a cause is not told again because a file or a time is another
// one; with another cause the alarm is new.
func TestConfirmedWhileWordsDiffer(t *testing.T) {
	r := newRig(t, nil)
	raise := func(name string, why error) string {
		err := lang.Errorf("%s: %w", name, &fs.PathError{Op: "open", Path: name, Err: why})
		r.Raise(AlarmPicture, Cause(err), lang.T("a picture cannot be stored: %v; results are stored", err))
		return r.Now().Alarms[0].Confirmed
	}
	raise("a.png", syscall.ENOSPC)
	if err := r.Confirm(AlarmPicture, "sato", ""); err != nil {
		t.Fatal(err)
	}
	if by := raise("b.png", syscall.ENOSPC); by != "sato" {
		t.Errorf("another file: confirmed by %q", by)
	}
	if x := r.Now().Alarms[0]; !strings.Contains(x.Text, "b.png") || x.Count != 2 {
		t.Errorf("%+v", x)
	}
	if by := raise("b.png", syscall.EROFS); by != "" {
		t.Errorf("another cause: confirmed by %q", by)
	}
}
