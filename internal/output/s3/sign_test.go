package s3

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSign are the examples of Amazon ("Authenticating Requests: Using the Authorization Header", "Signature
// calculations"): all four of them.
func TestSign(t *testing.T) {
	now := time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC)
	c := Credentials{Key: "AKIAIOSFODNN7EXAMPLE", Secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
	for _, e := range []struct {
		method, path, query, body string
		headers                   []string
		want                      string
	}{
		{"GET", "/test.txt", "", "", []string{"Range", "bytes=0-9"}, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
		{"PUT", "/test$file.text", "", "Welcome to Amazon S3.", []string{"Date", "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class", "REDUCED_REDUNDANCY"}, "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
		{"GET", "/", "lifecycle", "", nil, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
		{"GET", "/", "max-keys=2&prefix=J", "", nil, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
	} {
		q := &http.Request{Method: e.method, Header: http.Header{}, URL: &url.URL{Scheme: "https", Host: "examplebucket.s3.amazonaws.com", Path: e.path, RawPath: encoded(e.path), RawQuery: e.query}}
		for i := 0; i < len(e.headers); i += 2 {
			q.Header.Set(e.headers[i], e.headers[i+1])
		}
		sign(q, c, "us-east-1", hexSum([]byte(e.body)), now)
		if got := q.Header.Get("Authorization"); !strings.HasSuffix(got, "Signature="+e.want) || !strings.Contains(got, "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,") {
			t.Errorf("%s %s?%s: %s, want %s", e.method, e.path, e.query, got, e.want)
		}
	}
}

func TestEncoded(t *testing.T) {
	if got := encoded("/b/検 $+a~.png"); got != "/b/%E6%A4%9C%20%24%2Ba~.png" {
		t.Error(got)
	}
}
