package camera

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mekiki/internal/input/part"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// watched watches a camera for the time of a test.
type watched struct {
	mu    sync.Mutex
	took  []string
	heard []string
	wrong error
}

func watch(t *testing.T, url string) *watched {
	w := &watched{}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		Watch(ctx, Config{URL: url, Every: 10 * time.Millisecond, Patience: 150 * time.Millisecond, Retry: 5 * time.Millisecond,
			Take: func(_ context.Context, p part.Picture) error {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.took = append(w.took, string(p.Data))
				return w.wrong
			},
			Hear: func(err error) {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.heard = append(w.heard, err.Error())
			}})
	}()
	t.Cleanup(func() { stop(); <-ended })
	return w
}

func (w *watched) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		w.mu.Lock()
		is := ok()
		w.mu.Unlock()
		if is {
			return
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t.Fatalf("never: %s; %d pictures, %q", what, len(w.took), w.heard)
}

func (w *watched) hears(text string) func() bool {
	return func() bool { return len(w.heard) > 0 && strings.Contains(w.heard[len(w.heard)-1], text) }
}

// camera is a camera that behaves as it is told.
type camera struct {
	mu    sync.Mutex
	mode  string
	count int
}

func (c *camera) set(mode string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mode = mode
}

func (c *camera) next() (mode, picture string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count++
	return c.mode, fmt.Sprintf("picture %d", c.count)
}

func (c *camera) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch mode, picture := c.next(); mode {
	case "snapshot":
		w.Header().Set("Content-Type", "image/jpeg")
		fmt.Fprint(w, picture)
	case "frozen":
		w.Header().Set("Content-Type", "image/jpeg")
		fmt.Fprint(w, "the same")
	case "html":
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "log in")
	case "closed":
		http.Error(w, "no", http.StatusUnauthorized)
	case "silent":
		<-r.Context().Done()
	case "stream", "stops", "dashes":
		w.Header().Set("Content-Type", "multipart/x-mixed-replace; boundary=--frame")
		if mode == "dashes" { // they belong to the boundary, as RFC 2046 has it
			fmt.Fprint(w, "\r\n--")
		}
		for i := 0; r.Context().Err() == nil; i++ {
			if mode == "stops" && i == 2 {
				<-r.Context().Done() // the cable is pulled
				return
			}
			_, picture := c.next()
			fmt.Fprintf(w, "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n", len(picture), picture)
			if mode == "dashes" {
				fmt.Fprint(w, "--")
			}
			w.(http.Flusher).Flush()
			time.Sleep(2 * time.Millisecond)
		}
	}
}

// TestCameras: snapshots and streams are taken; whatever goes wrong is said without the
// password, and the camera is asked again.
func TestCameras(t *testing.T) {
	c := &camera{mode: "snapshot"}
	web := httptest.NewServer(c)
	t.Cleanup(web.Close)
	w := watch(t, strings.Replace(web.URL, "http://", "http://sato:secret@", 1)+"/snapshot.jpg?token=secret")
	more := func(n int) func() bool {
		return func() bool { return len(w.took) >= n }
	}
	w.until(t, "snapshots", more(3))
	for mode, want := range map[string]string{"frozen": "same picture again", "html": "text/html, which is no picture", "closed": "401", "silent": "no picture comes", "stops": "no picture comes"} {
		c.set(mode)
		w.until(t, mode, w.hears(want))
		w.mu.Lock()
		n := len(w.took)
		w.mu.Unlock()
		c.set("stream")
		w.until(t, "a stream after "+mode, more(n+3))
		c.set("snapshot")
		web.CloseClientConnections()
		w.mu.Lock()
		n = len(w.took)
		w.mu.Unlock()
		w.until(t, "back after "+mode, more(n+3))
	}
	web.CloseClientConnections()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, text := range w.heard {
		if strings.Contains(text, "secret") || !strings.Contains(text, "the camera at 127.0.0.1:") {
			t.Error(text)
		}
	}
}

// TestDashes: a boundary may begin with dashes of its own.
func TestDashes(t *testing.T) {
	web := httptest.NewServer(&camera{mode: "dashes"})
	t.Cleanup(web.Close)
	w := watch(t, web.URL)
	w.until(t, "pictures", func() bool { return len(w.took) >= 3 })
}

// TestNotTaken: a part that cannot be taken now passes by, and what is no picture is said.
func TestNotTaken(t *testing.T) {
	web := httptest.NewServer(&camera{mode: "snapshot"})
	t.Cleanup(web.Close)
	w := watch(t, web.URL)
	w.mu.Lock()
	w.wrong = part.ErrLater
	w.mu.Unlock()
	w.until(t, "passing by", func() bool { return len(w.took) > 2 && len(w.heard) == 0 })
	w.mu.Lock()
	w.wrong = errors.New("this is no picture")
	w.mu.Unlock()
	w.until(t, "no picture", w.hears("this is no picture"))
}

func TestCheck(t *testing.T) {
	for text, ok := range map[string]bool{"http://192.168.1.50/snapshot.jpg": true, "https://cam/mjpeg": true, "rtsp://cam/1": false, "cam": false, "": false, "http://": false, "/dev/video0": false} {
		if err := Check(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
}
