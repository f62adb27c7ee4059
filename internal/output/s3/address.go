package s3

import (
	"net/url"
	"regexp"
	"strings"

	"mekiki/internal/lang"
)

// Address is a bucket, and what the names of objects in it begin with: "" or a text that ends with a slash.
type Address struct{ Bucket, Prefix string }

// names are those that a bucket may have (Amazon S3, "Bucket naming rules"), without those that are
// reserved.
var names = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// mostPrefix keeps names of objects below 1024 bytes, which S3 allows.
const mostPrefix = 500

// Parse reads an address such as s3://pictures/plant-1.
func Parse(text string) (Address, error) {
	rest, ok := strings.CutPrefix(text, "s3://")
	bucket, prefix, _ := strings.Cut(rest, "/")
	prefix = strings.Trim(prefix, "/")
	if !ok || !names.MatchString(bucket) || len(prefix) > mostPrefix || strings.ContainsAny(prefix, "?#\x00\\") {
		return Address{}, lang.Errorf("the address of a bucket is like s3://pictures/plant-1: a bucket of 3 to 63 small letters, digits, dots and hyphens, and what names of objects in it begin with")
	}
	for part := range strings.SplitSeq(prefix, "/") {
		if part == "." || part == ".." || part == "" && prefix != "" {
			return Address{}, lang.Errorf("the address of a bucket has a part %q, which is no folder", part)
		}
	}
	if prefix != "" {
		prefix += "/"
	}
	return Address{bucket, prefix}, nil
}

// String is the address as Parse reads it.
func (a Address) String() string {
	return strings.TrimSuffix("s3://"+a.Bucket+"/"+a.Prefix, "/")
}

// CheckEndpoint says what is wrong with the address of a server; "" is right.
func CheckEndpoint(text string) error {
	_, err := endpoint(text, "")
	return err
}

// endpoint is where a server answers; that of Amazon for "".
func endpoint(text, region string) (*url.URL, error) {
	if text == "" {
		text = "https://s3." + region + ".amazonaws.com"
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return nil, lang.Errorf("the endpoint of an S3 server is like https://s3.example:9000, without a path; keys stand in the environment or in a file")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}
