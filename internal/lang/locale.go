package lang

import "time"

// Date is a day as an argument of a text: 2026-11-29, in Japanese 2026年11月29日.
type Date time.Time

// In says the day in a language.
func (d Date) In(l Language) string {
	if l == Japanese {
		return time.Time(d).Format("2006年1月2日")
	}
	return time.Time(d).Format("2006-01-02")
}

// String is the day in English.
func (d Date) String() string { return d.In(English) }

// Moment is a day and a time of it as an argument of a text: 2026-11-29 16:30 UTC, in
// Japanese 2026年11月29日 16:30 UTC.
type Moment time.Time

// In says the moment in a language.
func (m Moment) In(l Language) string {
	return Date(m).In(l) + time.Time(m).Format(" 15:04 MST")
}

// String is the moment in English.
func (m Moment) String() string { return m.In(English) }
