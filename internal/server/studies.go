package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station/agreement"
	"mekiki/internal/station/record"
)

// StudyView is a study as everyone may see it before it ends: its own Parts, which stand before those of Study in
// JSON, are none until then.
type StudyView struct {
	agreement.Study
	Parts      []agreement.Item `json:"parts,omitempty" doc:"once it has ended"`
	Count      int              `json:"count" doc:"how many parts it has"`
	End        *agreement.End   `json:"end,omitempty"`
	Appraisers []StudyProgress  `json:"appraisers"`
}

// StudyProgress is how many calls of a study an appraiser has made.
type StudyProgress struct {
	Who  string `json:"who"`
	Done int    `json:"done"`
	Of   int    `json:"of"`
}

type studiesOutput struct {
	Body struct {
		Studies []StudyView `json:"studies" doc:"the newest first"`
	}
}

type studyOutput struct{ Body StudyView }

type studyInput struct {
	Body struct {
		Name   string           `json:"name" minLength:"1" maxLength:"100"`
		Recipe string           `json:"recipe,omitempty" maxLength:"64" doc:"hash of a version whose verdicts on the same parts are an appraiser, too"`
		Rounds int              `json:"rounds,omitempty" minimum:"2" maximum:"5" default:"3" doc:"how often each appraiser calls each part"`
		Parts  []agreement.Item `json:"parts" minItems:"4" maxItems:"300" doc:"of which the names are found out"`
		Who    string           `json:"who,omitempty" maxLength:"100" doc:"for whom a program asks; a user who has logged in is known"`
		Reason string           `json:"reason,omitempty" maxLength:"1000"`
	}
}

// OfStudy names a study.
type OfStudy struct {
	ID int64 `path:"id" minimum:"1"`
}

type placeInput struct {
	OfStudy
	Who string `query:"who" maxLength:"100" doc:"the appraiser, where nobody logs in or a program asks"`
}

type placeOutput struct{ Body agreement.Turn }

type callInput struct {
	OfStudy
	Body struct {
		Round   int            `json:"round" minimum:"1"`
		Trigger int64          `json:"trigger" minimum:"1"`
		Verdict record.Verdict `json:"verdict" enum:"OK,NG,REVIEW" doc:"REVIEW: don't know"`
		Who     string         `json:"who,omitempty" maxLength:"100" doc:"the appraiser, where nobody logs in or a program asks"`
	}
}

type endInput struct {
	OfStudy
	Body struct {
		Who    string `json:"who,omitempty" maxLength:"100" doc:"for whom a program asks; a user who has logged in is known"`
		Reason string `json:"reason,omitempty" maxLength:"1000"`
	}
}

type agreementOutput struct {
	Body struct {
		Study  StudyView         `json:"study"`
		Result agreement.Outcome `json:"result"`
	}
}

var studyErrors = []int{http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable}

func (a *api) studies(h huma.API) {
	tags := []string{"studies"}
	huma.Register(h, huma.Operation{
		OperationID: "list-studies", Method: http.MethodGet, Path: "/api/v1/studies", Tags: tags, Summary: "All agreement studies", Errors: studyErrors[2:],
	}, func(ctx context.Context, _ *struct{}) (*studiesOutput, error) {
		out := &studiesOutput{}
		out.Body.Studies = []StudyView{}
		var studies []agreement.Study // to the end, since what view asks for takes another of few readers
		for y, err := range a.Store().EachStudy(ctx) {
			if err != nil {
				return nil, problem(err)
			}
			studies = append(studies, y)
		}
		for _, y := range studies {
			v, err := a.view(ctx, y)
			if err != nil {
				return nil, problem(err)
			}
			out.Body.Studies = append([]StudyView{*v}, out.Body.Studies...)
		}
		return out, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-study", Method: http.MethodPost, Path: "/api/v1/studies", Tags: tags, DefaultStatus: http.StatusCreated,
		Summary: "Begin an agreement study", Description: "Parts whose pictures are kept and of which it is known what they are. Appraisers call them one by one, in an order of their own in each round, and see neither what they are nor what anybody said of them.",
		Errors: studyErrors,
	}, func(ctx context.Context, in *studyInput) (*studyOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		b := in.Body
		y, err := a.AddStudy(ctx, agreement.Study{Name: b.Name, Recipe: b.Recipe, Rounds: b.Rounds, Parts: b.Parts, Who: who, Reason: b.Reason})
		if err != nil {
			return nil, problem(err)
		}
		v, err := a.view(ctx, y)
		if err != nil {
			return nil, problem(err)
		}
		return &studyOutput{*v}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-study-next", Method: http.MethodGet, Path: "/api/v1/studies/{id}/next", Tags: tags, Summary: "The part that an appraiser calls next", Errors: append([]int{http.StatusUnprocessableEntity}, studyErrors...),
	}, func(ctx context.Context, in *placeInput) (*placeOutput, error) {
		who, err := appraiser(ctx, in.Who)
		if err != nil {
			return nil, err
		}
		p, err := a.NextOfStudy(ctx, in.ID, who)
		if err != nil {
			return nil, problem(err)
		}
		return &placeOutput{p}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-study-call", Method: http.MethodPost, Path: "/api/v1/studies/{id}/calls", Tags: tags, DefaultStatus: http.StatusCreated,
		Summary: "Say what the next part is", Description: "It cannot be taken back. The answer is where the appraiser stands then.", Errors: append([]int{http.StatusUnprocessableEntity}, studyErrors...),
	}, func(ctx context.Context, in *callInput) (*placeOutput, error) {
		who, err := appraiser(ctx, in.Body.Who)
		if err != nil {
			return nil, err
		}
		if _, err := a.CallStudy(ctx, agreement.Call{Study: in.ID, Who: who, Round: in.Body.Round, Trigger: in.Body.Trigger, Verdict: in.Body.Verdict}); err != nil {
			return nil, problem(err)
		}
		p, err := a.NextOfStudy(ctx, in.ID, who)
		if err != nil {
			return nil, problem(err)
		}
		return &placeOutput{p}, nil
	})
	huma.Register(h, huma.Operation{
		OperationID: "post-study-end", Method: http.MethodPost, Path: "/api/v1/studies/{id}/end", Tags: tags, DefaultStatus: http.StatusCreated,
		Summary: "End an agreement study", Description: "Nobody calls any more, and there is a result.", Errors: studyErrors,
	}, func(ctx context.Context, in *endInput) (*agreementOutput, error) {
		who, err := asking(ctx).who(in.Body.Who)
		if err != nil {
			return nil, err
		}
		if _, err := a.EndStudy(ctx, agreement.End{Study: in.ID, Who: who, Reason: in.Body.Reason}); err != nil {
			return nil, problem(err)
		}
		return a.agreement(ctx, in.ID)
	})
	huma.Register(h, huma.Operation{
		OperationID: "get-study-result", Method: http.MethodGet, Path: "/api/v1/studies/{id}/result", Tags: tags, Summary: "What an agreement study found, once it has ended", Errors: studyErrors,
	}, func(ctx context.Context, in *OfStudy) (*agreementOutput, error) { return a.agreement(ctx, in.ID) })
}

// appraiser is who calls parts; it must be somebody.
func appraiser(ctx context.Context, said string) (string, error) {
	c := asking(ctx)
	if c.user == "" && said == "" {
		return "", told(http.StatusUnprocessableEntity, "who", lang.Errorf("say who calls parts: a name in the field who"))
	}
	return c.who(said)
}

func (a *api) view(ctx context.Context, y agreement.Study) (*StudyView, error) {
	v := &StudyView{Study: y, Count: len(y.Parts), Appraisers: []StudyProgress{}}
	end, err := a.Store().StudyEnd(ctx, y.ID)
	switch {
	case err == nil:
		v.End, v.Parts = &end, y.Parts
	case !errors.Is(err, record.ErrNone):
		return nil, err
	}
	calls, err := a.Store().StudyCalls(ctx, y.ID)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for _, c := range calls {
		i, ok := at[c.Who]
		if !ok {
			i = len(v.Appraisers)
			at[c.Who] = i
			v.Appraisers = append(v.Appraisers, StudyProgress{Who: c.Who, Of: len(y.Parts) * y.Rounds})
		}
		v.Appraisers[i].Done++
	}
	return v, nil
}

func (a *api) agreement(ctx context.Context, id int64) (*agreementOutput, error) {
	y, r, err := a.ResultOfStudy(ctx, id)
	if err != nil {
		return nil, problem(err)
	}
	v, err := a.view(ctx, *y)
	if err != nil {
		return nil, problem(err)
	}
	out := &agreementOutput{}
	out.Body.Study, out.Body.Result = *v, *r
	return out, nil
}
