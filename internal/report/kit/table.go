package kit

// Card is one headline figure, a line for each distance.
type Card struct {
	Title, Hint string
	Lines       []CardLine
}

type CardLine struct {
	Distance string
	Estimate
}

// Table has a column for each distance.
type Table struct {
	Head []string
	Rows []Row
}

type Row struct {
	Name, Hint string
	Cells      []Estimate
}

func (t *Table) Add(name string, cells ...Estimate) {
	t.Head = append(t.Head, DistanceName(name))
	for i, c := range cells {
		t.Rows[i].Cells = append(t.Rows[i].Cells, c)
	}
}
