package s3

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestCredentials: what others can read is refused, and no secret is ever said.
func TestCredentials(t *testing.T) {
	path := filepath.Join(t.TempDir(), "credentials")
	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	const good = "\ufeff# ours\n[other]\naws_access_key_id=B\n[default]\r\naws_access_key_id = A\naws_secret_access_key=geheim=1\naws_session_token = T\n[third]\naws_secret_access_key = x\n"
	write(good, 0o600)
	c, err := ReadCredentials(path)
	if err != nil || c != (Credentials{"A", "geheim=1", "T"}) {
		t.Errorf("%v, %v", c, err)
	}
	for _, said := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%v", Config{Credentials: c}), fmt.Sprintf("%#v", &Config{Credentials: c})} {
		if strings.Contains(said, "geheim") {
			t.Errorf("%s", said)
		}
	}
	if runtime.GOOS != "windows" {
		write(good, 0o640)
		if _, err := ReadCredentials(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("%v", err)
		}
	}
	write("[default]\naws_access_key_id = A\n", 0o600)
	if _, err := ReadCredentials(path); err == nil || !strings.Contains(err.Error(), "aws_secret_access_key") {
		t.Errorf("%v", err)
	}
	if _, err := ReadCredentials(path + "x"); err == nil {
		t.Error("no error")
	}
}

func FuzzCredentials(f *testing.F) {
	f.Add([]byte("[default]\naws_access_key_id = A\naws_secret_access_key = B"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c := parseCredentials(b); strings.ContainsAny(c.Key+c.Secret+c.Token, "\n") {
			t.Errorf("%q", c.Key)
		}
	})
}

func TestAddress(t *testing.T) {
	for text, want := range map[string]Address{
		"s3://pictures": {"pictures", ""}, "s3://pictures/": {"pictures", ""}, "s3://a.b-c/x/y/": {"a.b-c", "x/y/"}, "s3://pictures/検査": {"pictures", "検査/"},
		"pictures": {}, "s3://": {}, "s3://Pictures/x": {}, "s3://ab": {}, "s3://pictures/a/../b": {}, "s3://pictures/a//b": {}, "s3://u:geheim@pictures/x": {}, "s3://pictures/a?b": {}, "https://pictures/x": {},
	} {
		a, err := Parse(text)
		if a != want || (err == nil) != (want.Bucket != "") || err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %+v, %v", text, a, err)
		}
		if again, err := Parse(a.String()); want.Bucket != "" && (err != nil || again != a) {
			t.Errorf("%s: %v, %v", a, again, err)
		}
	}
	for text, good := range map[string]bool{"": true, "https://s3.example": true, "http://127.0.0.1:9000/": true, "s3.example": false, "ftp://x": false, "https://u:geheim@x": false, "https://x/bucket": false, "https://x?y": false} {
		if err := CheckEndpoint(text); (err == nil) != good || err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
