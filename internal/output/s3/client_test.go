package s3

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is an S3 server that refuses what a real one refuses.
type fake struct {
	mu      sync.Mutex
	keys    Credentials
	bucket  string
	now     func() time.Time
	objects map[string][]byte
	kinds   map[string]string
}

func newFake() *fake {
	return &fake{keys: Credentials{Key: "AK", Secret: "geheim"}, bucket: "pictures", now: time.Now, objects: map[string][]byte{}, kinds: map[string]string{}}
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	no := func(status int, code string) {
		w.Header().Set("Date", f.now().UTC().Format(http.TimeFormat))
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>no</Message></Error>", code)
	}
	body, _ := io.ReadAll(r.Body)
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil || f.now().Sub(at).Abs() > 15*time.Minute {
		no(403, "RequestTimeTooSkewed")
		return
	}
	if r.Header.Get("X-Amz-Content-Sha256") != hexSum(body) {
		no(400, "XAmzContentSHA256Mismatch")
		return
	}
	if !strings.Contains(r.Header.Get("Authorization"), "Credential="+f.keys.Key+"/") {
		no(403, "InvalidAccessKeyId")
		return
	}
	// Signed anew from what came.
	again := &http.Request{Method: r.Method, Header: http.Header{}, URL: r.URL}
	again.URL.Host = r.Host
	if kind := r.Header.Get("Content-Type"); kind != "" {
		again.Header.Set("Content-Type", kind)
	}
	sign(again, Credentials{f.keys.Key, f.keys.Secret, r.Header.Get("X-Amz-Security-Token")}, "us-east-1", hexSum(body), at)
	if again.Header.Get("Authorization") != r.Header.Get("Authorization") {
		no(403, "SignatureDoesNotMatch")
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, "/"+f.bucket+"/")
	if !ok {
		no(404, "NoSuchBucket")
		return
	}
	switch r.Method {
	case http.MethodPut:
		f.objects[name], f.kinds[name] = body, r.Header.Get("Content-Type")
	default:
		b, ok := f.objects[name]
		if !ok {
			no(404, "NoSuchKey")
			return
		}
		_, _ = w.Write(b)
	}
}

func client(t *testing.T, at string, change func(*Config)) *Client {
	t.Helper()
	cfg := Config{Address: Address{"pictures", "plant 1/検/"}, Endpoint: at, Region: "us-east-1", Credentials: Credentials{Key: "AK", Secret: "geheim"}}
	if change != nil {
		change(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// objects does what there is to do with objects.
func objects(t *testing.T, c *Client) {
	t.Helper()
	ctx := t.Context()
	name := fmt.Sprintf("test-%d.png", time.Now().UnixNano())
	if there, err := c.Has(ctx, name); there || err != nil {
		t.Errorf("%v, %v", there, err)
	}
	if _, err := c.Get(ctx, name); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
	for _, data := range [][]byte{[]byte("one"), bytes.Repeat([]byte("two"), 1<<20)} {
		if err := c.Put(ctx, name, "image/png", data); err != nil {
			t.Fatal(err)
		}
		b, err := c.Get(ctx, name)
		if err != nil || !bytes.Equal(b, data) {
			t.Errorf("%d bytes of %d, %v", len(b), len(data), err)
		}
		if there, err := c.Has(ctx, name); !there || err != nil {
			t.Errorf("%v, %v", there, err)
		}
	}
}

func TestObjects(t *testing.T) {
	f := newFake()
	server := httptest.NewServer(f)
	defer server.Close()
	objects(t, client(t, server.URL, nil))
	objects(t, client(t, server.URL, func(c *Config) { c.Credentials.Token = "lent" }))
	for name, kind := range f.kinds {
		if !strings.HasPrefix(name, "plant 1/検/test-") || kind != "image/png" {
			t.Errorf("%s %s", name, kind)
		}
	}
}

// TestRealServer does the same with a real server: MEKIKI_S3 is its address, MEKIKI_S3_BUCKET a bucket that is there,
// and the keys are those of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
func TestRealServer(t *testing.T) {
	at := os.Getenv("MEKIKI_S3")
	if at == "" {
		t.Skip("MEKIKI_S3 names no S3 server, such as http://127.0.0.1:7070")
	}
	ours := func(c *Config) {
		c.Bucket = os.Getenv("MEKIKI_S3_BUCKET")
		c.Credentials = Credentials{Key: os.Getenv("AWS_ACCESS_KEY_ID"), Secret: os.Getenv("AWS_SECRET_ACCESS_KEY")}
	}
	objects(t, client(t, at, ours))
	for what, change := range map[string]func(*Config){
		"no bucket": func(c *Config) { c.Bucket = "no-such-bucket-of-ours" }, "does not know the access key": func(c *Config) { c.Credentials.Key = "WRONGKEY" },
		"the secret key is not the one": func(c *Config) { c.Credentials.Secret = "wronggeheim" },
	} {
		err := client(t, at, func(c *Config) { ours(c); change(c) }).Put(t.Context(), "x", "image/png", []byte("x"))
		if err == nil || !strings.Contains(err.Error(), what) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", what, err)
		}
	}
	c := client(t, at, ours)
	c.now = func() time.Time { return time.Now().Add(time.Hour) }
	if err := c.Put(t.Context(), "x", "image/png", []byte("x")); err == nil || !strings.Contains(err.Error(), "clock") {
		t.Errorf("%v", err)
	}
}

// TestFaults: what can be wrong is said in words that name the cure, and never the secret.
func TestFaults(t *testing.T) {
	f := newFake()
	server := httptest.NewServer(f)
	defer server.Close()
	let := make(chan struct{})
	answers := map[string]http.HandlerFunc{
		"500": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, strings.Repeat("x", 1<<20), http.StatusInternalServerError)
		},
		"503": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "<Error><Code>SlowDown</Code><Message>Please reduce</Message></Error>")
		},
		"307": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, server.URL, http.StatusTemporaryRedirect)
		},
		"denied": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code></Error>")
		},
		"expired": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "<Error><Code>ExpiredToken</Code></Error>")
		},
		"region": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Amz-Bucket-Region", "eu-north-1")
			w.WriteHeader(http.StatusMovedPermanently)
			_, _ = io.WriteString(w, "<Error><Code>PermanentRedirect</Code></Error>")
		},
		"hangs": func(http.ResponseWriter, *http.Request) { <-let },
		"stops": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9")
			_, _ = io.WriteString(w, "x")
		},
	}
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers[strings.Split(r.URL.Path, "/")[1]](w, r)
	}))
	defer other.Close()
	defer close(let)
	gone := httptest.NewServer(nil)
	gone.Close()
	secure := httptest.NewTLSServer(f)
	secure.Config.ErrorLog = nil
	defer secure.Close()
	put := func(c *Client) error { return c.Put(t.Context(), "x.png", "image/png", []byte("x")) }
	for _, e := range []struct {
		want   string
		at     string
		change func(*Config)
		after  func(*Client)
	}{
		{"it has no bucket nowhere; make it", server.URL, func(c *Config) { c.Bucket = "nowhere" }, nil},
		{"does not know the access key XX", server.URL, func(c *Config) { c.Credentials.Key = "XX" }, nil},
		{"the secret key is not the one", server.URL, func(c *Config) { c.Credentials.Secret = "anders" }, nil},
		{"differs from its own by 1h0m", server.URL, nil, func(c *Client) { c.now = func() time.Time { return time.Now().Add(time.Hour) } }},
		{"differs from its own by 1h0m", server.URL, nil, func(c *Client) { c.now = func() time.Time { return time.Now().Add(-time.Hour) } }},
		{"500 Internal Server Error", other.URL, func(c *Config) { c.Bucket = "500" }, nil},
		{"Please reduce (SlowDown)", other.URL, func(c *Config) { c.Bucket = "503" }, nil},
		{"redirects are not followed", other.URL, func(c *Config) { c.Bucket = "307" }, nil},
		{"s3:PutObject", other.URL, func(c *Config) { c.Bucket = "denied" }, nil},
		{"session token has expired", other.URL, func(c *Config) { c.Bucket = "expired" }, nil},
		{"region eu-north-1; give it with --s3-region", other.URL, func(c *Config) { c.Bucket = "region" }, nil},
		{"does not answer", other.URL, func(c *Config) { c.Bucket = "hangs" }, func(c *Client) { c.patience = 50 * time.Millisecond }},
		{"EOF", other.URL, func(c *Config) { c.Bucket = "stops" }, nil},
		{"cannot be reached", gone.URL, nil, nil},
		{"no-such-host.invalid is not known", "http://no-such-host.invalid", nil, nil},
		{"give the certificate of who signed it with --s3-ca", secure.URL, nil, nil},
		{"does not speak TLS", "https" + strings.TrimPrefix(server.URL, "http"), nil, nil},
		{"", secure.URL, func(c *Config) {
			c.CA = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
		}, nil},
		{"", server.URL, nil, nil},
	} {
		c := client(t, e.at, e.change)
		if e.after != nil {
			e.after(c)
		}
		err := put(c)
		if (err == nil) != (e.want == "") || err != nil && (!strings.Contains(err.Error(), e.want) || strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), hex.EncodeToString([]byte("geheim")))) {
			t.Errorf("%v, want %q", err, e.want)
		}
	}
	ctx, end := context.WithCancel(t.Context())
	end()
	if err := client(t, server.URL, nil).Put(ctx, "x", "image/png", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	for _, cfg := range []Config{{Endpoint: server.URL}, {Endpoint: server.URL, Credentials: Credentials{Key: "a", Secret: "b"}, CA: []byte("x")}, {Endpoint: "x"}} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%v", cfg)
		}
	}
}

// TestForbidden: Amazon's answer about what is not there to a key that may not list the bucket counts as no.
func TestForbidden(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	defer server.Close()
	c := client(t, server.URL, nil)
	if there, err := c.Has(t.Context(), "x.png"); there || err != nil {
		t.Errorf("%v, %v", there, err)
	}
	if err := c.Put(t.Context(), "x.png", "image/png", nil); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("%v", err)
	}
}

// TestSlowAnswer: an object may take longer than the patience, as long as something comes.
func TestSlowAnswer(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 10 {
			_, _ = io.WriteString(w, "x")
			w.(http.Flusher).Flush()
			time.Sleep(250 * time.Millisecond)
		}
	}))
	defer server.Close()
	c := client(t, server.URL, nil)
	c.patience = 2 * time.Second
	if b, err := c.Get(t.Context(), "x.png"); err != nil || len(b) != 10 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}
