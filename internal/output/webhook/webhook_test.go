package webhook

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSign is the example that the libraries of Standard Webhooks are tested with.
func TestSign(t *testing.T) {
	secret, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	got := Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestPost sends what it should, and says what is wrong without naming address or secret.
func TestPost(t *testing.T) {
	secret := []byte("0123456789abcdef0123456789abcdef")
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer elsewhere.Close()
	let := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("webhook-id") != "s-1" || r.Header.Get("webhook-timestamp") != "1700000000" ||
			r.Header.Get("webhook-signature") != Sign(secret, "s-1", "1700000000", body) || string(body) != `{"a":1}` {
			t.Errorf("%s %v %s", r.Method, r.Header, body)
		}
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		case "/fails":
			http.Error(w, strings.Repeat("x", 1<<20), http.StatusInternalServerError)
		case "/hangs":
			<-let
		default:
			w.WriteHeader(http.StatusAccepted)
		}
	}))
	defer server.Close()
	defer close(let)
	s := New()
	defer s.Close()
	s.now, s.patience = func() time.Time { return time.Unix(1_700_000_000, 0) }, 100*time.Millisecond
	for path, want := range map[string]string{"/good": "", "/moved": "307", "/fails": "500", "/hangs": "does not answer"} {
		err := s.Post(context.Background(), server.URL+path+"?token=geheim", secret, "s-1", []byte(`{"a":1}`))
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "geheim")) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	if err := s.Post(context.Background(), gone.URL+"?token=geheim", secret, "s-1", nil); err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("%v", err)
	}
}
