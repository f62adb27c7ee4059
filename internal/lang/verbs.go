package lang

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// verb is one verb of a format.
type verb struct {
	start, end int    // its bytes in the format
	arg        int    // the argument, from 0; -1 for %%
	spec       string // flags, width, precision and letter, without indexes
	stars      []int  // arguments that give width and precision
}

// verbs finds the verbs of a format, with the arguments that they take, as package fmt
// counts them.
func verbs(format string) []verb {
	var out []verb
	next := 0
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		v := verb{start: i, arg: -1}
		spec := []byte{'%'}
	scan:
		for i++; i < len(format); i++ {
			switch c := format[i]; {
			case c == '[':
				n, after, ok := strings.Cut(format[i+1:], "]")
				at, err := strconv.Atoi(n)
				if !ok || err != nil {
					break scan
				}
				next = at - 1
				i = len(format) - len(after) - 1
			case c == '*':
				v.stars = append(v.stars, next)
				next++
				spec = append(spec, c)
			case strings.IndexByte("+-# 0123456789.", c) >= 0:
				spec = append(spec, c)
			default:
				_, size := utf8.DecodeRuneInString(format[i:]) // fmt takes a whole letter
				spec = append(spec, format[i:i+size]...)
				i += size - 1
				break scan
			}
		}
		if spec[len(spec)-1] != '%' || len(spec) == 1 {
			v.arg = next
			next++
		}
		v.end, v.spec = min(i+1, len(format)), string(spec)
		out = append(out, v)
	}
	return out
}

// withoutWrap lets a format for errors be said: %w becomes %v.
func withoutWrap(format string) string {
	if !strings.Contains(format, "w") {
		return format
	}
	b := []byte(format)
	for _, v := range verbs(format) {
		if v.arg >= 0 && b[v.end-1] == 'w' {
			b[v.end-1] = 'v'
		}
	}
	return string(b)
}

// hasWords says whether a format has letters beside its verbs, so that it needs a
// translation.
func hasWords(format string) bool {
	at := 0
	for _, v := range verbs(format) {
		if strings.ContainsFunc(format[at:v.start], unicode.IsLetter) {
			return true
		}
		at = v.end
	}
	return strings.ContainsFunc(format[at:], unicode.IsLetter)
}
