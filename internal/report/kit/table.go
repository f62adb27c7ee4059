package kit

import "mekiki/internal/lang"

// Card is one headline figure, a line for each distance.
type Card struct {
	Title, Hint string
	Lines       []CardLine
}

// CardLine is the figure by one distance.
type CardLine struct {
	Distance string
	Estimate
}

// Table has a column for each distance.
type Table struct {
	Head []string
	Rows []Row
}

// Row is a figure by each distance; Hint says what it is.
type Row struct {
	Name, Hint string
	Cells      []Estimate
}

// Add appends a column: the name of a distance, which l says, and a cell for each row. It
// panics if there are more cells than rows.
func (t *Table) Add(l lang.Language, name string, cells ...Estimate) {
	t.Head = append(t.Head, l.Say(DistanceName(name)))
	for i, c := range cells {
		t.Rows[i].Cells = append(t.Rows[i].Cells, c)
	}
}
