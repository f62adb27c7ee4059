package report

import "mekiki/internal/schema"

// Schemas lists the JSON files of all pages.
func Schemas() schema.Table {
	return schema.Table{reportSchema(), analysisSchema(), calibrationSchema(), checkSchema(), mapSchema(), predictSchema(), compareSchema(), tuneSchema()}
}
