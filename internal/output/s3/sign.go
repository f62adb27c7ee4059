package s3

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// The headers of a signature.
const (
	headerSum   = "X-Amz-Content-Sha256"
	headerDate  = "X-Amz-Date"
	headerToken = "X-Amz-Security-Token" //nolint:gosec // the name of a header
)

// sign adds the headers of Signature Version 4 to a request: all headers that it has, its host, path and
// query, and the SHA-256 of the body are signed (Amazon S3, "Authenticating Requests: Using the
// Authorization Header", transfer of the payload in a single chunk). sum is that SHA-256, in hex; the path
// must be encoded by encoded.
func sign(q *http.Request, c Credentials, region, sum string, now time.Time) {
	at := now.UTC().Format("20060102T150405Z")
	scope := at[:8] + "/" + region + "/s3/aws4_request"
	q.Header.Set(headerSum, sum)
	q.Header.Set(headerDate, at)
	if c.Token != "" {
		q.Header.Set(headerToken, c.Token)
	}
	signed := map[string]string{"host": q.URL.Host}
	for name := range q.Header {
		signed[strings.ToLower(name)] = strings.TrimSpace(q.Header.Get(name))
	}
	list := slices.Sorted(maps.Keys(signed))
	heads := ""
	for _, name := range list {
		heads += name + ":" + signed[name] + "\n"
	}
	request := strings.Join([]string{q.Method, q.URL.EscapedPath(), q.URL.Query().Encode(), heads, strings.Join(list, ";"), sum}, "\n")
	text := "AWS4-HMAC-SHA256\n" + at + "\n" + scope + "\n" + hexSum([]byte(request))
	key := []byte("AWS4" + c.Secret)
	for _, part := range []string{at[:8], region, "s3", "aws4_request"} {
		key = mac(key, part)
	}
	q.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+c.Key+"/"+scope+",SignedHeaders="+strings.Join(list, ";")+",Signature="+hex.EncodeToString(mac(key, text)))
}

func mac(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// encoded is a path with all bytes but letters, digits, "-", ".", "_", "~" and slashes as %XX.
func encoded(path string) string {
	var b strings.Builder
	for _, c := range []byte(path) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/", c) >= 0 {
			b.WriteByte(c)
		} else {
			const digits = "0123456789ABCDEF"
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}
