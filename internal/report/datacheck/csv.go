package datacheck

import (
	"encoding/csv"
	"io"
	"strconv"

	"mekiki/internal/lang"
)

// files says whether pictures are files; then both tables end with their names.
func (d *Page) files() bool {
	for i := range d.Parts {
		if d.Parts[i].Files != nil {
			return true
		}
	}
	return false
}

// pairsCSV writes every pair that was kept, the nearest first.
func (d *Page) pairsCSV(w io.Writer) error {
	rows := [][]string{{"distance", "exact", "mirrored", "part_a", "row_a", "label_a", "part_b", "row_b", "label_b", "group"}}
	if d.files() {
		rows[0] = append(rows[0], "file_a", "file_b")
	}
	for _, p := range d.Found.Pairs {
		row := []string{decimal(p.Distance), strconv.FormatBool(p.Exact), strconv.FormatBool(p.Mirrored)}
		row = append(row, d.place(p.A).cells()...)
		row = append(row, d.place(p.B).cells()...)
		row = append(row, strconv.Itoa(p.Group))
		if d.files() {
			row = append(row, d.place(p.A).File, d.place(p.B).File)
		}
		rows = append(rows, row)
	}
	return writeCSV(w, rows)
}

// leakedCSV writes every picture that an earlier part has too, with the nearest there.
func (d *Page) leakedCSV(w io.Writer) error {
	rows := [][]string{{"part", "row", "label", "distance", "in_part", "in_row", "in_label"}}
	if d.files() {
		rows[0] = append(rows[0], "file", "in_file")
	}
	for row, leak := range d.Found.Leak {
		if leak.Row >= 0 {
			r := append(d.place(int32(row)).cells(), decimal(leak.Distance))
			r = append(r, d.place(leak.Row).cells()...)
			if d.files() {
				r = append(r, d.place(int32(row)).File, d.place(leak.Row).File)
			}
			rows = append(rows, r)
		}
	}
	return writeCSV(w, rows)
}

// cells are part, row and label, empty where there is none.
func (p placeJSON) cells() []string {
	label := ""
	if p.Label != nil {
		label = strconv.Itoa(int(*p.Label))
	}
	return []string{p.Part, strconv.Itoa(p.Index), label}
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

func writeCSV(w io.Writer, rows [][]string) error {
	if err := csv.NewWriter(w).WriteAll(rows); err != nil {
		return lang.Errorf("report: %w", err)
	}
	return nil
}
