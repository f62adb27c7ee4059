package server

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/plant"
	"mekiki/internal/work"
)

type plantReportInput struct {
	Station string    `query:"station" required:"true" doc:"its ID"`
	Recipe  string    `query:"recipe" required:"true" maxLength:"64" doc:"hash of the version"`
	From    time.Time `query:"from" doc:"this moment and later"`
	To      time.Time `query:"to" doc:"before this moment; until now if not given"`
	Speaks
}

// PlantReport is a report on a version of a recipe at a station.
type PlantReport struct {
	work.OverviewReport
	Reasons    []ReportReason `json:"reasons" doc:"why scores did not decide, the most frequent ones first"`
	Worst      []PlantResult  `json:"worst" doc:"NG parts with the highest scores"`
	Escaped    []PlantResult  `json:"escaped" doc:"the newest parts that people called NG and that were OK"`
	Overkilled []PlantResult  `json:"overkilled" doc:"the newest parts that people called OK and that were NG"`
}

type plantReportOutput struct{ Body PlantReport }

func (a *overview) report(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "get-report", Method: http.MethodGet, Path: "/api/v1/report", Tags: []string{"plant"},
		Summary: "What a recipe said at a station in a period", Description: "As at the station itself; of the recipe only hash, inspector and thresholds are known. Masters are left out.",
		Errors: []int{http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *plantReportInput) (*plantReportOutput, error) {
		r, err := a.Report(ctx, in.Station, in.Recipe, in.From, in.To)
		if err != nil {
			return nil, problem(err)
		}
		out := &plantReportOutput{PlantReport{OverviewReport: *r, Reasons: in.reasons(r.Tally), Worst: in.parts(r.Parts.Worst), Escaped: in.parts(r.Parts.Escaped), Overkilled: in.parts(r.Parts.Overkilled)}}
		return out, nil
	})
}

// parts are results of a plant with their reasons, as people read them.
func (s Speaks) parts(list []plant.Result) []PlantResult {
	out := []PlantResult{}
	for _, r := range list {
		out = append(out, PlantResult{r, s.say(r.Reason)})
	}
	return out
}
