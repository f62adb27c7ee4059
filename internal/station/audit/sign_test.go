package audit

import (
	"bytes"
	"reflect"
	"testing"
	"time"
)

func TestStatement(t *testing.T) {
	s := Statement{Station: "line \"3\"\n部品", At: time.Date(2026, 11, 30, 0, 0, 1, 2000, time.UTC), Head: Head{12, "ab12"}, Files: []File{{"a b.csv", "00ff"}, {"audit.csv", "11"}}}
	for _, want := range []Statement{s, {Station: "", At: s.At}} {
		if got, err := ParseStatement(want.Text()); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v\n%s", got, err, want.Text())
		}
	}
	text := s.Text()
	k := NewKey()
	same, err := ParseKey(k.PEM())
	if err != nil {
		t.Fatal(err)
	}
	public, err := ParsePublicKey(k.Public().PEM())
	if err != nil || public.Fingerprint() != k.Public().Fingerprint() || len(public.Fingerprint()) != 64 {
		t.Fatal(err)
	}
	signature := same.Sign(text)
	if !public.Signed(text, signature) || NewKey().Public().Signed(text, signature) {
		t.Error("signature")
	}
	for i := range text { // each byte counts
		other := bytes.Clone(text)
		other[i] ^= 1
		if public.Signed(other, signature) {
			t.Errorf("byte %d does not count", i)
		}
	}
	for _, bad := range []string{"", "hello", string(text) + "x", string(text[1:])} {
		if _, err := ParseStatement([]byte(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	for _, bad := range [][]byte{nil, []byte("x"), k.Public().PEM()} {
		if _, err := ParseKey(bad); err == nil {
			t.Errorf("%q is a key", bad)
		}
	}
	if _, err := ParsePublicKey(k.PEM()); err == nil {
		t.Error("a private key as a public one")
	}
}
