package outbox

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

// Hook is an address that hears of events. It is never deleted, since the audit names it; one that
// is not wanted any more is removed, and its secret with it.
type Hook struct {
	ID      int64     `json:"id"`
	URL     string    `json:"url"` // whole only where it is sent to; else see Shown
	Kinds   []string  `json:"kinds"`
	Secret  []byte    `json:"-"`
	Who     string    `json:"who"` // added it
	Made    time.Time `json:"made"`
	Removed time.Time `json:"removed,omitzero"`
}

// secretBegins and secretBytes are those of Standard Webhooks 1.0.0, "Signature scheme".
const (
	secretBegins = "whsec_"
	secretBytes  = 32
)

func newSecret() []byte {
	b := make([]byte, secretBytes)
	_, _ = rand.Read(b) // it never fails (crypto/rand)
	return b
}

// secretText is a secret as receivers get it.
func secretText(b []byte) string { return secretBegins + base64.StdEncoding.EncodeToString(b) }

// Kinds are the events that a hook may ask for.
func Kinds() []string {
	return []string{record.EventResult, record.EventLate, record.EventReview, record.EventState, record.EventAlarm, record.EventShadow, record.EventRecipe}
}

// mostAddress is how long an address may be.
const mostAddress = 2000

// checked is a hook's address as it is stored.
func checked(address string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(address) > mostAddress:
		return "", lang.Errorf("a webhook's address begins with http:// or https:// and names a computer, such as https://mes.example/mekiki")
	case u.User != nil:
		return "", lang.Errorf("a webhook's address has no user and password: each message is signed, and the receiver checks that")
	}
	u.Fragment = ""
	return u.String(), nil
}

// Shown is an address without what may be secret in it.
func Shown(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "?"
	}
	u.User = nil
	if u.RawQuery != "" {
		u.RawQuery = "…"
	}
	return strings.Replace(u.String(), "?%E2%80%A6", "?…", 1)
}

// host is what an alarm says of an address.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "?"
	}
	return u.Host
}

func (h *Hook) wants(kind string) bool { return slices.Contains(h.Kinds, kind) }

// Receiver is the name under which the store keeps how far a hook is.
func (h *Hook) Receiver() string { return "webhook " + strconv.FormatInt(h.ID, 10) }

// held is what the audit holds a hook to.
type held struct {
	ID      int64
	URL     string
	Kinds   []string
	Secret  string // its SHA-256
	Removed bool
}

// Digest is what the audit has of a hook.
func (h Hook) Digest() string {
	sum := sha256.Sum256(h.Secret)
	return record.Digest(held{h.ID, h.URL, h.Kinds, hex.EncodeToString(sum[:]), !h.Removed.IsZero()})
}
