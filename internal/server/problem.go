package server

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/people"
	"mekiki/internal/station/pictures"
	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
	"mekiki/internal/work"
	"mekiki/internal/work/job"
)

// problemType begins the type of a problem (RFC 9457), so that programs need not read words.
const problemType = "urn:mekiki:problem:"

// problems are the errors of a station by what they mean to who asked.
var problems = []struct {
	err    error
	status int
	kind   string
}{
	{station.ErrBusy, http.StatusServiceUnavailable, "busy"},
	{station.ErrClosing, http.StatusServiceUnavailable, "closing"},
	{station.ErrMasters, http.StatusConflict, "masters-due"},
	{station.ErrNothingSaid, http.StatusConflict, "nothing-said"},
	{station.ErrUnderWay, http.StatusConflict, "under-way"},
	{station.ErrOtherPicture, http.StatusUnprocessableEntity, "key-reused"},
	{job.ErrBusy, http.StatusConflict, "job-runs"},
	{record.ErrNone, http.StatusNotFound, "not-found"},
	{station.ErrNoAlarm, http.StatusNotFound, "no-alarm"},
	{pictures.ErrNotKept, http.StatusNotFound, "not-kept"},
	{work.ErrNoPictures, http.StatusNotFound, "no-pictures"},
	{work.ErrPeriod, http.StatusUnprocessableEntity, "period"},
	{pictures.ErrDamaged, http.StatusInternalServerError, "damaged"},
	{people.ErrWrong, http.StatusUnauthorized, "wrong"},
	{people.ErrTooMany, http.StatusTooManyRequests, "too-many"},
	{people.ErrNone, http.StatusNotFound, "not-found"},
	{people.ErrThere, http.StatusConflict, "there"},
	{outbox.ErrNone, http.StatusNotFound, "not-found"},
	{outbox.ErrTooMany, http.StatusConflict, "too-many-webhooks"},
	{people.ErrLastAdmin, http.StatusConflict, "last-admin"},
}

// problem is an error as the API answers it. What is not known is that something cannot be
// stored or read.
func problem(err error) error {
	var refused *state.RefusedError
	if errors.As(err, &refused) {
		return told(http.StatusConflict, "refused", err)
	}
	var unreadable *work.UnreadableError
	if errors.As(err, &unreadable) {
		return told(http.StatusUnprocessableEntity, "unreadable", err)
	}
	var typed *people.InvalidError
	if errors.As(err, &typed) {
		return told(http.StatusUnprocessableEntity, typed.What, err)
	}
	var address *outbox.AddressError
	if errors.As(err, &address) {
		return told(http.StatusUnprocessableEntity, "webhook", err)
	}
	var impossible *station.RecipeError
	if errors.As(err, &impossible) {
		return told(http.StatusConflict, "recipe", err)
	}
	var unstudied *station.StudyError
	if errors.As(err, &unstudied) {
		return told(http.StatusConflict, "study", err)
	}
	var unlabelled *station.LabelError
	if errors.As(err, &unlabelled) {
		return told(http.StatusUnprocessableEntity, "label", err)
	}
	for _, p := range problems {
		if errors.Is(err, p.err) {
			return told(p.status, p.kind, err)
		}
	}
	return told(http.StatusServiceUnavailable, "store", err)
}

// fault is a problem that can be said in the language of who asked.
type fault struct {
	huma.ErrorModel
	err error
}

func told(status int, kind string, err error) error {
	e := &fault{huma.ErrorModel{Type: problemType + kind, Status: status, Title: http.StatusText(status), Detail: err.Error()}, err}
	switch status {
	case http.StatusServiceUnavailable:
		return huma.ErrorWithHeaders(e, http.Header{"Retry-After": {"1"}})
	case http.StatusTooManyRequests:
		return huma.ErrorWithHeaders(e, http.Header{"Retry-After": {"300"}})
	}
	return e
}

// in is the problem in a language.
func (f *fault) in(l lang.Language) *fault {
	said := *f
	said.Detail = l.Error(f.err)
	return &said
}

// sayProblems lets problems be said in the language of the request. Those of huma itself, which
// are about the form of a request, are looked up as they read.
func sayProblems(ctx huma.Context, _ string, v any) (any, error) {
	l := speaks(ctx.Query("lang"), ctx.Header("Accept-Language"))
	switch e := v.(type) {
	case *fault:
		return e.in(l), nil
	case *huma.ErrorModel:
		said := *e
		said.Detail = lang.Saved(e.Detail).In(l)
		said.Errors = nil
		for _, d := range e.Errors {
			said.Errors = append(said.Errors, &huma.ErrorDetail{Message: lang.Saved(d.Message).In(l), Location: d.Location, Value: d.Value})
		}
		return &said, nil
	}
	return v, nil
}

// refuse answers outside of the API as the API does.
func refuse(w http.ResponseWriter, r *http.Request, status int, kind string, err error) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	f := &fault{huma.ErrorModel{Type: problemType + kind, Status: status, Title: http.StatusText(status)}, err}
	writeJSON(w, f.in(wanted(r)))
}

func writeJSON(w io.Writer, v any) {
	_ = json.NewEncoder(w).Encode(v) // whoever asked may have gone
}
