package server

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station/label"
	"mekiki/internal/station/record"
)

// Result is a result as the API gives it.
type Result struct {
	record.Result
	Said string `json:"said,omitempty" doc:"reason in the language that was asked for"`
}

// Listed is a result of a page.
type Listed struct {
	Result
	Called   record.Verdict `json:"called,omitempty" enum:"OK,NG,REVIEW" doc:"what a person called it last"`
	Labelled bool           `json:"labelled,omitempty" doc:"whether a person has said where the defect is"`
}

func (s Speaks) result(r record.Result) Result { return Result{r, s.say(r.Reason)} }

// Paged is which page of a list is asked for.
type Paged struct {
	Cursor string `query:"cursor" doc:"where the page before ended: its field next"`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// Chosen chooses results.
type Chosen struct {
	Verdict  []string  `query:"verdict" enum:"NONE,OK,NG,REVIEW" doc:"only these, with commas between them"`
	Lot      string    `query:"lot"`
	Part     string    `query:"part"`
	From     time.Time `query:"from" doc:"this moment and later"`
	To       time.Time `query:"to" doc:"before this moment"`
	Recipe   string    `query:"recipe" doc:"judged by this version of a recipe: its hash"`
	MinScore string    `query:"min_score" doc:"score, from here on"`
	MaxScore string    `query:"max_score" doc:"score, below"`
	Called   string    `query:"called" enum:"NONE,OK,NG,REVIEW" doc:"what a person called it last; NONE: nobody did, or it was taken back"`
	Masters  string    `query:"masters" enum:"yes,no" default:"yes" doc:"with known parts, or without"`
}

type listInput struct {
	Paged
	Chosen
	Product   string  `query:"product" doc:"judged by a recipe of this product"`
	Inspector string  `query:"inspector" doc:"SHA-256 of who judged"`
	Labelled  string  `query:"labelled" enum:"yes,no" doc:"whether a person has said where the defect is"`
	Number    []int64 `query:"number" maxItems:"5000" doc:"only these parts: their trigger numbers, with commas between them"`
	Order     string  `query:"order" enum:"newest,oldest" default:"newest" doc:"which come first"`
	Speaks
}

// Page is a page of results.
type Page struct {
	Results []Listed `json:"results"`
	Next    string   `json:"next,omitempty" doc:"cursor of the next page; there is none on the last"`
}

type listOutput struct{ Body Page }

type oneInput struct {
	Trigger int64 `path:"trigger" minimum:"1"`
	Speaks
}

// Full is a result with what was added to it.
type Full struct {
	Result
	Called  record.Verdict `json:"called" doc:"what the part is called now: by what people say, else by the result"`
	Late    *record.Late   `json:"late,omitempty" doc:"the judgement that came when the line had been told NONE"`
	Reviews []record.Mark  `json:"reviews"`
	Label   *label.Label   `json:"label,omitempty" doc:"where a person sees the defect, as the last one said"`
}

type pictureInput struct {
	Trigger int64 `path:"trigger" minimum:"1"`
	Side    int   `query:"side" minimum:"16" maximum:"512" doc:"at most so many pixels a side, as PNG; the file as it came if not given"`
}

type oneOutput struct{ Body Full }

type fileOutput struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

// forGood lets a browser keep what never changes.
const forGood = "private, max-age=31536000, immutable"

func (a *api) results(h huma.API) {
	tags := []string{"results"}
	huma.Register(h, huma.Operation{
		OperationID: "list-results", Method: http.MethodGet, Path: "/api/v1/results", Tags: tags,
		Summary: "Results, page by page", Errors: []int{http.StatusBadRequest, http.StatusServiceUnavailable},
	}, a.list)
	huma.Register(h, huma.Operation{
		OperationID: "get-result", Method: http.MethodGet, Path: "/api/v1/results/{trigger}", Tags: tags,
		Summary: "One result, with what was added to it", Errors: []int{http.StatusNotFound, http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *oneInput) (*oneOutput, error) {
		f, err := a.Store().Result(ctx, in.Trigger)
		if err != nil {
			return nil, problem(err)
		}
		return &oneOutput{Full{in.result(f.Result), f.Called(), f.Late, f.Reviews, f.Label}}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-picture", Method: http.MethodGet, Path: "/api/v1/results/{trigger}/picture", Tags: tags,
		Summary: "The picture of a part, as it came", Errors: []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable},
		Responses: binary("image/png", "image/jpeg", "image/bmp", "image/tiff", "image/webp"),
	}, func(ctx context.Context, in *pictureInput) (*fileOutput, error) {
		if in.Side > 0 {
			return pngOutput(a.Thumbnail(ctx, in.Trigger, in.Side))
		}
		b, format, err := a.Picture(ctx, in.Trigger)
		if err != nil {
			return nil, problem(err)
		}
		return &fileOutput{mediaTypes[format], forGood, b}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-heat-map", Method: http.MethodGet, Path: "/api/v1/results/{trigger}/heat", Tags: tags,
		Summary: "The heat map of a part, to lie over its picture", Errors: []int{http.StatusNotFound, http.StatusServiceUnavailable},
		Responses: binary("image/png"),
	}, func(ctx context.Context, in *oneInput) (*fileOutput, error) {
		return pngOutput(a.Heat(ctx, in.Trigger))
	})
}

// binary describes an answer that is a file of one of these types.
func binary(kinds ...string) map[string]*huma.Response {
	r := &huma.Response{Description: "OK", Content: map[string]*huma.MediaType{}}
	for _, k := range kinds {
		r.Content[k] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	}
	return map[string]*huma.Response{"200": r}
}

func pngOutput(b []byte, err error) (*fileOutput, error) {
	if err != nil {
		return nil, problem(err)
	}
	return &fileOutput{mediaTypes["PNG"], forGood, b}, nil
}

var mediaTypes = map[string]string{"PNG": "image/png", "JPEG": "image/jpeg", "BMP": "image/bmp", "TIFF": "image/tiff", "WebP": "image/webp"}

func (a *api) list(ctx context.Context, in *listInput) (*listOutput, error) {
	q := record.Query{Limit: in.Limit + 1, Verdicts: in.verdicts(), Lot: in.Lot, Part: in.Part, From: in.From, To: in.To, Product: in.Product, Recipe: in.Recipe, Inspector: in.Inspector, Called: record.Verdict(in.Called), Oldest: in.Order == "oldest", NoMasters: in.Masters == "no", Triggers: in.Number}
	if in.Labelled != "" {
		known := in.Labelled == "yes"
		q.Labelled = &known
	}
	if in.Cursor != "" {
		at, err := strconv.ParseInt(in.Cursor, 10, 64)
		if err != nil || at < 1 {
			return nil, in.strange()
		}
		if q.Oldest {
			q.After = at
		} else {
			q.Before = at
		}
	}
	var err error
	if q.MinScore, q.MaxScore, err = in.scores(); err != nil {
		return nil, err
	}
	list, err := a.Store().Results(ctx, q)
	if err != nil {
		return nil, problem(err)
	}
	out := &listOutput{Page{Results: []Listed{}}}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.Next = strconv.FormatInt(list[in.Limit-1].Trigger, 10)
	}
	out.Body.Results, err = a.listed(ctx, in.Speaks, list)
	return out, err
}

// listed are results with what people said of them.
func (a *api) listed(ctx context.Context, s Speaks, list []record.Result) ([]Listed, error) {
	called, err := a.Store().Called(ctx, list)
	if err != nil {
		return nil, problem(err)
	}
	labelled, err := a.Store().Labelled(ctx, list)
	if err != nil {
		return nil, problem(err)
	}
	rows := []Listed{}
	for _, r := range list {
		rows = append(rows, Listed{s.result(r), called[r.Trigger], labelled[r.Trigger]})
	}
	return rows, nil
}

// strange is the problem of a cursor that no page had.
func (in *Paged) strange() error {
	return told(http.StatusBadRequest, "cursor", lang.Errorf("the cursor %q is none that a page had", in.Cursor))
}

// verdicts are those that were asked for.
func (in *Chosen) verdicts() (list []record.Verdict) {
	for _, v := range in.Verdict {
		list = append(list, record.Verdict(v))
	}
	return list
}

// scores are the bounds that were asked for; nil: none.
func (in *Chosen) scores() (low, high *float64, err error) {
	if low, err = score(in.MinScore); err == nil {
		high, err = score(in.MaxScore)
	}
	return low, high, err
}

// score is a bound that was asked for; nil: none.
func score(text string) (*float64, error) {
	if text == "" {
		return nil, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) {
		return nil, told(http.StatusBadRequest, "score", lang.Errorf("%q is no score; it is a number such as 1.5", text))
	}
	return &v, nil
}
