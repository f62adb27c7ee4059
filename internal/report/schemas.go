package report

import (
	"mekiki/internal/report/analysis"
	"mekiki/internal/report/calibration"
	"mekiki/internal/report/comparison"
	"mekiki/internal/report/contest"
	"mekiki/internal/report/datacheck"
	"mekiki/internal/report/evaluation"
	"mekiki/internal/report/explanation"
	"mekiki/internal/report/inspection"
	"mekiki/internal/report/partanalysis"
	"mekiki/internal/report/prediction"
	"mekiki/internal/report/projector"
	"mekiki/internal/report/tuning"
	"mekiki/internal/report/verdicts"
	"mekiki/internal/schema"
)

// Schemas lists the JSON files of all pages.
func Schemas() schema.Table {
	return schema.Table{evaluation.Schema(), analysis.Schema(), calibration.Schema(), datacheck.Schema(), projector.Schema(), prediction.Schema(), comparison.Schema(), tuning.Schema(), inspection.Schema(), explanation.Schema(), contest.Schema(), partanalysis.Schema(), verdicts.Schema()}
}
