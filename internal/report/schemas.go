package report

import (
	"io"

	"mekiki/internal/schema"
)

// Schemas lists the JSON files of this room.
func Schemas() schema.Table {
	return schema.Table{
		schema.For[document]("report", 1, "report.json: one evaluated model, what report.html shows."),
		schema.For[analysisDocument]("analysis", 1, "analysis.json and the result of analyze: distances over triplets."),
		schema.For[calibrationDocument]("calibration", 1, "calibration.json and the result of calibrate: coefficients of a loss, suggested from data."),
		schema.For[duplicatesDocument]("check", 1, "check.json and the result of data check: problems and near-duplicates of a data set."),
		schema.For[mapDocument]("map", 1, "map.json: pictures as points of a plane."),
		schema.For[predictDocument]("predict", 1, "predict.json and the result of predict: what a model says of pictures of unknown class."),
		schema.For[Comparison]("compare", 1, "compare.json and the result of compare: losses over several seeds."),
		schema.For[Tuning]("tune", 1, "tune.json and the result of tune: a search for the parameters of a loss."),
	}
}

// writeJSON writes a file's object, indented.
func writeJSON(w io.Writer, v any) error { return Schemas().Write(w, v, " ") }
