package s3

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"mekiki/internal/lang"
)

// ErrNone means that there is no such object.
var ErrNone = lang.Errorf("the bucket has no such object")

// patience is how long a server may take for a request, besides a second for each slow piece of what is
// sent, and for whatever is to come next of an answer.
const (
	patience = 30 * time.Second
	slow     = 64 << 10
)

// mostObject is how much is read of an object, mostAnswer of what a server says of an error.
const (
	mostObject = 128 << 20
	mostAnswer = 64 << 10
)

// Config is what a client is made of.
type Config struct {
	Address
	Endpoint    string // https://s3.example:9000; "" for Amazon
	Region      string // as the server has it, such as us-east-1
	Credentials Credentials
	// CA are certificates, PEM, that are trusted beside those that this computer trusts; nil: none.
	CA []byte
}

// Client reads and writes objects of a bucket. Any number of goroutines may use it.
type Client struct {
	cfg      Config
	at       *url.URL
	http     *http.Client
	patience time.Duration
	now      func() time.Time
}

// New is a client. Nothing is asked yet. It asks no proxy and follows no redirect: credentials go to the
// server that was named.
func New(cfg Config) (*Client, error) {
	at, err := endpoint(cfg.Endpoint, cfg.Region)
	if err != nil {
		return nil, err
	}
	if cfg.Credentials.Key == "" || cfg.Credentials.Secret == "" {
		return nil, lang.Errorf("keys of the bucket are missing: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give a file with --s3-credentials")
	}
	trusted := &tls.Config{MinVersion: tls.VersionTLS12}
	if cfg.CA != nil {
		if trusted.RootCAs, err = x509.SystemCertPool(); err != nil {
			trusted.RootCAs = x509.NewCertPool()
		}
		if !trusted.RootCAs.AppendCertsFromPEM(cfg.CA) {
			return nil, lang.Errorf("the file of --s3-ca holds no certificate in PEM")
		}
	}
	return &Client{
		cfg: cfg, at: at, patience: patience, now: time.Now,
		http: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: patience, MaxResponseHeaderBytes: mostAnswer, TLSClientConfig: trusted},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Name is the address of the bucket and the computer that it is at.
func (c *Client) Name() string { return c.cfg.String() + " (" + c.at.Host + ")" }

// Close lets connections go that wait for more.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Put writes an object, of a media type, whole or not at all: the server holds what comes against its
// SHA-256. One that is there is replaced.
func (c *Client) Put(ctx context.Context, name, kind string, data []byte) error {
	_, err := c.do(ctx, http.MethodPut, name, kind, data)
	return err
}

// Get reads an object; ErrNone where there is none.
func (c *Client) Get(ctx context.Context, name string) ([]byte, error) {
	return c.do(ctx, http.MethodGet, name, "", nil)
}

// Has says whether there is an object. A key that may not list a bucket is told 403 of what is not there, as of what
// it may not read: that counts as no, and what is put then says whether the key may do so.
func (c *Client) Has(ctx context.Context, name string) (bool, error) {
	_, err := c.do(ctx, http.MethodHead, name, "", nil)
	if errors.Is(err, ErrNone) || errors.Is(err, errForbidden) {
		return false, nil
	}
	return err == nil, err
}

func (c *Client) do(ctx context.Context, method, name, kind string, data []byte) ([]byte, error) {
	asked := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	late := time.AfterFunc(c.patience+time.Duration(len(data)/slow)*time.Second, cancel)
	defer late.Stop()
	u := *c.at
	u.Path = "/" + c.cfg.Bucket + "/" + c.cfg.Prefix + name
	u.RawPath = encoded(u.Path)
	q, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	q.URL = &u // as it is encoded here
	if kind != "" {
		q.Header.Set("Content-Type", kind)
	}
	sign(q, c.cfg.Credentials, c.cfg.Region, hexSum(data), c.now())
	q.Header.Set("User-Agent", "mekiki")
	a, err := c.http.Do(q)
	if err != nil {
		return nil, c.unreached(asked, ctx, err)
	}
	defer func() { _ = a.Body.Close() }() // it was read
	if a.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(a.Body, mostAnswer)) // half of it may do
		return nil, c.refused(a, said)
	}
	b, err := io.ReadAll(io.LimitReader(&patient{a.Body, late, c.patience}, mostObject+1))
	switch {
	case err != nil:
		return nil, c.unreached(asked, ctx, err)
	case len(b) > mostObject:
		return nil, lang.Errorf("the object %s is larger than %d MiB", name, mostObject>>20)
	}
	return b, nil
}

// patient reads what comes, however long it takes, as long as something comes within the patience.
type patient struct {
	io.Reader
	late     *time.Timer
	patience time.Duration
}

func (p *patient) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if n > 0 {
		p.late.Reset(p.patience)
	}
	return n, err
}
