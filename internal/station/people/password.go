package people

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"mekiki/internal/lang"
)

// Cost is what a guess at a password costs. The zero value is [Usual].
type Cost struct {
	KiB    uint32 // memory
	Passes uint32
}

// Usual is the second recommendation of RFC 9106 (2021), section 4: 64 MiB and 3 passes, with
// one lane instead of four, since a station has better things to do with its other cores.
var Usual = Cost{KiB: 64 << 10, Passes: 3}

// The lengths of a password, in letters. Long ones are for phrases; rules about digits and
// signs are not asked for (NIST SP 800-63B, section 5.1.1.2).
const (
	least = 10
	most  = 128
)

const (
	saltBytes = 16
	hashBytes = 32
)

// seal turns a password into what is stored: an argon2id hash as text, with all that is needed
// to check it.
func (c Cost) seal(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails
	return c.text(salt, argon2.IDKey([]byte(password), salt, c.Passes, c.KiB, 1, hashBytes))
}

func (c Cost) text(salt, sum []byte) string {
	code := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, c.KiB, c.Passes, code(salt), code(sum))
}

// opens says whether a password is the one that was sealed.
func opens(sealed, password string) bool {
	fields := strings.Split(sealed, "$")
	if len(fields) != 6 {
		return false
	}
	var version int
	var c Cost
	if _, err := fmt.Sscanf(fields[1]+" "+fields[2]+" "+fields[3], "argon2id v=%d m=%d,t=%d,p=1", &version, &c.KiB, &c.Passes); err != nil || version != argon2.Version {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(fields[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(fields[5])
	if err != nil || len(want) == 0 {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, c.Passes, c.KiB, 1, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

// acceptable says what is wrong with a new password of a user.
func acceptable(name, old, password string) error {
	n := utf8.RuneCountInString(password)
	plain := strings.ToLower(password)
	switch {
	case n < least || n > most:
		return invalid("password", lang.Errorf("a password has %d to %d letters; a sentence is easy to keep in mind", least, most))
	case strings.Contains(plain, strings.ToLower(name)):
		return invalid("password", lang.Errorf("the password contains the name of the user; choose another one"))
	case password == old:
		return invalid("password", lang.Errorf("the new password is the old one; choose another one"))
	case strings.Trim(plain, string([]rune(plain)[:1])) == "" || strings.Contains(rows, plain) || strings.HasPrefix(plain, "password"):
		return invalid("password", lang.Errorf("everybody tries this password first; choose another one"))
	}
	return nil
}

// rows of keyboards and of the alphabet.
const rows = "01234567890123456789 abcdefghijklmnopqrstuvwxyz qwertyuiopasdfghjklzxcvbnm"

// letters of passwords that are made: none looks like another.
const letters = "abcdefghjkmnpqrstuvwxyz23456789"

// firstPassword is one of 16 letters, 79 bits.
func firstPassword() string {
	b := make([]byte, 0, 19)
	for len(b) < cap(b) {
		if len(b)%5 == 4 {
			b = append(b, '-')
			continue
		}
		var one [1]byte
		_, _ = rand.Read(one[:])
		if int(one[0]) < 256/len(letters)*len(letters) { // each letter as likely as another
			b = append(b, letters[int(one[0])%len(letters)])
		}
	}
	return string(b)
}
