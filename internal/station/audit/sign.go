package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"mekiki/internal/lang"
)

// Statement is what a station signs: where its chain stood at a moment and, of an export, which
// files were written from it.
type Statement struct {
	Station string
	At      time.Time
	Head    Head
	Files   []File
}

// File is a file by its name and the SHA-256 of its content, in hex.
type File struct{ Name, SHA256 string }

// statement begins the text of a Statement.
const statement = "mekiki audit head 1"

// Text is what is signed: lines that people read, and for each file one as sha256sum -c reads it.
func (s Statement) Text() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nstation: %q\nat: %s\nrow: %d\nhash: %s\n", statement, s.Station, s.At.UTC().Format(time.RFC3339Nano), s.Head.Seq, s.Head.Hash)
	for _, f := range s.Files {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, f.Name)
	}
	return b.Bytes()
}

// ParseStatement reads what Text writes, and nothing else.
func ParseStatement(text []byte) (Statement, error) {
	var s Statement
	var at string
	bad := lang.Errorf("this is no head that a station has signed")
	head, files, _ := strings.Cut(string(text), "\nhash: ")
	if _, err := fmt.Sscanf(head, statement+"\nstation: %q\nat: %s\nrow: %d", &s.Station, &at, &s.Head.Seq); err != nil {
		return s, bad
	}
	var err error
	if s.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
		return s, bad
	}
	s.Head.Hash, files, _ = strings.Cut(files, "\n")
	for line := range strings.Lines(files) {
		sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		s.Files = append(s.Files, File{name, sum})
	}
	if !bytes.Equal(s.Text(), text) {
		return s, bad
	}
	return s, nil
}

// Key signs statements, by Ed25519 (RFC 8032): the signature of 64 bytes is what
// openssl pkeyutl -verify -rawin reads.
type Key struct{ private ed25519.PrivateKey }

// NewKey makes a key.
func NewKey() Key {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err) // the source of randomness never fails
	}
	return Key{private}
}

// Sign is the signature of a statement's text.
func (k Key) Sign(text []byte) []byte { return ed25519.Sign(k.private, text) }

// Public is the other half, which anybody may have.
func (k Key) Public() PublicKey { return PublicKey{k.private.Public().(ed25519.PublicKey)} }

// PEM is the key as a file has it (PKCS #8).
func (k Key) PEM() []byte {
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil {
		panic(err) // it is a key
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// ParseKey reads what PEM writes.
func ParseKey(text []byte) (Key, error) {
	if block, _ := pem.Decode(text); block != nil {
		if k, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
			if private, ok := k.(ed25519.PrivateKey); ok {
				return Key{private}, nil
			}
		}
	}
	return Key{}, lang.Errorf("this is no Ed25519 key in PEM")
}

// PublicKey checks signatures.
type PublicKey struct{ public ed25519.PublicKey }

// Signed says whether a signature is this key's, of this text.
func (p PublicKey) Signed(text, signature []byte) bool {
	return ed25519.Verify(p.public, text, signature)
}

// PEM is the key as a file has it.
func (p PublicKey) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: p.der()})
}

func (p PublicKey) der() []byte {
	der, err := x509.MarshalPKIXPublicKey(p.public)
	if err != nil {
		panic(err) // it is a key
	}
	return der
}

// Fingerprint is the SHA-256, in hex, of the key as openssl pkey -pubin -outform DER writes it.
func (p PublicKey) Fingerprint() string {
	sum := sha256.Sum256(p.der())
	return hex.EncodeToString(sum[:])
}

// ParsePublicKey reads what PublicKey.PEM writes.
func ParsePublicKey(text []byte) (PublicKey, error) {
	if block, _ := pem.Decode(text); block != nil {
		if k, err := x509.ParsePKIXPublicKey(block.Bytes); err == nil {
			if public, ok := k.(ed25519.PublicKey); ok {
				return PublicKey{public}, nil
			}
		}
	}
	return PublicKey{}, lang.Errorf("this is no public Ed25519 key in PEM")
}
