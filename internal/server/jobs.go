package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/station/record"
	"mekiki/internal/work/job"
)

// Job is a job as the API gives it.
type Job struct {
	job.Job
	Said string `json:"said,omitempty" doc:"error in the language that was asked for"`
}

func (s Speaks) job(j job.Job) Job { return Job{j, s.say(j.Error)} }

type jobsOutput struct {
	Body struct {
		Jobs []Job `json:"jobs" doc:"the newest first"`
	}
}

type jobInput struct {
	ID int `path:"id" minimum:"1"`
	Speaks
}

func jobPath(id int) string { return "/api/v1/jobs/" + strconv.Itoa(id) }

func (a *api) jobs(h huma.API) {
	tags := []string{"jobs"}
	huma.Register(h, huma.Operation{
		OperationID: "list-jobs", Method: http.MethodGet, Path: "/api/v1/jobs", Tags: tags, Summary: "The last jobs since the station was started",
	}, func(_ context.Context, in *Speaks) (*jobsOutput, error) {
		out := &jobsOutput{}
		out.Body.Jobs = []Job{}
		for _, j := range a.Jobs.List() {
			out.Body.Jobs = append(out.Body.Jobs, in.job(j))
		}
		return out, nil
	})
	one := func(get func(int) (job.Job, bool)) func(context.Context, *jobInput) (*jobOutput, error) {
		return func(_ context.Context, in *jobInput) (*jobOutput, error) {
			j, ok := get(in.ID)
			if !ok {
				return nil, problem(record.ErrNone)
			}
			return &jobOutput{Location: jobPath(j.ID), Body: in.job(j)}, nil
		}
	}
	huma.Register(h, huma.Operation{
		OperationID: "get-job", Method: http.MethodGet, Path: "/api/v1/jobs/{id}", Tags: tags, Summary: "A job, and its result when it is done", Errors: []int{http.StatusNotFound},
	}, one(a.job))
	huma.Register(h, huma.Operation{
		OperationID: "cancel-job", Method: http.MethodDelete, Path: "/api/v1/jobs/{id}", Tags: tags, DefaultStatus: http.StatusOK, Summary: "Cancel a job", Errors: []int{http.StatusNotFound},
	}, one(a.cancel))
}

func (a *api) job(id int) (job.Job, bool)    { return a.Jobs.Get(id) }
func (a *api) cancel(id int) (job.Job, bool) { return a.Jobs.Cancel(id) }
