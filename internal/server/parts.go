package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/record"
	"mekiki/internal/work"
)

// mostBody is the longest body that is read: a picture of 50 million pixels, unpacked in most
// formats, and more pixels are not unpacked.
const mostBody = 64 << 20

type partInput struct {
	ContentType string `header:"Content-Type"`
	Key         string `header:"Idempotency-Key" maxLength:"200" doc:"a name of this part of your own. The same one again gets the same result, and the part is judged once"`
	Part        string `query:"part" maxLength:"200" doc:"serial number or name of the part"`
	Lot         string `query:"lot" maxLength:"200"`
	Master      string `query:"master" enum:"OK,NG" doc:"the part is a known one that must be so"`
	Speaks
	RawBody []byte
}

type partOutput struct {
	Status   int
	Location string `header:"Location"`
	Replayed string `header:"Idempotency-Replayed" doc:"true where the result is an earlier one, of the same key"`
	Body     Result
}

func (a *api) parts(h huma.API) {
	text := &huma.Schema{Type: "string"}
	file := &huma.Schema{Type: "string", Format: "binary"}
	huma.Register(h, huma.Operation{
		OperationID: "post-part", Method: http.MethodPost, Path: "/api/v1/parts", Tags: []string{"parts"}, DefaultStatus: http.StatusCreated, MaxBodyBytes: mostBody, SkipValidateBody: true,
		Summary: "Judge a part",
		Description: "The body is a picture, PNG, JPEG, BMP, TIFF or WebP, as it is or as the field picture of a form, which may have the fields part and lot, too. " +
			"The answer comes when the result is stored. A picture that is damaged or too large is REVIEW with the reason. 201: judged; 200: judged before under this key.",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"image/png": {Schema: file}, "image/jpeg": {Schema: file}, "image/bmp": {Schema: file}, "image/tiff": {Schema: file}, "image/webp": {Schema: file},
			"multipart/form-data": {Schema: &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{"picture": file, "part": text, "lot": text}, Required: []string{"picture"}}},
		}},
		Errors: []int{http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusServiceUnavailable},
	}, a.part)
}

func (a *api) part(ctx context.Context, in *partInput) (*partOutput, error) {
	p := station.Part{Part: in.Part, Lot: in.Lot, Key: in.Key, Source: "api", Master: record.Verdict(in.Master)}
	if kind, params, err := mime.ParseMediaType(in.ContentType); err == nil && kind == "multipart/form-data" {
		if err := readForm(&p, in.RawBody, params["boundary"]); err != nil {
			return nil, told(http.StatusBadRequest, "form", err)
		}
	} else {
		p.Picture = bytes.Clone(in.RawBody) // the buffer is used again
	}
	if err := plain("part", p.Part, "lot", p.Lot, "Idempotency-Key", p.Key); err != nil {
		return nil, err
	}
	var err error
	if p.Format, err = work.PictureKind(p.Picture); err != nil {
		return nil, told(http.StatusUnsupportedMediaType, "no-picture", err)
	}
	answer, err := a.Submit(ctx, p)
	if err != nil {
		return nil, problem(err)
	}
	out := &partOutput{Status: http.StatusCreated, Body: in.result(answer.Result), Location: "/api/v1/results/" + strconv.FormatInt(answer.Trigger, 10)}
	if answer.Replayed {
		out.Status, out.Replayed = http.StatusOK, "true"
	}
	return out, nil
}

// mostField is the longest text of a form.
const mostField = 200

// readForm takes a part from a form.
func readForm(p *station.Part, body []byte, boundary string) error {
	for form := multipart.NewReader(bytes.NewReader(body), boundary); ; {
		field, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return lang.Errorf("the form cannot be read: %w", err)
		}
		b, err := io.ReadAll(field)
		if err != nil {
			return lang.Errorf("the form cannot be read: %w", err)
		}
		name := field.FormName()
		if name != "picture" && len(b) > mostField {
			return lang.Errorf("the field %s is longer than %d bytes", name, mostField)
		}
		switch name {
		case "picture":
			p.Picture = b
		case "part":
			p.Part = string(b)
		case "lot":
			p.Lot = string(b)
		default:
			return lang.Errorf("the form has a field %q; picture, part and lot are known", name)
		}
	}
	if p.Picture == nil {
		return lang.Errorf("the form has no field picture")
	}
	return nil
}

// plain refuses texts that cannot be stored everywhere, or read: fields by name and text.
func plain(fields ...string) error {
	for i := 0; i < len(fields); i += 2 {
		if text := fields[i+1]; !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return told(http.StatusBadRequest, "text", lang.Errorf("%s is no text: it must be UTF-8 without NUL bytes", fields[i]))
		}
	}
	return nil
}
