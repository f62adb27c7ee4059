package station

import (
	"mekiki/internal/station/audit"
	"mekiki/internal/station/record"
)

// Next is what is known of parts that come: what a person has scanned or typed. A part that
// brings a lot or a name of its own keeps it.
type Next struct {
	Lot  string `json:"lot"`  // of all parts, until another one is said
	Part string `json:"part"` // of the next part alone
}

// Next is what is known of parts that come.
func (s *Station) Next() Next {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next
}

// SetNext says the lot of the parts that come, or the name of the next part, or both; nil
// leaves one as it is. A change of the lot stands in the audit.
func (s *Station) SetNext(lot, part *string, who string) (Next, error) {
	s.mu.Lock()
	old := s.next
	if lot != nil {
		s.next.Lot = *lot
	}
	if part != nil {
		s.next.Part = *part
	}
	next := s.next
	s.mu.Unlock()
	if next.Lot == old.Lot {
		return next, nil
	}
	return next, s.store.Note(audit.Entry{At: record.Moment(s.cfg.Now()), Who: who, Station: s.cfg.Name, What: "lot", Old: old.Lot, New: next.Lot}, "", nil)
}

// name gives a part what is known of it. s.mu is held.
func (s *Station) name(p *Part) {
	if p.Lot == "" {
		p.Lot = s.next.Lot
	}
	if p.Part == "" {
		p.Part, s.next.Part = s.next.Part, ""
	}
}
