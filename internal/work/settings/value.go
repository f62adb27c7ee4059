package settings

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mekiki/internal/lang"
)

// ValueError says what is wrong with a value, as the rest of a sentence that
// begins with the name of its setting.
type ValueError struct{ lang.Message }

func (e *ValueError) Error() string { return e.String() }

// Wrong makes a ValueError as lang.T makes a message.
func Wrong(format string, args ...any) error {
	return &ValueError{lang.T(format, args...)}
}

var (
	plainWhole  = regexp.MustCompile(`^[+-]?(0|[1-9][0-9]*)$`)
	plainNumber = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$`)
	numberLike  = regexp.MustCompile(`^[+-]?[0-9.][0-9a-zA-Z_.,'+-]*$`)
	zeroBefore  = regexp.MustCompile(`^[+-]?0[0-9_]`)
	onlyDigits  = regexp.MustCompile(`^[+-]?[0-9_]+$`)
)

// InList says which value of a list is wrong, the first being value 1.
func InList(i int, err error) error {
	return Wrong("value %d %v", i+1, err)
}

// Read reads one value of the given kind, the name of pflag for a type, as a
// flag and a config file have it. Only plain decimal numbers count: 010, 0x10 and
// 1_000 are other numbers to some readers of YAML, so they are refused with the
// number that they would be. The error goes on after the name of the setting.
func Read(kind, text string) (any, error) {
	if strings.TrimSpace(text) == "" && kind != "string" {
		return nil, Wrong("has no value; give one, or leave it out")
	}
	switch kind {
	case "string":
		return text, nil
	case "bool":
		switch strings.ToLower(text) {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
		return nil, Wrong("is %s; it must be true or false", shownValue(text))
	case "duration":
		return readDuration(text)
	case "float64":
		return readNumber(text)
	case shareKind:
		return readShare(text)
	case amountKind:
		return readAmount(text)
	case "int":
		return readWhole(text, func(s string) (any, error) { return strconv.Atoi(s) }, strconv.IntSize-1)
	case "uint32":
		return readWhole(text, func(s string) (any, error) {
			v, err := strconv.ParseUint(s, 10, 32)
			return uint32(v), err
		}, 32)
	case "uint64":
		return readWhole(text, func(s string) (any, error) { return strconv.ParseUint(s, 10, 64) }, 64)
	}
	panic("settings: no values of kind " + kind)
}

// readWhole reads a whole number of so many bits by parse, which takes no sign.
func readWhole(text string, parse func(string) (any, error), bits int) (any, error) {
	if err := checkPlain(text, plainWhole, lang.T("a whole number")); err != nil {
		return nil, err
	}
	v, err := parse(strings.TrimPrefix(text, "+"))
	if err == nil {
		return v, nil
	}
	if strings.HasPrefix(text, "-") && bits%2 == 0 {
		return nil, Wrong("is %s; it must be at least 0", text)
	}
	most := new(big.Int).Lsh(big.NewInt(1), uint(bits))
	return nil, Wrong("is %s; the largest number that it can be is %v", text, most.Sub(most, big.NewInt(1)))
}

// readNumber reads a number; NaN and Inf are for the ranges to refuse.
func readNumber(text string) (any, error) {
	switch strings.ToLower(strings.TrimLeft(text, "+-")) {
	case "nan", "inf", "infinity":
	default:
		if err := checkPlain(text, plainNumber, lang.T("a number")); err != nil {
			return nil, err
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, Wrong("is %s; no number can be so large", text)
	}
	return v, nil
}

func readDuration(text string) (any, error) {
	d, err := time.ParseDuration(text)
	switch {
	case err == nil:
		return d, nil
	case plainNumber.MatchString(text):
		return nil, Wrong("is %s; say the unit, as in %ss or %sm", text, text, text)
	}
	return nil, Wrong("is %s; it must be a time such as 30s, 2m or 1m30s", shownValue(text))
}

// checkPlain says whether text is a plain decimal number, and if not which number
// was meant.
func checkPlain(text string, plain *regexp.Regexp, wanted lang.Message) error {
	if plain.MatchString(text) && !zeroBefore.MatchString(text) {
		return nil
	}
	half := halfWidth(text)
	if zeroBefore.MatchString(half) && onlyDigits.MatchString(half) {
		bare := strings.ReplaceAll(half, "_", "")
		decimal, ok := new(big.Int).SetString(bare, 10)
		octal, also := new(big.Int).SetString(bare, 8)
		switch {
		case ok && also && decimal.Cmp(octal) != 0:
			return Wrong("is %s; write %v, or %v if it was meant as an octal number", text, decimal, octal)
		case ok:
			return Wrong("is %s; write %v", text, decimal)
		}
	}
	if v, ok := new(big.Int).SetString(half, 0); ok { // 0x10, 1_000
		return Wrong("is %s; write %v", text, v)
	}
	if v, ok := new(big.Float).SetString(half); ok && numberLike.MatchString(half) && !v.IsInf() && exponent(v) < 128 {
		whole, exact := v.Int(nil)
		switch {
		case exact == big.Exact:
			return Wrong("is %s; write %v", text, whole)
		case plain == plainNumber:
			f, _ := v.Float64()
			return Wrong("is %s; write %v", text, f)
		}
		return Wrong("is %s; it must be %s", text, wanted)
	}
	if point := strings.Replace(half, ",", ".", 1); plain == plainNumber && plainNumber.MatchString(point) && !zeroBefore.MatchString(point) {
		return Wrong("is %s; write %s, with a point", text, point)
	}
	return Wrong("is %s; it must be %s", shownValue(text), wanted)
}

// exponent is the power of two of v, of either sign.
func exponent(v *big.Float) int { return max(v.MantExp(nil), -v.MantExp(nil)) }

// halfWidth writes the digits and signs of a Japanese keyboard as ASCII ones.
func halfWidth(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, text)
}

// shownValue quotes what is no number.
func shownValue(text string) string {
	if numberLike.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}
