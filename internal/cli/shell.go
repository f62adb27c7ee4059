package cli

import "strings"

const plainLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./\\-"

// shellWord quotes s so that a shell reads it as one word.
func shellWord(s string) string {
	if s != "" && strings.Trim(s, plainLetters) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
