package cli

import (
	"reflect"
	"slices"

	"mekiki/internal/bench"
	"mekiki/internal/metric"
	"mekiki/internal/report"
	"mekiki/internal/schema"
	"mekiki/internal/study"
	"mekiki/internal/train"
	"mekiki/internal/work"
	"mekiki/internal/work/measure"
)

// Schemas lists every JSON object that the program writes for others: the results of
// --json, the JSON lines on stderr, and the files of the rooms below.
func Schemas() schema.Table {
	return slices.Concat(schema.Table{
		schema.For[work.Summary]("summary", 1, "The result of train, eval and demo: figures of one model."),
		schema.For[work.Plan]("plan", 1, "The result of --dry-run: what would run, how long and in how much memory."),
		schema.For[work.MapDrawn]("map-summary", 1, "The result of map: what the maps are worth. The points are in map.json."),
		schema.For[work.Info]("data-info", 1, "The result of data info and data fetch: the pictures that were found."),
		schema.For[work.Triplets]("triplets", 1, "The result of data triplets."),
		schema.For[work.Embedded]("embedding", 1, "The result of embed."),
		schema.For[work.EmbeddedFeatures]("feature-maps", 1, "The result of embed --map and embed --layer."),
		schema.For[work.EyeEmbedded]("eye-embedding", 1, "The result of embed --eye."),
		schema.For[work.EyeMapped]("eye-maps", 1, "The result of embed --eye --map."),
		schema.For[work.LossChecked]("loss-check", 1, "The result of loss check: what minimising a loss does."),
		schema.For[metric.Language]("loss-language", 1, "The result of loss show: named losses and what a formula may use."),
		schema.For[work.ModelShown]("model", 1, "The result of model show."),
		schema.For[work.Exported]("export", 1, "The result of model export: the ONNX file, what it takes and what it gives."),
		schema.For[work.Eye]("eye", 1, "The result of eye show: the layers of an eye, or of another network, and where it comes from."),
		schema.For[work.Eyes]("eyes", 1, "The result of eye list: the eyes that there are."),
		schema.For[work.EyeFound]("eye-imported", 1, "The result of eye import: the eye that was written."),
		schema.For[work.Fitted]("inspector-fitted", 1, "The result of inspect fit: what an inspector has learned."),
		schema.For[work.InspectLearned]("inspector-learned", 1, "The result of inspect learn: what was learned, and what it does to all known parts."),
		schema.For[work.MovedThresholds]("inspector-thresholds", 1, "The result of inspect thresholds: where REVIEW and NG begin, and what others would do."),
		schema.For[work.InspectorShown]("inspector", 1, "The result of inspect show: what is in an inspector file."),
		schema.For[work.InspectDemoed]("inspect-demo", 1, "The result of inspect demo: what an inspector of drawn parts is worth."),
		work.DrawnSchema(),
		schema.For[work.PlantView]("plant", 1, "What stations have sent to the database of a plant."),
		schema.For[serving]("serving", 1, "What serve says when it listens: where."),
		schema.For[work.VerifiedStation]("station-verified", 1, "The result of station verify: what is wrong with the records of a station, and the head of their chain."),
		schema.For[work.ExportedStation]("station-exported", 1, "The result of station export: the files that were written."),
		schema.For[work.BackedUpStation]("station-backup", 1, "The result of station backup: the file that was written."),
		schema.For[bench.StepResult]("bench-step", 1, "The result of bench step."),
		schema.For[measure.ProductsMeasured]("bench-products", 1, "The result of bench product and bench layers."),
		schema.For[measure.BatchMeasured]("bench-batch", 1, "The result of bench batch."),
		schema.For[measure.EmbedMeasured]("bench-embed", 1, "The result of bench embed."),
		schema.For[measure.EyeMeasured]("bench-eye", 1, "The result of bench eye."),
		schema.For[measure.InspectMeasured]("bench-inspect", 1, "The result of bench inspect."),
		schema.For[measure.KNNMeasured]("bench-knn", 1, "The result of bench knn."),
		schema.For[versionInfo]("version", 1, "The result of version."),
		{
			Name: "event", Version: 1, About: "A line on stderr with --json: a message, or a step of training, of a study or of a map.",
			Types: []reflect.Type{reflect.TypeFor[notice](), reflect.TypeFor[train.Event](), reflect.TypeFor[study.Event](), reflect.TypeFor[countStep]()},
		},
	}, report.Schemas(), study.Schemas())
}
