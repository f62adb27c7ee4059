package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mekiki/internal/work"
	"mekiki/internal/work/desk"
)

// run runs a station until the function that it gives is called.
func run(t *testing.T, c work.ServeConfig) (r work.Reached, end func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	told, ended := make(chan work.Reached, 1), make(chan error, 1)
	go func() {
		ended <- Serve(ctx, desk.New(desk.Silent{}), c, func(r work.Reached) { told <- r })
	}()
	select {
	case r = <-told:
	case err := <-ended:
		t.Fatal(err)
	}
	return r, func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// TestTLS: a station makes a certificate that a browser can check by its fingerprint, keeps it, and sets
// cookies that never go without TLS.
func TestTLS(t *testing.T) {
	c := work.NewServeConfig()
	c.Dir, c.Address, c.TLS, c.Host = t.TempDir(), "127.0.0.1:0", "self", []string{"line.example"}
	r, end := run(t, c)
	text, err := os.ReadFile(filepath.Join(c.Dir, ownCert))
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(c.Dir, ownKey)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	client := &http.Client{Transport: transport}
	a, err := client.Post(r.Address+"/api/v1/session", "application/json", strings.NewReader(`{"name":"admin","password":"`+r.Password+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, a.Body)
	a.Body.Close()
	if k := a.Cookies(); a.StatusCode != http.StatusCreated || len(k) != 1 || !k[0].Secure || !strings.HasPrefix(k[0].Name, "__Host-mekiki-") || !strings.HasPrefix(r.Address, "https://") {
		t.Errorf("%d, %v, %s", a.StatusCode, k, r.Address)
	}
	transport.CloseIdleConnections()
	end()
	again, end := run(t, c)
	end()
	if again.Fingerprint != r.Fingerprint || len(r.Fingerprint) != 95 || again.Password != "" {
		t.Errorf("%+v, %+v", r, again)
	}
	certFile, keyFile := filepath.Join(c.Dir, ownCert), filepath.Join(c.Dir, ownKey)
	for what, want := range map[bool]bool{true: usable(certFile, keyFile, c.Host, time.Now()), false: usable(certFile, keyFile, []string{"other.example"}, time.Now()) || usable(certFile, keyFile, nil, time.Now().Add(valid-renew))} {
		if what != want {
			t.Errorf("usable: %v", what)
		}
	}
	c.TLS, c.TLSCert, c.TLSKey = "", keyFile, certFile
	if err := Serve(t.Context(), desk.New(desk.Silent{}), c, nil); err == nil || !strings.Contains(err.Error(), "no certificate with its key") {
		t.Error(err)
	}
}

// TestFirstPasswordIsTold: a first start that fails leaves no user whose password nobody was told.
func TestFirstPasswordIsTold(t *testing.T) {
	c := work.NewServeConfig()
	c.Dir, c.Address, c.TLSCert, c.TLSKey = t.TempDir(), "127.0.0.1:0", "serve.go", "serve.go"
	if err := Serve(t.Context(), desk.New(desk.Silent{}), c, nil); err == nil {
		t.Fatal("no certificate, and it runs")
	}
	c.TLSCert, c.TLSKey = "", ""
	r, end := run(t, c)
	end()
	if r.User != "admin" || r.Password == "" {
		t.Errorf("%+v", r)
	}
}

// TestAddresses: who listens everywhere names addresses that can be clicked.
func TestAddresses(t *testing.T) {
	c := work.NewServeConfig()
	c.Dir, c.Address, c.Plain = t.TempDir(), "0.0.0.0:0", true
	r, end := run(t, c)
	defer end()
	if !strings.HasPrefix(r.Address, "http://127.0.0.1:") {
		t.Errorf("%+v", r)
	}
	for _, address := range r.Addresses {
		a, err := http.Get(address + "/healthz")
		if err != nil || a.StatusCode != http.StatusOK {
			t.Errorf("%s: %v, %v", address, a, err)
			continue
		}
		a.Body.Close()
	}
	http.DefaultClient.CloseIdleConnections()
}
