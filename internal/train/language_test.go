package train

import (
	"errors"
	"strings"
	"testing"

	"mekiki/internal/lang"
)

func TestSettingsInJapanese(t *testing.T) {
	cfg, err := Preset("article", "")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Batch, cfg.Network = 1, "conv 32; dens 8"
	cfg.Layers = nil
	cfg.Complete()
	const want = "batch の画像 1 枚では 2 クラス x 2 枚に足りません。--batch を 4 以上にするか、--classes か --per-class を下げてください\n" +
		"batch が 1 です。2 枚以上にしてください\nnetwork 10 文字目：層 \"dens\" はありません。\"dense\" ではありませんか"
	if got := lang.Japanese.Error(cfg.Validate()); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if _, err := (&Config{Loss: "cos_ap / 0"}).Objective(); !strings.HasPrefix(lang.Japanese.Error(err), "損失：0 で割っています（8 文字目）\n  cos_ap / 0\n         ^") {
		t.Error(lang.Japanese.Error(err))
	}
}

// explained is a method that knows why it diverged.
type explained struct {
	method
	why error
}

func (e explained) explain(bool) error { return e.why }

func TestDivergedInJapanese(t *testing.T) {
	s := &Session{cfg: Config{Network: "dense 8", LearningRate: 5}, method: explained{}}
	s.progress.Epoch = 2
	const cure = "学習が発散しました。損失か埋め込みが NaN または無限大になりました（エポック 3、ステップ 7）。" +
		"学習率を 5 より下げるか、--clip 1 で勾配を抑えるか、極端な画素値がないか確かめてください（チェックポイントは書き込まれていません）"
	if got := lang.Japanese.Error(s.diverged(lang.T("step %d", 7), false)); got != cure {
		t.Errorf("%s, want %s", got, cure)
	}
	s.saved = lang.T("%s, epoch %d step %d", "out/c", 1, 2)
	s.method = explained{why: errors.New("x")}
	const known = "学習が発散しました（エポック 3、ステップ 7。最後の正常なチェックポイント：out/c（エポック 1、ステップ 2））：x"
	if got := lang.Japanese.Error(s.diverged(lang.T("step %d", 7), false)); got != known {
		t.Errorf("%s, want %s", got, known)
	}
}

// TestWarningsSaidAgain: what model files and run.json keep is English, and said again.
func TestWarningsSaidAgain(t *testing.T) {
	for text, want := range map[string]string{
		lang.T("no validation picture is of %s: figures on validation data say nothing about them. A larger val-size holds some back",
			lang.T("%s and %d more", "A, B", 3)).String(): "検証用の画像にないクラスがあります：A, B ほか 3 件。検証データの数値はこれらのクラスについて何も示しません。val-size を大きくすると取り分けられます",
		idleValidation:        "検証用の画像のどのバッチにも比べるものがありません。val-size を大きくすると増えます",
		idleTriplets.String(): "どの三つ組にも勾配がありません。すべてが余裕（マージン）をすでに満たしています。余裕を大きくするか、ここで終えてください",
	} {
		if got := lang.Saved(text).In(lang.Japanese); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
