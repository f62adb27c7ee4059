// Package camera takes pictures from a camera that speaks HTTP: a snapshot at each request, or
// a stream of JPEG pictures (MJPEG, multipart/x-mixed-replace). Which of the two it is, the
// answer says. A camera that does not answer is asked again, less and less often.
package camera

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mekiki/internal/input/part"
	"mekiki/internal/lang"
)

// frozen is how many equal pictures in a row are a camera that hangs: of what a sensor sees no
// two are equal to the byte.
const frozen = 3

// Config is what a camera is asked with. All must be set.
type Config struct {
	URL      string
	Every    time.Duration // how often a picture is taken
	Patience time.Duration // in which a picture must come
	Retry    time.Duration // how soon it is asked again, and twice as late each time
	Take     part.Take
	Hear     part.Hear
}

// mostRetry is how long it is waited at most before a camera is asked again.
const mostRetry = 20 * time.Second

// Check is an error, in a user's words, where text is no address of a camera.
func Check(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return lang.Errorf("the camera's address must begin with http:// or https:// and name the camera, such as http://192.168.1.50/snapshot.jpg; rtsp:// needs a converter to MJPEG")
	}
	return nil
}

// Watch takes pictures until ctx ends.
func Watch(ctx context.Context, c Config) {
	w := &watcher{Config: c, client: &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: c.Patience, DisableCompression: true}}}
	defer w.client.CloseIdleConnections()
	wait := c.Retry
	for ctx.Err() == nil {
		before := w.taken
		err := w.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			c.Hear(lang.Errorf("the camera at %s gives no pictures: %w", w.name(), err))
		}
		if w.taken > before {
			wait = c.Retry
		}
		pause := wait
		if err == nil {
			pause = c.Every
		} else {
			wait = min(2*wait, max(mostRetry, c.Retry))
		}
		sleep(ctx, pause)
	}
}

type watcher struct {
	Config
	client *http.Client
	taken  int
	last   []byte
	equal  int
}

// name is the camera's address without a password.
func (w *watcher) name() string {
	u, err := url.Parse(w.URL)
	if err != nil {
		return "?"
	}
	return u.Host
}

// connect asks once: a snapshot is taken, a stream as long as it goes on.
func (w *watcher) connect(outer context.Context) error {
	ctx, cancel := context.WithCancel(outer)
	defer cancel()
	hangs := time.AfterFunc(w.Patience, cancel)
	defer hangs.Stop()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL, nil)
	if err != nil {
		return lang.Errorf("its address cannot be read")
	}
	a, err := w.client.Do(q)
	if err != nil {
		var e *url.Error // names the address, with its password
		if errors.As(err, &e) {
			err = e.Err
		}
		return late(ctx, err)
	}
	defer a.Body.Close()
	kind, params, err := mime.ParseMediaType(a.Header.Get("Content-Type"))
	switch {
	case a.StatusCode != http.StatusOK:
		return lang.Errorf("it answers %s", a.Status)
	case err != nil:
		return lang.Errorf("it does not say what kind of picture it sends")
	case strings.HasPrefix(kind, "image/"):
		data, err := read(a.Body)
		if err != nil {
			return late(ctx, err)
		}
		return w.give(outer, data)
	case kind == "multipart/x-mixed-replace":
		body := bufio.NewReader(a.Body)
		return w.stream(ctx, outer, multipart.NewReader(body, boundary(body, params["boundary"])), hangs)
	}
	return lang.Errorf("it sends %s, which is no picture", kind)
}

// boundary is what separates the pictures of a stream. Some cameras say it with the dashes with
// which its lines begin; a stream begins with one.
func boundary(body *bufio.Reader, said string) string {
	const line = "\r\n--"
	begin, _ := body.Peek(len(line) + len(said)) // what is wrong is read again
	if bytes.HasPrefix(bytes.TrimLeft(begin, "\r\n"), []byte("--"+said)) {
		return said
	}
	return strings.TrimPrefix(said, "--")
}

// stream takes a picture of a stream every so often; those between are dropped.
func (w *watcher) stream(ctx, outer context.Context, parts *multipart.Reader, hangs *time.Timer) error {
	var next time.Time
	for {
		one, err := parts.NextRawPart()
		if err != nil {
			return late(ctx, err)
		}
		data, err := read(one)
		if err != nil {
			return late(ctx, err)
		}
		hangs.Reset(w.Patience)
		if now := time.Now(); now.Before(next) {
			continue
		} else if next = next.Add(w.Every); next.Before(now) {
			next = now.Add(w.Every)
		}
		if err := w.give(outer, data); err != nil {
			return err
		}
	}
}

// give gives a picture to whoever takes it, unless the camera hangs.
func (w *watcher) give(ctx context.Context, data []byte) error {
	if bytes.Equal(data, w.last) {
		if w.equal++; w.equal >= frozen-1 {
			return lang.Errorf("it sends the same picture again and again")
		}
	} else {
		w.equal = 0
	}
	w.last = data
	w.taken++
	if err := w.Take(ctx, part.Picture{Data: data}); err != nil && !errors.Is(err, part.ErrLater) {
		return err
	}
	return nil // a part that cannot be taken passes by
}

func read(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, part.MostBytes+1))
	if err == nil && len(data) > part.MostBytes {
		err = lang.Errorf("its picture is larger than %d MiB", part.MostBytes>>20)
	}
	return data, err
}

// late says that nothing came in time, where that is why ctx ended.
func late(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return lang.Errorf("no picture comes")
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return lang.Errorf("it has ended the connection")
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
