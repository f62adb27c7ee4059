package server

import (
	"slices"
	"strconv"
	"strings"

	"mekiki/internal/lang"
	"mekiki/internal/station"
	"mekiki/internal/station/audit"
	"mekiki/internal/station/outbox"
	"mekiki/internal/station/people"
	"mekiki/internal/station/record"
)

// AuditRow is a row of the audit as it is stored, and as people read it.
type AuditRow struct {
	audit.Row
	Said Said `json:"said" doc:"what a page shows of the row, in the language that was asked for"`
}

// Said are the texts of a row in a language. What people have typed is as they typed it.
type Said struct {
	Who     string `json:"who"`
	Subject string `json:"subject,omitempty"`
	Old     string `json:"old,omitempty"`
	New     string `json:"new,omitempty"`
	Reason  string `json:"reason,omitempty"`
}

// auditWords are what the audit calls things, by the kinds of its rows.
var auditWords = func() map[string]map[string]lang.Message {
	of := func(lists ...[]word) map[string]lang.Message {
		m := map[string]lang.Message{}
		for _, list := range lists {
			for _, w := range list {
				m[w.Name] = w.Text
			}
		}
		return m
	}
	verdicts, states := words()
	commands, _ := commandWords()
	account := of(roleWords(), []word{
		{"enabled", lang.T("may log in")}, {"disabled", lang.T("disabled")}, {"made", lang.T("made")}, {"revoked", lang.T("revoked")},
		{"own password", lang.T("own password")}, {"first password", lang.T("first password")},
	})
	return map[string]map[string]lang.Message{
		"command": of(states, commands), record.EventResult: of(verdicts), record.EventLate: of(verdicts), record.EventReview: of(verdicts), record.EventShadow: of(verdicts), "study call": of(verdicts),
		station.EventMasters: of(verdicts, []word{{"due", lang.T("due")}, {"as it should be", lang.T("as it should be")}, {"failed", lang.T("failed")}, {"passed", lang.T("passed")}}),
		record.EventRecipe: of([]word{
			{"draft", lang.T("draft")}, {"trial", lang.T("tried")}, {"released", lang.T("released")}, {"retired", lang.T("retired")},
			{"active", lang.T("chosen to judge")}, {"shadow", lang.T("into the shadow")}, {"shadow-end", lang.T("out of the shadow")},
		}),
		record.EventAlarm: of([]word{
			{"confirmed", lang.T("confirmed")}, {station.AlarmLate, lang.T("verdicts too late")}, {station.AlarmPicture, lang.T("pictures cannot be stored")}, {station.AlarmLost, lang.T("slow disk")},
			{station.AlarmStore, lang.T("results or inspector")}, {station.AlarmClock, lang.T("clock")}, {station.AlarmShadow, lang.T("shadow")}, {station.AlarmFolder, lang.T("folder")},
			{station.AlarmCamera, lang.T("camera")}, {station.AlarmMasters, lang.T("masters")}, {station.AlarmHead, lang.T("head of the audit")},
			{outbox.AlarmWebhook, lang.T("webhook")}, {outbox.AlarmPlant, lang.T("plant's database")},
		}),
		"pictures":      of([]word{{"removed", lang.T("removed")}}),
		outbox.WhatHook: of([]word{{"removed", lang.T("removed")}}),
		people.WhatUser: account, people.WhatKey: account,
		people.WhatLogin: of([]word{
			{"logged in", lang.T("logged in")}, {"logged out", lang.T("logged out")}, {"session ended", lang.T("session ended")},
			{"refused: wrong password", lang.T("refused: wrong password")}, {"refused: wrong password, locked", lang.T("refused: wrong password, locked")},
			{"refused: disabled", lang.T("refused: disabled")}, {"refused: locked", lang.T("refused: locked")}, {"refused: no such user", lang.T("refused: no such user")},
		}),
	}
}()

// auditSources are those who do things and are no people.
var auditSources = map[string]lang.Message{"station": lang.T("station"), "camera": lang.T("camera"), "folder": lang.T("folder"), "nobody": lang.T("nobody")}

// row is a row with what people read of it.
func (s Speaks) row(r audit.Row) AuditRow {
	l := s.language()
	named := func(text string) string { return s.value(r.What, text) }
	said := Said{Who: r.Who, Subject: named(r.Subject), Old: named(r.Old), New: named(r.New), Reason: r.Reason}
	if w, ok := auditSources[r.Who]; ok {
		said.Who = l.Say(w)
	}
	if r.What == record.EventReview && r.New == string(record.None) {
		said.New = l.Text("taken back")
	}
	seen := r.What == record.EventAlarm && r.New != "" // by a person, who has said why
	if seen {
		said.Old = s.say(r.Old)
	}
	from, address := strings.CutPrefix(r.Reason, "from ")
	byProgram := []string{record.EventResult, record.EventLate, record.EventShadow, record.EventAlarm, people.WhatLogin}
	switch {
	case address && r.What == people.WhatLogin:
		said.Reason = l.Text("from %s", from)
	case r.Who == "station" || slices.Contains(byProgram, r.What) && !seen:
		said.Reason = s.say(r.Reason)
	}
	return AuditRow{r, said}
}

// value is a value of a row of some kind: one that the audit has a word for, several with commas
// between them, a part of a whole, or what it is.
func (s Speaks) value(what, text string) string {
	l := s.language()
	words := auditWords[what]
	if w, ok := words[text]; ok {
		return l.Say(w)
	}
	if changed, all, ok := strings.Cut(text, " of "); ok && what == "trial" {
		return l.Text("%s of %s parts with another verdict", changed, all)
	}
	if pixels, err := strconv.Atoi(text); err == nil && what == "label" {
		return l.Text("%d pixels marked", pixels)
	}
	if what != people.WhatUser && what != people.WhatKey {
		return text
	}
	var list lang.List
	for one := range strings.SplitSeq(text, ", ") {
		w, ok := words[one]
		if !ok {
			w = lang.T("%s", one)
		}
		list = append(list, w)
	}
	return list.In(l)
}
