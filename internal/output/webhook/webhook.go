// Package webhook sends messages to addresses by HTTP POST, signed so that who gets one can tell that
// nobody else wrote or changed it: by Standard Webhooks 1.0.0 (standardwebhooks.com), for which there
// are libraries in most languages. It sends once; whoever calls it tries again.
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"mekiki/internal/lang"
)

// The headers of a message.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp" // of this try, seconds since 1970
	HeaderSignature = "webhook-signature"
)

// patience is how long an address may take to answer; mostAnswer how much of its answer is read, and
// dropped, so that the connection can be used again.
const (
	patience   = 15 * time.Second
	mostAnswer = 64 << 10
)

// Sender sends. Any number of goroutines may use it.
type Sender struct {
	client   *http.Client
	patience time.Duration
	now      func() time.Time
}

// New is a sender. It asks no proxy and follows no redirect: what an admin gave is where messages go.
func New() *Sender {
	return &Sender{
		client: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 1, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: patience, MaxResponseHeaderBytes: mostAnswer},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		patience: patience, now: time.Now,
	}
}

// Close lets connections go that wait for more.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

// Post sends a message, a JSON document, and returns when the address has taken it: it answers with
// 200 to 299. An error names no address, and no secret.
func (s *Sender) Post(ctx context.Context, address string, secret []byte, id string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return lang.Errorf("its address cannot be read")
	}
	at := strconv.FormatInt(s.now().Unix(), 10)
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("User-Agent", "mekiki")
	q.Header.Set(HeaderID, id)
	q.Header.Set(HeaderTimestamp, at)
	q.Header.Set(HeaderSignature, Sign(secret, id, at, body))
	a, err := s.client.Do(q)
	if err != nil {
		var e *url.Error // names the address
		if errors.As(err, &e) {
			err = e.Err
		}
		if ctx.Err() != nil {
			return lang.Errorf("it does not answer")
		}
		return err
	}
	defer func() { _ = a.Body.Close() }()                          // it was read
	_, _ = io.Copy(io.Discard, io.LimitReader(a.Body, mostAnswer)) // what it says does not matter
	switch {
	case a.StatusCode >= 300 && a.StatusCode < 400:
		return lang.Errorf("it answers %s, and redirects are not followed", a.Status)
	case a.StatusCode < 200 || a.StatusCode > 299:
		return lang.Errorf("it answers %s", a.Status)
	}
	return nil
}

// Sign is the signature of a message: v1 and the base64 of the HMAC-SHA256 of id, time and body with
// full stops between them (Standard Webhooks 1.0.0, "Signature scheme").
func Sign(secret []byte, id, at string, body []byte) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(id + "." + at + "."))
	m.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(m.Sum(nil))
}
