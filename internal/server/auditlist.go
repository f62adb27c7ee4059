package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

type auditInput struct {
	Cursor  string `query:"cursor" doc:"where the page before ended: its field next"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	What    string `query:"what" doc:"only rows of this kind, such as command, user, key, login, result"`
	People  bool   `query:"people" doc:"no results, late judgements and shadows: what people, programs and the station itself did"`
	Subject string `query:"subject" doc:"only rows of this subject, of the kind what"`
	Speaks
}

// AuditPage is a page of the audit, the newest row first.
type AuditPage struct {
	Rows []AuditRow `json:"rows"`
	Next string     `json:"next,omitempty" doc:"cursor of the next page; there is none on the last"`
}

type auditOutput struct{ Body AuditPage }

func (d *door) auditList(h huma.API) {
	huma.Register(h, huma.Operation{
		OperationID: "list-audit", Method: http.MethodGet, Path: "/api/v1/audit", Tags: []string{"audit"},
		Summary: "The audit, the newest row first", Description: "mekiki station verify checks the chain, mekiki station export writes all of it.",
		Errors: []int{http.StatusBadRequest, http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *auditInput) (*auditOutput, error) {
		q := record.AuditQuery{Limit: in.Limit + 1, What: in.What, Subject: in.Subject, People: in.People}
		if in.Cursor != "" {
			var err error
			if q.Before, err = strconv.ParseInt(in.Cursor, 10, 64); err != nil || q.Before < 1 {
				return nil, told(http.StatusBadRequest, "cursor", lang.Errorf("the cursor %q is none that a page had", in.Cursor))
			}
		}
		rows, err := d.audit(ctx, q)
		if err != nil {
			return nil, problem(err)
		}
		out := &auditOutput{AuditPage{Rows: []AuditRow{}}}
		if len(rows) > in.Limit {
			rows = rows[:in.Limit]
			out.Body.Next = strconv.FormatInt(rows[in.Limit-1].Seq, 10)
		}
		for _, r := range rows {
			out.Body.Rows = append(out.Body.Rows, in.row(r))
		}
		return out, nil
	})
}
