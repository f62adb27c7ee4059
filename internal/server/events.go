package server

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/sse"

	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// beat is how often a stream says how the station stands, though nothing happens: so each
// side sees that the other is there.
const beat = 15 * time.Second

// page of events that are read at a time.
const someEvents = 100

type eventsInput struct {
	Last int64 `header:"Last-Event-ID" minimum:"0" doc:"the last event that was seen: those that were missed come first. Events are kept for 7 days"`
	Speaks
}

func (a *api) events(h huma.API) {
	sse.Register(h, huma.Operation{
		OperationID: "get-events", Method: http.MethodGet, Path: "/api/v1/events", Tags: []string{"events"},
		Summary: "Results, states and alarms as they come", Description: "A stream of server-sent events. The event now comes first, every 15 s, and with an error of the station; it has no number.",
	}, map[string]any{
		"now": Now{}, record.EventResult: Result{}, record.EventLate: record.Late{}, record.EventReview: record.Mark{}, record.EventState: record.Step{}, record.EventAlarm: Alarm{}, record.EventShadow: record.Shadow{}, record.EventRecipe: recipe.Act{},
	}, a.stream)
}

func (a *api) stream(ctx context.Context, in *eventsInput, send sse.Sender) {
	last := in.Last
	if last == 0 {
		last, _ = a.Store().Changed()
	}
	failed := a.Failed()
	if send.Data(a.now(in.Speaks)) != nil {
		return
	}
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		newest, another := a.Store().Changed()
		for last < newest {
			list, err := a.Store().Events(ctx, last, someEvents)
			if err != nil || len(list) == 0 {
				last = newest // forgotten, or none to be had: a client asks for results
				break
			}
			for _, e := range list {
				if !in.sent(e, send) {
					return
				}
				last = e.ID
			}
		}
		select {
		case <-another:
		case <-failed:
			failed = a.Failed()
			if send.Data(a.now(in.Speaks)) != nil {
				return
			}
		case <-tick.C:
			if still := asking(ctx).still; still != nil && !still() {
				return // logged out meanwhile: what asks again is refused
			}
			if send.Data(a.now(in.Speaks)) != nil {
				return
			}
		case <-ctx.Done():
			return
		case <-a.streams.Done():
			return
		}
	}
}

// sent sends an event, and says whether somebody takes it.
func (in *eventsInput) sent(e record.Event, send sse.Sender) bool {
	var v any
	var err error
	switch e.Kind {
	case record.EventResult:
		var r record.Result
		err = json.Unmarshal(e.Body, &r)
		v = in.result(r)
	case record.EventLate:
		v, err = read[record.Late](e.Body)
	case record.EventReview:
		v, err = read[record.Mark](e.Body)
	case record.EventState:
		v, err = read[record.Step](e.Body)
	case record.EventShadow:
		v, err = read[record.Shadow](e.Body)
	case record.EventRecipe:
		v, err = read[recipe.Act](e.Body)
	case record.EventAlarm:
		var x record.Alarm
		err = json.Unmarshal(e.Body, &x)
		v = Alarm{x, in.say(x.Text)}
	default:
		return true // for a bucket alone, or of a newer program
	}
	return err != nil || send(sse.Message{ID: int(e.ID), Data: v}) == nil
}

func read[T any](b []byte) (v T, err error) {
	err = json.Unmarshal(b, &v)
	return v, err
}
