package walk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// binary is the binary under test: $MEKIKI, or what make build wrote.
func binary(t *testing.T) string {
	path := os.Getenv("MEKIKI")
	if path == "" {
		path = "../mekiki"
	}
	path, err := filepath.Abs(path)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		t.Fatalf("%v: run make build first, or name the program in MEKIKI", err)
	}
	return path
}

// mekiki runs a command to its end.
func mekiki(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command(binary(t), append(args, "--lang", "en")...).CombinedOutput(); err != nil {
		t.Fatalf("mekiki %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// station is a mekiki serve, or the pages of a plant, that runs until the test ends.
type station struct {
	address  string // http://127.0.0.1:PORT
	password string // the first one, if people log in
	stop     func() // ends it in good order; may be called again
}

func serve(t *testing.T, args ...string) *station {
	t.Helper()
	return start(t, append([]string{"serve"}, args...)...)
}

// start runs a command that serves pages.
func start(t *testing.T, args ...string) *station {
	t.Helper()
	cmd := exec.Command(binary(t), append(args, "--address", "127.0.0.1:0", "--lang", "en")...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &station{}
	stopped := false
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the station: %v\n%s", err, &said)
		}
	}
	t.Cleanup(s.stop)
	slow := time.AfterFunc(limit, func() { _ = cmd.Process.Kill() })
	defer slow.Stop()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "  ")
		switch value = strings.TrimSpace(value); name {
		case "page":
			s.address = value
		case "first password":
			s.password = value
		}
		if s.password != "" || name == "log-in" {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return s
		}
	}
	t.Fatalf("the station says no address within %v", limit)
	return nil
}

// post gives a picture as a part does that comes over REST. A program needs its key.
func (s *station) post(t *testing.T, name string, picture []byte, key string) (verdict string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+"/api/v1/parts?part="+name, bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	var told struct {
		Verdict string `json:"verdict"`
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&told); err != nil || answer.StatusCode >= 300 {
		t.Fatalf("part %s: %s, %v", name, answer.Status, err)
	}
	return told.Verdict
}

// dark are pictures as of a lamp that has failed, no two the same: the guard holds them back.
func dark(t *testing.T, n, side int, seed uint64) (pictures [][]byte) {
	t.Helper()
	noise := rand.New(rand.NewPCG(seed, 0))
	for range n {
		img := image.NewGray(image.Rect(0, 0, side, side))
		for p := range img.Pix {
			img.Pix[p] = uint8(2 + noise.IntN(4))
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, b.Bytes())
	}
	return pictures
}

// drawn are the pictures of a test folder that mekiki inspect draw made, by kind and number.
func drawn(t *testing.T, dir string) (pictures map[string][]byte) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "test", "*", "*.png"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no drawn parts, %v", dir, err)
	}
	pictures = map[string][]byte{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		pictures[fmt.Sprintf("%s-%s", filepath.Base(filepath.Dir(f)), strings.TrimSuffix(filepath.Base(f), ".png"))] = b
	}
	return pictures
}
