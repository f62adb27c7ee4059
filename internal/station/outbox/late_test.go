package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"mekiki/internal/station/record"
)

// gone is a plant's database that is away.
type gone struct{}

func (gone) Name() string                               { return "db.example" }
func (gone) Begin(context.Context) (int64, error)       { return 0, errors.New("no route") }
func (gone) Take(context.Context, []record.Event) error { return errors.New("no route") }
func (gone) Close()                                     {}

// goneBucket is a bucket that is away.
type goneBucket struct{}

func (goneBucket) Name() string                                { return "s3://pictures" }
func (goneBucket) Begin(context.Context, int64) (int64, error) { return 0, errors.New("no bucket") }
func (goneBucket) Take(context.Context, []record.Event) (int, error) {
	return 0, errors.New("no bucket")
}
func (goneBucket) Close() {}

// TestLateReceivers: a plant's database and a bucket that have not taken what is there for more than a minute are told of, with
// the cause; not before.
func TestLateReceivers(t *testing.T) {
	s, r := opened(t, t.TempDir()), &receiver{}
	cfg := r.config(s)
	cfg.Plant, cfg.Bucket = gone{}, goneBucket{}
	o := begin(t, cfg, time.Millisecond)
	if err := s.AddResult(record.Result{Trigger: 1, At: nine, Judgement: record.Judgement{Verdict: record.OK, Regions: []record.Region{}}}); err != nil {
		t.Fatal(err)
	}
	until(t, "both failed", func() bool {
		all := o.Receivers()
		return all["plant"].Failed > 0 && all["bucket"].Failed > 0 && !all["plant"].Oldest.IsZero() && !all["bucket"].Oldest.IsZero()
	})
	o.Look(nine.Add(50 * time.Second))
	if len(r.alarms) != 0 {
		t.Errorf("too early: %q", r.alarms)
	}
	o.Look(nine.Add(70 * time.Second))
	want := []string{
		"plant: the plant's database db.example has not taken events for 1m10s: no route",
		"bucket: the bucket s3://pictures has not taken pictures for 1m10s: no bucket",
	}
	if fmt.Sprint(r.alarms) != fmt.Sprint(want) || r.causes[1] != "s3://pictures" {
		t.Errorf("%q, %q", r.alarms, r.causes)
	}
}
