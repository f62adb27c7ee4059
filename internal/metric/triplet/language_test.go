package triplet

import (
	"errors"
	"testing"

	"mekiki/internal/lang"
	"mekiki/internal/metric/formula"
)

// TestErrorsInJapanese: a mistake in a formula keeps its place, and its mark stays under it.
func TestErrorsInJapanese(t *testing.T) {
	for text, want := range map[string]string{
		"relu(coz_ap - cos_an)":     "coz_ap という名前はありません。cor_ap ではありませんか（6 文字目）\n  relu(coz_ap - cos_an)\n       ^",
		"relu(cos_ap - cos_an":      "かっこが 1 個、開いたまま閉じていません（20 文字目）\n  relu(cos_ap - cos_an\n                     ^",
		"relu(cos_ap, cos_an)":      "relu が取るのは引数 1 個ですが、ここでは 2 個です（1 文字目）\n  relu(cos_ap, cos_an)\n  ^",
		"cos_ap cos_an":             "ここに Identifier(\"cos_an\") は書けません（8 文字目）\n  cos_ap cos_an\n         ^",
		"cos_pn":                    "式がアンカーを見ていません。cos_ap、cos_an など、アンカーとの距離を使ってください",
		"let d = cos; cos_ap":       "d が定義されていますが、使われていません（9 文字目）\n  let d = cos; cos_ap\n          ^",
		"max(cos_ap)":               "max が取るのは引数 2 個以上ですが、ここでは 1 個です（1 文字目）\n  max(cos_ap)\n  ^",
		"where(cos_ap > 0, 1/0, 2)": "0 で割っています（20 文字目）\n  where(cos_ap > 0, 1/0, 2)\n                     ^",
	} {
		_, err := Compile[float32](Spec{Formula: text})
		var e *formula.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := e.In(lang.Japanese); got != want {
			t.Errorf("%s:\n%s, want\n%s", text, got, want)
		}
	}
}

// TestExplainedInJapanese: what is wrong is one sentence with the part that does it.
func TestExplainedInJapanese(t *testing.T) {
	l, err := Compile[float64](Spec{Formula: "sqrt(euc_ap - euc_an)"})
	if err != nil {
		t.Fatal(err)
	}
	got := lang.Japanese.Error(l.Explain([]float64{0, 0}, []float64{0, 1}, []float64{0, 3}))
	const want = "sqrt(euc_ap - euc_an) で 0 より小さい -2 の平方根を取っています。先に値を抑えてください：sqrt(max(…, 0) + 1e-6) " +
		"(euc_ap = 1, euc_an = 3)（1 文字目）\n  sqrt(euc_ap - euc_an)\n  ^"
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
