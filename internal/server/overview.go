package server

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/people"
	"mekiki/internal/station/plant"
	"mekiki/internal/station/record"
	"mekiki/internal/work"
)

// overview answers for all stations of a plant, to whoever reads.
type overview struct {
	*work.Overview
	door
}

// overviewAccess is who may do what on the pages of a plant: who has logged in reads all, admins say who may
// log in. Those rows are as at a station.
var overviewAccess = func() map[string]people.Roles {
	all := map[string]people.Roles{
		"GET /api/v1/stations":                            everyone,
		"GET /api/v1/recipes":                             everyone,
		"GET /api/v1/results":                             everyone,
		"GET /api/v1/results/{station}/{trigger}":         everyone,
		"GET /api/v1/results/{station}/{trigger}/picture": everyone,
		"GET /api/v1/results/{station}/{trigger}/heat":    everyone,
		"GET /api/v1/drift":                               everyone,
		"GET /api/v1/report":                              everyone,
		"GET /api/v1/export":                              everyone,
	}
	for _, pattern := range []string{
		"GET /{$}", "GET /assets/", "GET /login", "GET /admin", "GET /healthz", "GET /openapi.json",
		"POST /api/v1/session", "GET /api/v1/session", "DELETE /api/v1/session", "POST /api/v1/session/active", "POST /api/v1/session/password",
		"GET /api/v1/users", "POST /api/v1/users", "PATCH /api/v1/users/{name}", "POST /api/v1/users/{name}/password",
		"GET /api/v1/keys", "POST /api/v1/keys", "DELETE /api/v1/keys/{id}", "GET /api/v1/audit",
	} {
		all[pattern] = access[pattern]
	}
	return all
}()

// newOverviewHandler is all that the pages of a plant answer; hosts are further names of this machine.
func newOverviewHandler(o *work.Overview, hosts []string) http.Handler {
	page := shown{Station: o.Name, Plant: true}
	mux := newGate(overviewAccess, o.People, page)
	h := (&overview{o, door{o.People, o.Store().AuditRows}}).register(mux)
	serveDocument(mux, h)
	servePages(mux, page, map[string]string{"GET /{$}": "plant.tmpl", "GET /login": "login.tmpl", "GET /admin": "admin.tmpl"})
	return guard(mux, hosts)
}

type stationsInput struct {
	From time.Time `query:"from" doc:"results since this moment are counted; all if not given"`
	Speaks
}

// StationNow is a station of a plant.
type StationNow struct {
	work.StationNow
	AlarmSaid string `json:"alarm_said,omitempty" doc:"the last alarm in the language that was asked for"`
}

// StationList are all stations of a plant.
type StationList struct {
	Stations []StationNow `json:"stations"`
}

type stationsOutput struct{ Body StationList }

// PlantRecipes are versions of recipes, the last ones first.
type PlantRecipes struct {
	Recipes []plant.Recipe `json:"recipes"`
}

type plantRecipesOutput struct{ Body PlantRecipes }

// OfStation chooses a station.
type OfStation struct {
	Station string `query:"station" doc:"only this station, by its ID or its name"`
}

type plantListInput struct {
	Paged
	OfStation
	Chosen
	Speaks
}

type plantExportInput struct {
	OfStation
	Chosen
	Speaks
}

// PlantResult is a result with its station.
type PlantResult struct {
	plant.Result
	Said string `json:"said,omitempty" doc:"reason in the language that was asked for"`
}

// PlantPage is a page of results, the newest first.
type PlantPage struct {
	Results []PlantResult `json:"results"`
	Next    string        `json:"next,omitempty" doc:"cursor of the next page; there is none on the last"`
}

type plantListOutput struct{ Body PlantPage }

// PlantPart chooses a result.
type PlantPart struct {
	Station string `path:"station" maxLength:"100" doc:"its ID"`
	Trigger string `path:"trigger" pattern:"^[1-9][0-9]{0,17}([.][0-9a-f]{1,64})?$" doc:"the number, such as 123, or with a point and first digits of the digest, such as 123.9f86d081: a station that was put back from a backup has two results under one number. The newest if not given"`
}

// id is the same for the database.
func (in *PlantPart) id() plant.ID {
	number, digest, _ := strings.Cut(in.Trigger, ".")
	n, _ := strconv.ParseInt(number, 10, 64) // the pattern was checked
	return plant.ID{Station: in.Station, Number: n, Digest: digest}
}

type plantOneInput struct {
	PlantPart
	Speaks
}

type plantPictureInput struct {
	PlantPart
	Side int `query:"side" minimum:"16" maximum:"512" doc:"at most so many pixels a side, as PNG; the file as it came if not given"`
}

// PlantFull is a result with what was added to it.
type PlantFull struct {
	plant.Full
	Said string `json:"said,omitempty" doc:"reason in the language that was asked for"`
}

type plantOneOutput struct{ Body PlantFull }

type plantDriftInput struct {
	Station string    `query:"station" required:"true" doc:"its ID"`
	Recipe  string    `query:"recipe" required:"true" doc:"hash of the version"`
	From    time.Time `query:"from" doc:"this moment and later"`
	To      time.Time `query:"to" doc:"before this moment"`
	Grouped
}

// PlantOpenAPI is the document of the API of a plant's pages, as docs/openapi-plant.json has it.
func PlantOpenAPI() ([]byte, error) {
	return document((&overview{}).register(&gate{ServeMux: http.NewServeMux(), access: overviewAccess}))
}

// register adds all operations.
func (a *overview) register(mux *gate) huma.API {
	h := newAPI(mux, "Mekiki plant", "What all stations of a plant have sent, to be read.")
	a.sessions(h)
	a.users(h)
	a.keys(h)
	a.auditList(h)
	a.report(h)
	huma.Register(h, huma.Operation{
		OperationID: "get-health", Method: http.MethodGet, Path: "/healthz", Tags: []string{"health"}, Summary: "Whether the program runs",
	}, func(context.Context, *struct{}) (*healthOutput, error) { return healthy("runs"), nil })
	tags := []string{"plant"}
	errs := []int{http.StatusBadRequest, http.StatusNotFound, http.StatusServiceUnavailable}
	huma.Register(h, huma.Operation{OperationID: "list-stations", Method: http.MethodGet, Path: "/api/v1/stations", Tags: tags, Summary: "All stations, by name", Errors: errs}, func(ctx context.Context, in *stationsInput) (*stationsOutput, error) {
		list, err := a.Stations(ctx, in.From)
		if err != nil {
			return nil, problem(err)
		}
		out := &stationsOutput{StationList{[]StationNow{}}}
		for _, s := range list {
			now := StationNow{StationNow: s}
			if s.Alarm != nil {
				now.AlarmSaid = in.say(s.Alarm.Text)
			}
			out.Body.Stations = append(out.Body.Stations, now)
		}
		return out, nil
	})
	huma.Register(h, huma.Operation{OperationID: "list-recipes", Method: http.MethodGet, Path: "/api/v1/recipes", Tags: tags, Summary: "Versions of recipes, by hash and station", Errors: errs}, func(ctx context.Context, _ *none) (*plantRecipesOutput, error) {
		list, err := a.Recipes(ctx)
		if err != nil {
			return nil, problem(err)
		}
		return &plantRecipesOutput{PlantRecipes{list}}, nil
	})
	huma.Register(h, huma.Operation{OperationID: "list-results", Method: http.MethodGet, Path: "/api/v1/results", Tags: tags, Summary: "Results of all stations, the newest first, page by page", Errors: errs}, a.list)
	huma.Register(h, huma.Operation{OperationID: "get-result", Method: http.MethodGet, Path: "/api/v1/results/{station}/{trigger}", Tags: tags, Summary: "One result, with what was added to it", Errors: errs}, func(ctx context.Context, in *plantOneInput) (*plantOneOutput, error) {
		f, err := a.Result(ctx, in.id())
		if err != nil {
			return nil, problem(err)
		}
		return &plantOneOutput{PlantFull{*f, in.say(f.Reason)}}, nil
	})
	huma.Register(h, huma.Operation{OperationID: "get-picture", Method: http.MethodGet, Path: "/api/v1/results/{station}/{trigger}/picture", Tags: tags, Summary: "The picture of a part, as it came", Errors: errs, Responses: binary("image/png", "image/jpeg", "image/bmp", "image/tiff", "image/webp")}, func(ctx context.Context, in *plantPictureInput) (*fileOutput, error) {
		if in.Side > 0 {
			return pngOutput(a.Thumbnail(ctx, in.id(), in.Side))
		}
		b, format, err := a.Picture(ctx, in.id())
		if err != nil {
			return nil, problem(err)
		}
		return &fileOutput{mediaTypes[format], forGood, b}, nil
	})
	huma.Register(h, huma.Operation{OperationID: "get-heat-map", Method: http.MethodGet, Path: "/api/v1/results/{station}/{trigger}/heat", Tags: tags, Summary: "The heat map of a part, to lie over its picture", Errors: errs, Responses: binary("image/png")}, func(ctx context.Context, in *plantOneInput) (*fileOutput, error) {
		return pngOutput(a.Heat(ctx, in.id()))
	})
	huma.Register(h, huma.Operation{OperationID: "get-drift", Method: http.MethodGet, Path: "/api/v1/drift", Tags: tags, Summary: "Control charts of a recipe at a station", Errors: errs}, func(ctx context.Context, in *plantDriftInput) (*driftOutput, error) {
		d, err := a.Drift(ctx, in.Station, in.Recipe, in.config(in.From, in.To))
		if err != nil {
			return nil, problem(err)
		}
		return &driftOutput{*d}, nil
	})
	huma.Register(h, huma.Operation{OperationID: "get-export", Method: http.MethodGet, Path: "/api/v1/export", Tags: tags, Summary: "Results as CSV, the newest first, at most 100,000", Errors: errs, Responses: binary("text/csv")}, func(ctx context.Context, in *plantExportInput) (*huma.StreamResponse, error) {
		q, err := in.query(in.Station)
		if err != nil {
			return nil, err
		}
		if _, err := a.Results(ctx, q, 1); err != nil {
			return nil, problem(err) // before an answer is begun
		}
		return &huma.StreamResponse{Body: func(out huma.Context) {
			out.SetHeader("Content-Type", "text/csv; charset=utf-8")
			out.SetHeader("Content-Disposition", `attachment; filename="results.csv"`)
			if a.Export(out.Context(), out.BodyWriter(), q) != nil {
				panic(http.ErrAbortHandler) // so that half a file is not taken for the whole
			}
		}}, nil
	})
	return h
}

// query is what was asked for, of a station or of all.
func (in *Chosen) query(station string) (q plant.Query, err error) {
	q = plant.Query{Station: station, Verdicts: in.verdicts(), Lot: in.Lot, Part: in.Part, From: in.From, To: in.To, Recipe: in.Recipe, Called: record.Verdict(in.Called), NoMasters: in.Masters == "no"}
	q.MinScore, q.MaxScore, err = in.scores()
	return q, err
}

func (a *overview) list(ctx context.Context, in *plantListInput) (*plantListOutput, error) {
	q, err := in.query(in.Station)
	if err != nil {
		return nil, err
	}
	if in.Cursor != "" {
		parts := strings.Split(in.Cursor, ".")
		if len(parts) != 3 {
			return nil, in.strange()
		}
		us, err1 := strconv.ParseInt(parts[0], 10, 64)
		n, err2 := strconv.ParseInt(parts[2], 10, 64)
		if err1 != nil || err2 != nil || us < 1 || n < 1 {
			return nil, in.strange()
		}
		q.Behind = plant.Place{At: time.UnixMicro(us).UTC(), Station: parts[1], Trigger: n}
	}
	list, err := a.Results(ctx, q, in.Limit+1)
	if err != nil {
		return nil, problem(err)
	}
	out := &plantListOutput{}
	if len(list) > in.Limit {
		list = slices.Delete(list, in.Limit, len(list))
		at := list[in.Limit-1].Place()
		out.Body.Next = fmt.Sprintf("%d.%s.%d", at.At.UnixMicro(), at.Station, at.Trigger)
	}
	out.Body.Results = in.parts(list)
	return out, nil
}
