package s3

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"runtime"
	"strings"

	"mekiki/internal/lang"
)

// Credentials are what requests are signed with. Token is "" but for keys that are lent for a time.
type Credentials struct{ Key, Secret, Token string }

// String says whose they are, never the secret.
func (c Credentials) String() string { return "access key " + c.Key }

// GoString is String: a secret must not come into a log by %#v.
func (c Credentials) GoString() string { return c.String() }

// mostFile is how long a file with credentials may be.
const mostFile = 64 << 10

// ReadCredentials reads the profile default of a file as the tools of Amazon write it (INI). Others must
// not be able to read the file: its rights are 0600, or fewer.
func ReadCredentials(path string) (c Credentials, err error) {
	f, err := os.Open(path)
	if err != nil {
		return c, lang.Errorf("credentials of the bucket: %w", err)
	}
	defer func() { _ = f.Close() }() // it was read
	info, err := f.Stat()
	if err != nil {
		return c, lang.Errorf("credentials of the bucket: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 { // there rights are no bits
		return c, lang.Errorf("%s holds a secret, and others on this computer can read it: chmod 600 %s", path, path)
	}
	b, err := io.ReadAll(io.LimitReader(f, mostFile))
	if err != nil {
		return c, lang.Errorf("credentials of the bucket: %w", err)
	}
	if c = parseCredentials(b); c.Key == "" || c.Secret == "" {
		return Credentials{}, lang.Errorf("%s has no aws_access_key_id and aws_secret_access_key under [default]", path)
	}
	return c, nil
}

func parseCredentials(b []byte) (c Credentials) {
	profile := "default" // of lines before the first head
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if strings.HasPrefix(line, "[") {
			profile = strings.TrimSpace(strings.Trim(line, "[]"))
			continue
		}
		name, value, _ := strings.Cut(line, "=")
		if profile != "default" {
			continue
		}
		switch value = strings.TrimSpace(value); strings.ToLower(strings.TrimSpace(name)) {
		case "aws_access_key_id":
			c.Key = value
		case "aws_secret_access_key":
			c.Secret = value
		case "aws_session_token":
			c.Token = value
		}
	}
	return c
}
