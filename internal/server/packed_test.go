package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
)

// asksFor finds what a page or a module has the browser load.
var asksFor = regexp.MustCompile(`["'](/assets/[^"'?#]+\.(?:js|css|svg))["']`)

// TestPageWeight: what a browser loads to show a page takes less than 200 kB by gzip, pictures not counted, and is what
// it is without gzip.
func TestPageWeight(t *testing.T) {
	r := newRig(t)
	for _, page := range []string{"/", "/engineer", "/admin", "/login"} {
		seen, small, plain := map[string]bool{page: true}, 0, 0
		for list := []string{page}; len(list) > 0; list = list[1:] {
			a, packed := r.ask(t, "GET", list[0], nil, "Accept-Encoding", "br, gzip")
			if a.Code != http.StatusOK || a.Header().Get("Content-Encoding") != "gzip" {
				t.Errorf("%s: status %d, encoding %q", list[0], a.Code, a.Header().Get("Content-Encoding"))
				continue
			}
			z, err := gzip.NewReader(bytes.NewReader(packed))
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			if b, same := r.ask(t, "GET", list[0], nil); !bytes.Equal(content, same) || b.Header().Get("Content-Encoding") != "" {
				t.Errorf("%s: another content without gzip", list[0])
			}
			small, plain = small+len(packed), plain+len(content)
			for _, m := range asksFor.FindAllSubmatch(content, -1) {
				if next := string(m[1]); !seen[next] {
					seen[next] = true
					list = append(list, next)
				}
			}
		}
		t.Logf("%s: %d files, %d kB, %d kB by gzip", page, len(seen), plain/1000, small/1000)
		if small > 200_000 || len(seen) < 4 {
			t.Errorf("%s: %d bytes by gzip in %d files", page, small, len(seen))
		}
	}
}

// TestTakesGzip reads what requests say.
func TestTakesGzip(t *testing.T) {
	for text, want := range map[string]bool{"": false, "gzip": true, "br, GZIP ; q=0.5": true, "gzip;q=0": false, "gzip; q=0.000, br": false, "identity": false, "x-gzip": false} {
		q := httptest.NewRequest(http.MethodGet, "/", nil)
		q.Header.Set("Accept-Encoding", text)
		if takesGzip(q) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
