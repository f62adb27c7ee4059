package job

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func ended(t *testing.T, j *Jobs, id int) Job {
	t.Helper()
	for {
		one, ok := j.Get(id)
		if !ok {
			t.Fatalf("no job %d", id)
		}
		if one.State != Running {
			return one
		}
		time.Sleep(time.Millisecond)
	}
}

// TestJobs: one at a time, with progress; it ends done, failed or cancelled, and is remembered.
func TestJobs(t *testing.T) {
	var j Jobs
	defer j.Close()
	wait := make(chan bool)
	one, err := j.Start("trial", "h", "sato", func(ctx context.Context, progress func(int, int)) (any, error) {
		progress(3, 7)
		<-wait
		return 42, nil
	})
	if err != nil || one.ID != 1 || one.State != Running {
		t.Fatal(one, err)
	}
	if _, err := j.Start("trial", "", "", nil); !errors.Is(err, ErrBusy) {
		t.Errorf("a second one: %v", err)
	}
	for one.Of == 0 {
		one, _ = j.Get(1)
	}
	close(wait)
	if one = ended(t, &j, 1); one.State != Done || one.Steps != 3 || one.Of != 7 || one.Result != 42 || one.Ended.IsZero() {
		t.Errorf("%+v", one)
	}
	if _, err := j.Start("learn", "", "", func(context.Context, func(int, int)) (any, error) { return nil, errors.New("no room") }); err != nil {
		t.Fatal(err)
	}
	if one = ended(t, &j, 2); one.State != Failed || one.Error != "no room" {
		t.Errorf("%+v", one)
	}
	forever := func(ctx context.Context, _ func(int, int)) (any, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if _, err := j.Start("learn", "", "", forever); err != nil {
		t.Fatal(err)
	}
	j.Cancel(2) // it has ended, and the other one runs on
	if one, _ := j.Get(3); one.State != Running {
		t.Errorf("%+v", one)
	}
	j.Cancel(3)
	if one = ended(t, &j, 3); one.State != Cancelled || one.Error != "" {
		t.Errorf("%+v", one)
	}
	for range remembered {
		one, err = j.Start("learn", "", "", forever)
		if err != nil {
			t.Fatal(err)
		}
		j.Cancel(one.ID)
		ended(t, &j, one.ID)
	}
	if list := j.List(); len(list) != remembered || list[0].ID != one.ID {
		t.Errorf("%d", len(list))
	}
	if _, ok := j.Get(1); ok {
		t.Error("the first one is remembered still")
	}
	if _, err := j.Start("learn", "", "", forever); err != nil {
		t.Fatal(err)
	}
	j.Close()
	if _, err := j.Start("learn", "", "", forever); !errors.Is(err, ErrBusy) {
		t.Errorf("after the end: %v", err)
	}
}
