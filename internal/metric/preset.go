package metric

// Coefficients are the numbers of the named losses. Only those that a loss uses
// matter to it; DefaultCoefficients leaves the others 0.
type Coefficients struct {
	WeightCos, MarginCos float64
	WeightEuc, MarginEuc float64
}

// presets holds each named loss with its default coefficients.
var presets = []struct {
	name     string
	defaults Coefficients
	build    func(c Coefficients) Spec
}{
	{"cosine", Coefficients{WeightCos: 1, MarginCos: 0.4}, func(c Coefficients) Spec {
		return Cosine(c.WeightCos, c.MarginCos)
	}},
	{"euclidean", Coefficients{WeightEuc: 1, MarginEuc: 1}, func(c Coefficients) Spec {
		return Euclidean(c.WeightEuc, c.MarginEuc)
	}},
	{"combined", article, func(c Coefficients) Spec {
		return Combined(c.WeightCos, c.MarginCos, c.WeightEuc, c.MarginEuc)
	}},
	{"combined-as-printed", article, func(c Coefficients) Spec {
		return CombinedAsPrinted(c.WeightCos, c.MarginCos, c.WeightEuc, c.MarginEuc)
	}},
}

// article holds the article's coefficients. Its Euclidean threshold of 5 enters
// as a margin of -5: the term is dead until d(a,p) exceeds d(a,n) by 5.
var article = Coefficients{WeightCos: 0.8, MarginCos: 0.4, WeightEuc: 0.02, MarginEuc: -5}

// Cosine is the loss weight * max(d_cos(a,p) - d_cos(a,n) + margin, 0), the
// article's predecessor. Usual: weight 1, margin 0.4.
func Cosine(weight, margin float64) Spec {
	return Spec{Name: "cosine", Terms: []TermSpec{{Distance: "cosine", Weight: weight, Margin: margin}}}
}

// Euclidean is the loss weight * max(d_euc(a,p) - d_euc(a,n) + margin, 0). Usual:
// weight 1, margin 1.
func Euclidean(weight, margin float64) Spec {
	return Spec{Name: "euclidean", Terms: []TermSpec{{Distance: "euclidean", Weight: weight, Margin: margin}}}
}

// Combined is the article's loss with the usual sign, its two terms added:
//
//	wCos * max(d_cos(a,p) - d_cos(a,n) + mCos, 0) + wEuc * max(d_euc(a,p) - d_euc(a,n) + mEuc, 0)
//
// The article's coefficients are 0.8, 0.4, 0.02 and -5.
func Combined(wCos, mCos, wEuc, mEuc float64) Spec {
	return Spec{Name: "combined", Terms: []TermSpec{
		{Distance: "cosine", Weight: wCos, Margin: mCos},
		{Distance: "euclidean", Weight: wEuc, Margin: mEuc},
	}}
}

// CombinedAsPrinted is Combined with positive and negative swapped in both
// terms, as the article prints it. It pulls negatives in and does not learn; it
// is there to show that.
func CombinedAsPrinted(wCos, mCos, wEuc, mEuc float64) Spec {
	s := Combined(wCos, mCos, wEuc, mEuc)
	s.Name = "combined-as-printed"
	for i := range s.Terms {
		s.Terms[i].Inverted = true
	}
	return s
}

// PresetNames are the names that Preset knows, the article's order.
func PresetNames() []string {
	names := make([]string, len(presets))
	for i, p := range presets {
		names[i] = p.name
	}
	return names
}

// DefaultCoefficients are the coefficients of a named loss that a user did not
// set: cosine 1 and 0.4; euclidean 1 and 1; both combined losses the article's.
// The error for an unknown name suggests the nearest.
func DefaultCoefficients(name string) (Coefficients, error) {
	for _, p := range presets {
		if p.name == name {
			return p.defaults, nil
		}
	}
	return Coefficients{}, unknown("loss", name, PresetNames())
}

// Preset is the named loss with these coefficients, unchecked; Compile checks
// them. The error for an unknown name suggests the nearest.
func Preset(name string, c Coefficients) (Spec, error) {
	for _, p := range presets {
		if p.name == name {
			return p.build(c), nil
		}
	}
	return Spec{}, unknown("loss", name, PresetNames())
}
