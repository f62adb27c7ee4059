package data

// LabelsOf are the labels of some rows.
func LabelsOf(labels, rows []int32) []int32 {
	out := make([]int32, len(rows))
	for i, r := range rows {
		out[i] = labels[r]
	}
	return out
}
