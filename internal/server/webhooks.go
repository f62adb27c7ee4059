package server

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/output/webhook"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/recipe"
	"mekiki/internal/station/record"
)

// WebhookList are the webhooks and how it stands with each, the newest first. Addresses are without
// their queries, in which secrets may be.
type WebhookList struct {
	Webhooks []outbox.HookStanding `json:"webhooks"`
}

type webhooksOutput struct{ Body WebhookList }

// NewWebhook is a webhook with its secret, which is shown this once.
type NewWebhook struct {
	outbox.Hook
	Text string `json:"secret" doc:"shown this once: each message is signed with it, see webhooks in this document"`
}

type webhookOutput struct{ Body NewWebhook }

type addWebhookInput struct {
	Body struct {
		URL    string   `json:"url" minLength:"1" maxLength:"2000" doc:"http:// or https://; addresses of the plant's own network too. Redirects are not followed"`
		Kinds  []string `json:"kinds" enum:"result,late,review,state,alarm,shadow,recipe" minItems:"1" doc:"of which events it hears"`
		Reason string   `json:"reason,omitempty" maxLength:"1000"`
	}
}

type removeWebhookInput struct {
	ID     int64  `path:"id" minimum:"1"`
	Reason string `query:"reason" maxLength:"1000"`
}

type testWebhookInput struct {
	ID int64 `path:"id" minimum:"1"`
}

// TestedWebhook is what came of a message of the type test.
type TestedWebhook struct {
	Taken        bool    `json:"taken" doc:"the address answered with 200 to 299"`
	Error        string  `json:"error,omitempty"`
	Milliseconds float64 `json:"milliseconds"`
}

type testedOutput struct{ Body TestedWebhook }

func (a *api) webhooks(h huma.API) {
	tags := []string{"webhooks"}
	errs := []int{http.StatusConflict, http.StatusNotFound, http.StatusServiceUnavailable}
	huma.Register(h, huma.Operation{
		OperationID: "list-webhooks", Method: http.MethodGet, Path: "/api/v1/webhooks", Tags: tags, Summary: "Webhooks and what waits for each, the newest first", Errors: errs,
	}, telling(a, func(_ context.Context, o *outbox.Outbox, _ string, _ *none) (*webhooksOutput, error) {
		return &webhooksOutput{WebhookList{o.List()}}, nil
	}))
	huma.Register(h, huma.Operation{
		OperationID: "post-webhook", Method: http.MethodPost, Path: "/api/v1/webhooks", Tags: tags, DefaultStatus: http.StatusCreated, Summary: "Let an address hear of events from now on", Errors: errs,
		Description: "The secret is shown this once. A station has 20 webhooks at most.",
	}, telling(a, func(_ context.Context, o *outbox.Outbox, by string, in *addWebhookInput) (*webhookOutput, error) {
		k, text, err := o.Add(by, in.Body.URL, in.Body.Kinds, in.Body.Reason)
		return &webhookOutput{NewWebhook{k, text}}, err
	}))
	huma.Register(h, huma.Operation{
		OperationID: "delete-webhook", Method: http.MethodDelete, Path: "/api/v1/webhooks/{id}", Tags: tags, DefaultStatus: http.StatusOK, Summary: "Remove a webhook, for good", Errors: errs,
		Description: "What it has not heard of it will not.",
	}, telling(a, func(_ context.Context, o *outbox.Outbox, by string, in *removeWebhookInput) (*webhooksOutput, error) {
		err := o.Remove(by, in.ID, in.Reason)
		return &webhooksOutput{WebhookList{o.List()}}, err
	}))
	huma.Register(h, huma.Operation{
		OperationID: "post-webhook-test", Method: http.MethodPost, Path: "/api/v1/webhooks/{id}/test", Tags: tags, DefaultStatus: http.StatusOK, Summary: "Send a webhook a message of the type test, now", Errors: errs,
	}, telling(a, func(ctx context.Context, o *outbox.Outbox, by string, in *testWebhookInput) (*testedOutput, error) {
		began := time.Now()
		err := o.Test(ctx, by, in.ID)
		out := TestedWebhook{Taken: err == nil, Milliseconds: float64(time.Since(began).Microseconds()) / 1000}
		if errors.Is(err, outbox.ErrNone) {
			return nil, err
		}
		if err != nil {
			out.Error = err.Error()
		}
		return &testedOutput{out}, nil
	}))
	messages(h)
}

// telling answers with what f does to the outbox; by is who asks.
func telling[I, O any](a *api, f func(ctx context.Context, o *outbox.Outbox, by string, in *I) (*O, error)) func(context.Context, *I) (*O, error) {
	return func(ctx context.Context, in *I) (*O, error) {
		if a.Outbox == nil {
			return nil, told(http.StatusServiceUnavailable, "store", lang.Errorf("this station tells nobody of what happens"))
		}
		by, err := asking(ctx).who("")
		if err != nil {
			return nil, err
		}
		out, err := f(ctx, a.Outbox, by, in)
		if err != nil {
			return nil, problem(err)
		}
		return out, nil
	}
}

// messages puts what webhooks are sent into the document, a message for each kind of event.
func messages(h huma.API) {
	d := h.OpenAPI()
	if d.Webhooks == nil {
		d.Webhooks = map[string]*huma.PathItem{}
	}
	text := &huma.Schema{Type: huma.TypeString}
	signed := []*huma.Param{
		{Name: webhook.HeaderID, In: "header", Required: true, Schema: text, Description: "the field id"},
		{Name: webhook.HeaderTimestamp, In: "header", Required: true, Schema: text, Description: "of this try, seconds since 1970"},
		{Name: webhook.HeaderSignature, In: "header", Required: true, Schema: text, Description: "v1, and the base64 of the HMAC-SHA256 of id, timestamp and body with full stops between them (Standard Webhooks 1.0.0); the key is the base64 behind whsec_ in the secret"},
	}
	for kind, data := range map[string]reflect.Type{
		record.EventResult: reflect.TypeFor[toldResult](), record.EventLate: reflect.TypeFor[record.Late](), record.EventReview: reflect.TypeFor[record.Mark](), record.EventState: reflect.TypeFor[record.Step](),
		record.EventAlarm: reflect.TypeFor[toldAlarm](), record.EventShadow: reflect.TypeFor[record.Shadow](), record.EventRecipe: reflect.TypeFor[recipe.Act](), "test": reflect.TypeFor[tested](),
	} {
		schemas := d.Components.Schemas
		envelope := *schemas.SchemaFromRef(schemas.Schema(reflect.TypeFor[outbox.Message](), true, "").Ref)
		properties := maps.Clone(envelope.Properties)
		properties["type"] = &huma.Schema{Type: huma.TypeString, Enum: []any{kind}}
		properties["data"] = schemas.Schema(data, true, "")
		envelope.Properties = properties
		d.Webhooks[kind] = &huma.PathItem{Post: &huma.Operation{
			OperationID: "on-" + kind, Tags: []string{"webhooks"}, Summary: "What a webhook hears of an event of the kind " + kind, Parameters: signed,
			RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: &envelope}}},
			Responses: map[string]*huma.Response{
				"2XX":     {Description: "It is taken, and not sent again."},
				"default": {Description: "It is sent again, later and later, once a minute at most; what follows waits for it."},
			},
		}}
	}
}

// What messages have, without the sentence in a reader's language that the API adds: the document wants
// names of their own for them.
type (
	toldResult record.Result
	toldAlarm  record.Alarm
)

// tested is the data of a message of the type test.
type tested struct {
	Who string `json:"who"`
}
