package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"mekiki/internal/analyze/losscheck"
	"mekiki/internal/lang"
	"mekiki/internal/metric"
	"mekiki/internal/work"
	"mekiki/internal/work/misuse"
	"mekiki/internal/work/settings"
)

func (a *app) lossCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "loss",
		Short: "Look at a loss before it is trained with",
		Long: `A loss is the name of a preset or a formula of one line, such as

  let w = 0.8; w*relu(cos_ap - cos_an + 0.4) + 0.02*relu(euc_ap - euc_an - 5)

'mekiki loss show' lists what a formula may use.`,
	}, a.lossCheckCommand(), a.lossShowCommand())
}

func (a *app) lossCheckCommand() *cobra.Command {
	cfg := work.NewLossCheckConfig()
	cmd := &cobra.Command{
		Use:   "check LOSS",
		Short: "Say in words what a loss does, and draw it",
		Long: `Reads a loss, measures its slope by each of its variables on 4,000 made-up triplets
of every difficulty, and says what minimising it does, how often, and what looks
wrong with that. With --model it is measured on the validation triplets of that
model instead, so that scales are those of real embeddings.`,
		Example: `  mekiki loss check combined
  mekiki loss check "relu(cos_an - cos_ap + 0.4)"
  mekiki loss check "let w = 0.5; let d = cos + w*euc; softplus(d_ap - d_an)" --param w=0.1 --picture loss.svg
  mekiki loss check combined --model runs/last/model.safetensors`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &misuse.Error{
					Err:  lang.Errorf("%s takes one loss in quotes, got %d arguments", cmd.CommandPath(), len(args)),
					Hint: lang.T("Run '%s --help' for examples.", cmd.CommandPath()),
				}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.Loss = args[0]
			v, err := work.CheckLoss(cmd.Context(), a.desk(), cfg)
			if err != nil {
				return err
			}
			return a.result(v, func(t *table) { lossText(t, v.Result, v.On, v.Picture) })
		},
	}
	cmd.Flags().Var(settings.Params{To: &cfg.Params}, "param", "sets a parameter of the loss, such as w=0.1; may be repeated")
	bind(cmd, &cfg)
	cmd.Flags().Lookup("data").Usage = "`folder` with the IDX files that the model was trained on"
	cmd.Flags().Lookup("sample").Usage = "the model was trained on the sample inside the program"
	return cmd
}

func lossText(t *table, c *losscheck.Result, on, picture string) {
	if c.Loss != c.Formula {
		t.line("loss\t%s", c.Loss)
	}
	t.line("formula\t%s", c.Formula)
	for _, p := range c.Parameters {
		if p.Learned {
			t.line("parameter\t%s = %g, learned within %g to %g", p.Name, p.Value, p.Lo, p.Hi)
			continue
		}
		t.line("parameter\t%s = %g", p.Name, p.Value)
	}
	if c.Decision != "" {
		t.line("stands for\tthe distance %s", c.Decision)
	}
	if c.AtMargin > 0 {
		t.line("at its margin\t%.4g, where all distances are equal", c.AtMargin)
	}
	t.line("measured on\t%d %s; silent on %.0f %% of them", c.Triplets, lang.Saved(on), 100*c.Silent)
	t.line("")
	t.line("variable\tslope +\tslope −\tno slope\tinfluence\twhat minimising does")
	for _, v := range c.Variables {
		t.line("%s\t%.0f %%\t%.0f %%\t%.0f %%\t%.0f %%\t%s", v.Name, 100*v.Shrinks, 100*v.Grows, 100*v.Still, 100*v.Influence, v.Effect)
	}
	for _, h := range c.Hinges {
		t.line("hinge\t%s acts on %.0f %%", h.Hinge, 100*float64(h.Active)/float64(max(h.Triplets, 1)))
	}
	t.line("")
	for _, f := range c.Findings {
		t.line("%s\t%s", findingLevel(f.Level), strings.ReplaceAll(t.lang.Say(f.Text), "\n", "\n\t"))
	}
	t.line("verdict\t%s", c.Verdict)
	if picture != "" {
		t.line("picture\t%s", picture)
	}
}

// findingLevel says how bad a finding is.
func findingLevel(level string) lang.Message {
	if level == "problem" {
		return lang.T("problem")
	}
	return lang.T("note")
}

// lossShowCommand lists the language, from the tables that the parser itself uses.
func (a *app) lossShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show",
		Short:   "List the named losses and what a formula may use",
		Example: "  mekiki loss show\n  mekiki loss show --json",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			v := metric.Describe()
			return a.result(v, func(t *table) {
				t.line("named losses")
				for _, p := range v.Presets {
					t.line("  %s\t%s", p.Name, p.Formula)
				}
				t.line("\ndistances: their symbol, then _ap, _an or _pn, as in cos_ap")
				for _, d := range v.Distances {
					t.line("  %s\t%s", d.Symbol, d.Name)
				}
				t.line("\nlengths\t|a|, |p|, |n|")
				t.line("functions\t%s", strings.Join(v.Functions, ", "))
				t.line("operators\t+ - * /, and as the condition of where: < <= > >= and or not")
				t.line("\nparameter\tlet w = 0.8; …  set it with --param w=0.5")
				t.line("learned\tlet w = learn(0.8, 0, 2); …  start and bounds; trained with the weights")
				t.line("your distance\tlet d = cos + 0.1*euc; relu(d_ap - d_an + 0.4)  in it |x| and |y| are the pair's lengths")
			})
		},
	}
}
