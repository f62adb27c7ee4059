package recipe

import (
	"slices"
	"strconv"

	"mekiki/internal/lang"
	"mekiki/internal/station/record"
)

// Entry is a version with what became of it.
type Entry struct {
	Version
	Hash   string `json:"hash"`
	Index  int    `json:"index"` // of the product, as PLCs choose it
	Status Kind   `json:"status"`
	Steps  []Act  `json:"steps"`
}

// Book are all versions of a station, in the order in which they were made.
type Book struct {
	Entries []Entry `json:"recipes"`
	Active  string  `json:"active,omitempty"` // the hash of the version that judges
	Shadow  string  `json:"shadow,omitempty"` // and of the one that judges beside
}

// NewBook joins versions and steps, both in the order in which they came. Products get their
// index, from 1 on, with their first version.
func NewBook(versions []Version, steps []Act) *Book {
	b := &Book{Entries: []Entry{}}
	index := map[string]int{}
	at := map[string]int{}
	for _, v := range versions {
		if index[v.Product] == 0 {
			index[v.Product] = len(index) + 1
		}
		hash := v.Hash()
		at[hash] = len(b.Entries)
		b.Entries = append(b.Entries, Entry{Version: v, Hash: hash, Index: index[v.Product], Status: Draft, Steps: []Act{}})
	}
	for _, s := range steps {
		i, ok := at[s.Hash]
		if !ok {
			continue // of a version that somebody took away: station verify names it
		}
		e := &b.Entries[i]
		e.Steps = append(e.Steps, s)
		switch s.Kind {
		case Active:
			b.Active = s.Hash
		case Shadow:
			b.Shadow = s.Hash
		case NoShadow:
			b.Shadow = ""
		default:
			e.Status = s.Kind
		}
	}
	return b
}

// Entry is the version of a hash; record.ErrNone if there is none.
func (b *Book) Entry(hash string) (*Entry, error) {
	i := slices.IndexFunc(b.Entries, func(e Entry) bool { return e.Hash == hash })
	if i < 0 {
		return nil, record.ErrNone
	}
	return &b.Entries[i], nil
}

// Newest is the version of a product with the highest number, of those that are; nil without.
func (b *Book) Newest(product string, is ...Kind) *Entry {
	for i := len(b.Entries) - 1; i >= 0; i-- {
		if e := &b.Entries[i]; e.Product == product && (len(is) == 0 || slices.Contains(is, e.Status)) {
			return e
		}
	}
	return nil
}

// Choose is the version that a name means for a station that is to judge: "" is the active
// one, a number the product of that index, a product's name its newest released version, and
// a hash that version. Errors are in a user's words.
func (b *Book) Choose(name string) (*Entry, error) {
	if name == "" {
		if e, err := b.Entry(b.Active); err == nil && e.Status == Released {
			return e, nil
		}
		return nil, lang.Errorf("no recipe is chosen yet; release one and choose it")
	}
	if e, err := b.Entry(name); err == nil {
		return e, Allowed(e.Status, Active)
	}
	product := name
	if n, err := strconv.Atoi(name); err == nil {
		i := slices.IndexFunc(b.Entries, func(e Entry) bool { return e.Index == n })
		if i < 0 {
			return nil, lang.Errorf("there is no product with the index %d", n)
		}
		product = b.Entries[i].Product
	}
	if e := b.Newest(product, Released); e != nil {
		return e, nil
	}
	if b.Newest(product) == nil {
		return nil, lang.Errorf("there is no product %q", product)
	}
	return nil, lang.Errorf("no version of %q is released", product)
}
