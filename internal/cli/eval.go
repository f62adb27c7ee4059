package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"mekiki/internal/dataset"
	"mekiki/internal/eval"
	"mekiki/internal/model"
	"mekiki/internal/report"
	"mekiki/internal/work/misuse"
)

// evalFlags are the flags of eval.
type evalFlags struct {
	model, triplets string
	beside          []string
	flags           pictureFlags
	from            pictures
	opt             eval.Options
	folderFlags
}

// reportKind is what eval leaves.
var reportKind = resultKind{"a report", "report", []string{report.HTMLFile, report.JSONFile}}

func (a *app) evalCommand() *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval --model FILE",
		Short: "Evaluate a model: pairs, neighbours, retrieval, with intervals",
		Long: `Builds the test triplets of the model's training again and evaluates the model on
them and on the official test pictures, with bootstrap 95 % intervals.

With --triplets another file is evaluated: all of it, but for the share that the
model's val-size holds back to choose thresholds on. Is it the file that the
model was trained on, it is split as it was then.

With --beside the report shows the accuracy of other runs on the same data over their
training time in one figure with the model's own. Their accuracy on the official test
pictures comes from the report.json in their folders, where there is one.`,
		Example: `  mekiki eval --model runs/last/model.safetensors
  mekiki eval --model runs/last/model.safetensors --out runs/last
  mekiki eval --model runs/last/model.safetensors --resamples 0 --json
  mekiki eval --model runs/cnn/model.safetensors --out runs/cnn --beside runs/mlp --beside runs/cnn-small`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if f.from, err = f.flags.pictures(); err != nil {
				return err
			}
			return a.eval(cmd.Context(), f)
		},
	}
	set := cmd.Flags()
	set.StringVarP(&f.model, "model", "m", "", "model `file` to evaluate")
	f.flags.bind(cmd, "data", "sample", "skip-broken", "memory")
	set.Lookup("data").Usage = "`folder` of the pictures that the model was trained on"
	set.StringVar(&f.triplets, "triplets", "", "NumPy `file` of other triplets to evaluate on")
	f.bind(cmd, "write report.html and report.json into this `folder`")
	set.StringArrayVar(&f.beside, "beside", nil, "`folder` of a finished run to show in the report beside the model's own; may be given several times")
	set.IntVar(&f.opt.Resamples, "resamples", eval.DefaultResamples, "bootstrap resamples; 0 leaves the intervals out")
	set.IntVar(&f.opt.Workers, "workers", 0, "threads; 0 takes every core")
	return cmd
}

func (a *app) eval(ctx context.Context, f evalFlags) error {
	switch {
	case f.model == "":
		return misuse.Errorf("eval needs --model FILE, such as runs/last/model.safetensors")
	case len(f.beside) > 0 && f.out == "":
		return misuse.Errorf("beside shows other runs in the report; say with --out FOLDER where to write it")
	case len(f.beside) > 0 && f.triplets != "":
		return misuse.Errorf("beside and triplets exclude each other: runs are compared on the data that they were trained on")
	case len(f.beside) > mostBeside:
		return misuse.Errorf("%d runs to show beside the model's own; at most %d can be told apart", len(f.beside), mostBeside)
	case f.opt.Resamples < 0 || f.opt.Resamples > 1e6:
		return misuse.Errorf("resamples is %d; it must lie between 0 and 1000000", f.opt.Resamples)
	case f.opt.Workers < 0 || f.opt.Workers > 1024:
		return misuse.Errorf("workers is %d; it must lie between 0 and 1024", f.opt.Workers)
	}
	m, err := a.loadModel(f.model)
	if err != nil {
		return err
	}
	mat, err := a.gatherFor(ctx, m, f.from, f.triplets)
	if err != nil {
		return err
	}
	for _, w := range mat.warnings {
		a.note("%s", w)
	}
	beside, err := a.besideRuns(f.beside, f.model, m, mat)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(beside, func(r report.Run) bool { return sameFile(r.Folder, f.out) }); i >= 0 {
		return misuse.Errorf("out and beside are one folder, %s, whose report would be replaced by the one of %s; give another --out", beside[i].Folder, f.model)
	}
	if f.out != "" { // before the work, which would be for nothing
		folder, err := openFolder(reportKind, f.folderFlags)
		if err != nil {
			return err
		}
		defer folder.release()
	}
	j, err := a.judge(ctx, m, mat, f.opt)
	if err != nil {
		return err
	}
	if f.out != "" {
		if len(f.beside) > 0 {
			beside = append(beside, report.Run{Folder: besideName(f.model), Meta: m.Meta, Eval: j.result})
		}
		path, err := a.writeReport(ctx, f.out, m, mat, j, modelSettings(m), beside)
		if err != nil {
			return err
		}
		a.note("report: %s", path)
	}
	s := summarize(m, j, f.opt, f.model)
	return a.result(s, s.text)
}

// gatherFor builds the triplets again that the model was tested on, or takes
// those of a file.
func (a *app) gatherFor(ctx context.Context, m *model.Model, from pictures, file string) (*material, error) {
	d := m.Meta.Data
	from, err := a.picturesFor(&m.Meta, from)
	if err != nil {
		return nil, err
	}
	r := recipeOfModel(d)
	if file != "" {
		r.protocol, r.file = dataset.ProtocolFile, file
	}
	mat, err := a.gather(ctx, from, r)
	if err != nil || mat.data.Fingerprint == d.Fingerprint {
		return mat, err
	}
	if file == "" {
		return nil, fmt.Errorf("the pictures here (%s) are not those that the model was trained on (%s, fingerprint %.12s), so its test triplets cannot be made again; name that data with --data, or give triplets with --triplets",
			mat.data.Name, d.Name, d.Fingerprint)
	}
	if mat.found != nil && mat.found.Fingerprint == d.Fingerprint {
		note := fmt.Sprintf("%s is another file than the model learned from, but of the data set that it learned from: triplets, or pictures of them, may have been trained on, and then their figures are too good", file)
		a.note("%s", note)
		mat.found.Notes = append(mat.found.Notes, note)
	}
	// Only thresholds need a share of this file.
	all := mat.split.Test.Select(nil)
	for _, t := range []*dataset.Triplets{mat.split.Train, mat.split.Val, mat.split.Test} {
		all.Index = append(all.Index, t.Index...)
	}
	test, val := dataset.TrainTestSplit(all.Len(), r.valSize, r.splitSeed)
	mat.split.Train, mat.split.Val, mat.split.Test = all.Select(nil), all.Select(val), all.Select(test)
	return mat, nil
}
