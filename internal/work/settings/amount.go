package settings

import (
	"math/big"
	"strconv"
	"strings"
)

// Share is a share of parts, above 0 and below 1, which people also write in percent: 0.01,
// 1%. The zero value says nothing. It is the value of a flag.
type Share float64

// Amount is a number above 0, such as a cost or a score. The zero value says nothing. It is
// the value of a flag.
type Amount float64

// shareKind and amountKind are what Read and Type call the two.
const (
	shareKind  = "share"
	amountKind = "amount"
)

// Type is what help calls the value.
func (s *Share) Type() string { return shareKind }

// Type is what help calls the value.
func (a *Amount) Type() string { return amountKind }

// String is the number, 0 where nothing is said.
func (s *Share) String() string { return strconv.FormatFloat(float64(*s), 'g', -1, 64) }

// String is the number, 0 where nothing is said.
func (a *Amount) String() string { return strconv.FormatFloat(float64(*a), 'g', -1, 64) }

// Set reads text by Read.
func (s *Share) Set(text string) error {
	v, err := Read(shareKind, text)
	if err == nil {
		*s = v.(Share)
	}
	return err
}

// Set reads text by Read.
func (a *Amount) Set(text string) error {
	v, err := Read(amountKind, text)
	if err == nil {
		*a = v.(Amount)
	}
	return err
}

// Check is an error unless it lies above 0 and below 1; it goes on after the name of the
// setting.
func (s Share) Check() error {
	if s > 0 && s < 1 {
		return nil
	}
	return Wrong("is %v; it must be a share above 0 and below 1, such as 0.05 or 5%%", float64(s))
}

// readShare reads a share, as a number or in percent.
func readShare(text string) (any, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(halfWidth(text)), "%")
	v, err := readNumber(strings.TrimSpace(number))
	if err != nil {
		return nil, err
	}
	s := Share(v.(float64))
	if exact, ok := new(big.Rat).SetString(strings.TrimSpace(number)); percent && ok {
		f, _ := exact.Quo(exact, big.NewRat(100, 1)).Float64() // 0.7% is 0.007, to the last bit
		s = Share(f)
	}
	if s.Check() != nil {
		return nil, Wrong("is %s; it must be a share above 0 and below 1, such as 0.05 or 5%%", text)
	}
	return s, nil
}

// readAmount reads an amount.
func readAmount(text string) (any, error) {
	v, err := readNumber(text)
	if err != nil {
		return nil, err
	}
	if f := v.(float64); f > 0 && f <= largestAmount {
		return Amount(f), nil
	}
	return nil, Wrong("is %s; it must be above 0 and at most %g", text, largestAmount)
}

// largestAmount bounds them, so that sums stay finite.
const largestAmount = 1e15
