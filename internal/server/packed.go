package server

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
)

// packed is what never changes while the program runs, as it is and by gzip.
type packed struct{ plain, small []byte }

func pack(plain []byte) packed {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(plain)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err) // memory takes what it is given
	}
	return packed{plain, b.Bytes()}
}

// send sends it by gzip to those who say that they take it. Headers are set already, and a status is not yet.
func (p packed) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if !takesGzip(r) {
		_, _ = w.Write(p.plain) // whoever asked may have gone
		return
	}
	h.Set("Content-Encoding", "gzip")
	_, _ = w.Write(p.small)
}

// takesGzip says whether a request names gzip and does not refuse it by a weight of 0.
func takesGzip(r *http.Request) bool {
	for list := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(list, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.Trim(strings.TrimPrefix(strings.ToLower(weight), "q="), "0.") != "" || weight == ""
		}
	}
	return false
}
