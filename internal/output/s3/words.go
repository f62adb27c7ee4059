package s3

import (
	"context"
	"crypto/x509"
	"encoding/xml"
	"errors"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"mekiki/internal/lang"
)

// unreached is why a server was not reached, or did not answer whole.
func (c *Client) unreached(asked, limited context.Context, err error) error {
	var system syscall.Errno
	var name *net.DNSError
	var unknown x509.UnknownAuthorityError
	var other x509.HostnameError
	var invalid x509.CertificateInvalidError
	var e *url.Error // names the address
	switch {
	case asked.Err() != nil:
		return asked.Err()
	case limited.Err() != nil:
		return lang.Errorf("it does not answer")
	case errors.As(err, &unknown):
		return lang.Errorf("its certificate is signed by nobody whom this computer trusts; give the certificate of who signed it with --s3-ca")
	case errors.As(err, &other):
		return lang.Errorf("its certificate is not one of %s", other.Host)
	case errors.As(err, &invalid):
		return lang.Errorf("its certificate is not valid: %w", invalid)
	case errors.Is(err, http.ErrSchemeMismatch):
		return lang.Errorf("it does not speak TLS; say http://, or another port")
	case errors.As(err, &system):
		return lang.Errorf("it cannot be reached: %w", system)
	case errors.As(err, &name):
		return lang.Errorf("the name %s is not known", name.Name)
	case errors.As(err, &e):
		return e.Err
	}
	return err
}

// errForbidden is an answer without a word of why.
var errForbidden = lang.Errorf("it answers 403 Forbidden")

// refused is what an answer that is no success says.
func (c *Client) refused(a *http.Response, body []byte) error {
	var said struct {
		Code    string `xml:"Code"`
		Message string `xml:"Message"`
	}
	_ = xml.Unmarshal(body, &said) // of HEAD, and of what is no S3 server, there is none
	region := a.Header.Get("X-Amz-Bucket-Region")
	switch said.Code {
	case "NoSuchKey":
		return ErrNone
	case "NoSuchBucket":
		return lang.Errorf("it has no bucket %s; make it, or give another one", c.cfg.Bucket)
	case "InvalidAccessKeyId", "XAdminUserNotFound": // the second of versitygw
		return lang.Errorf("it does not know the access key %s; check the credentials", c.cfg.Credentials.Key)
	case "SignatureDoesNotMatch":
		return lang.Errorf("it refuses the signature: the secret key is not the one of access key %s", c.cfg.Credentials.Key)
	case "ExpiredToken", "TokenRefreshRequired":
		return lang.Errorf("the session token has expired; get new credentials and start again")
	case "RequestTimeTooSkewed":
		return c.skewed(a)
	case "AccessDenied", "AllAccessDisabled":
		return lang.Errorf("access key %s may not do this in the bucket %s: it needs s3:PutObject and s3:GetObject, and s3:ListBucket to be told what is not there", c.cfg.Credentials.Key, c.cfg.Bucket)
	case "AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect", "IllegalLocationConstraintException":
		if region != "" {
			return lang.Errorf("the bucket is in the region %s; give it with --s3-region", region)
		}
	}
	switch {
	case said.Code != "":
		return lang.Errorf("it answers %s: %s (%s)", a.Status, said.Message, said.Code)
	case a.StatusCode == http.StatusNotFound:
		return ErrNone
	case a.StatusCode == http.StatusForbidden:
		return errForbidden
	case a.StatusCode >= 300 && a.StatusCode < 400:
		return lang.Errorf("it answers %s, and redirects are not followed", a.Status)
	}
	return lang.Errorf("it answers %s", a.Status)
}

// skewed says by how much the clocks differ.
func (c *Client) skewed(a *http.Response) error {
	theirs, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return lang.Errorf("it refuses the time of this computer; set the clock")
	}
	return lang.Errorf("it refuses the time: the clock of this computer differs from its own by %v; set the clock", c.now().Sub(theirs).Abs().Round(time.Minute))
}
