package report

// card is one headline figure, a line for each distance.
type card struct {
	Title, Hint string
	Lines       []cardLine
}

type cardLine struct {
	Distance string
	estimate
}

// table has a column for each distance.
type table struct {
	Head []string
	Rows []row
}

type row struct {
	Name, Hint string
	Cells      []estimate
}

func (t *table) add(name string, cells ...estimate) {
	t.Head = append(t.Head, display(name))
	for i, c := range cells {
		t.Rows[i].Cells = append(t.Rows[i].Cells, c)
	}
}
