package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/record"
	"mekiki/internal/work"
)

type reportInput struct {
	Recipe string    `query:"recipe" maxLength:"64" doc:"hash of the version that is reported on; the one that judges now if not given"`
	From   time.Time `query:"from" doc:"this moment and later"`
	To     time.Time `query:"to" doc:"before this moment; until now if not given"`
	Speaks
}

// ReportReason is a reason with its sentence.
type ReportReason struct {
	record.Reason
	Said string `json:"said" doc:"reason in the language that was asked for"`
}

// Report is a report as the API gives it.
type Report struct {
	work.Report
	Reasons    []ReportReason `json:"reasons" doc:"why scores did not decide, the most frequent ones first"`
	Worst      []Listed       `json:"worst" doc:"NG parts with the highest scores"`
	Escaped    []Listed       `json:"escaped" doc:"the newest parts that people called NG and that were OK"`
	Overkilled []Listed       `json:"overkilled" doc:"the newest parts that people called OK and that were NG"`
}

type reportOutput struct{ Body Report }

func (a *api) report(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "get-report", Method: http.MethodGet, Path: "/api/v1/report", Tags: []string{"scores"},
		Summary: "What a recipe said in a period", Description: "Parts by verdict, how scores lie, what people have called with limits, why parts were held back, the worst parts, and those that people called otherwise. Masters are left out.",
		Errors: append([]int{http.StatusUnprocessableEntity}, recipeErrors...),
	}, func(ctx context.Context, in *reportInput) (*reportOutput, error) {
		e, _, err := a.among(ctx, Among{Recipe: in.Recipe})
		if err != nil {
			return nil, problem(err)
		}
		r, err := a.Report(ctx, e.Hash, in.From, in.To)
		if err != nil {
			return nil, problem(err)
		}
		out := &reportOutput{Report{Report: *r, Reasons: in.reasons(r.Tally)}}
		for to, list := range map[*[]Listed][]record.Result{&out.Body.Worst: r.Tally.Worst, &out.Body.Escaped: r.Escaped, &out.Body.Overkilled: r.Overkilled} {
			if *to, err = a.listed(ctx, in.Speaks, list); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// reasons are why scores did not decide, as people read them.
func (s Speaks) reasons(t record.Tally) []ReportReason {
	list := []ReportReason{}
	for _, why := range t.Reasons {
		list = append(list, ReportReason{why, s.say(why.Text)})
	}
	return list
}
