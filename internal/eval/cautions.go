package eval

import (
	"cmp"
	"slices"

	"mekiki/internal/lang"
)

// tooWide is the width of a 95 % interval, as a share, above which its figure is
// called too uncertain for a conclusion.
const tooWide = 0.20

// mostNamed is how many classes a sentence names.
const mostNamed = 4

// Lead is the distance that words speak of: Own where it was measured, else cosine.
func (r *Result) Lead() string {
	if r.Neighbours[Own] != nil || len(r.Neighbours) == 0 && r.Verification[Own] != nil {
		return Own
	}
	return "cosine"
}

// cautions says in sentences what the figures by Lead do not bear out: too few
// cases, no better than a baseline, or a class that is lost among the others.
// Intervals are Wilson's of the counts, which are there without resamples.
func (r *Result) cautions() []lang.Message {
	var out []lang.Message
	lead := r.Lead()
	if v := r.Verification[lead]; v != nil {
		i := wilson(v.TripletAccuracy.Value, r.Triplets)
		if i.width() > tooWide {
			out = append(out, lang.T("With %s the interval of triplets in order, %s, is %s wide: too few for a conclusion from pairs or triplets. Train with a larger test-size, or add pictures.",
				lang.Plural(r.Triplets, "1 test triplet", "%d test triplets"), i.spoken(), points(i.width())))
		}
		if b := r.Baselines; b != nil && b.PixelTriplets != nil && i.Hi < b.PixelTriplets.Lo {
			out = append(out, lang.T("Triplets in order, %s, are fewer than raw pixels have, %s.", i.spoken(), b.PixelTriplets.percent()))
		}
	}
	n := r.Neighbours[lead]
	if n == nil {
		return out
	}
	i := wilson(n.KNN5.Value, r.Queries)
	if i.width() > tooWide {
		out = append(out, lang.T("With %s the interval of the 5-NN accuracy, %s, is %s wide: too few for a conclusion. Add test pictures.",
			lang.Plural(r.Queries, "1 test picture", "%d test pictures"), i.spoken(), points(i.width())))
	}
	if b := r.Baselines; b != nil {
		out = append(out, b.compare(i, r.Queries)...)
	}
	return append(out, r.Classes[lead].cautions()...)
}

// compare says which baselines the 5-NN accuracy i of so many queries is not above.
func (b *Baselines) compare(i Interval, queries int) []lang.Message {
	var out []lang.Message
	if l := b.Largest; l != nil && !l.better() {
		out = append(out, lang.T("The 5-NN accuracy, %s, is not shown to be above that of always calling %q, %s.", i.spoken(), l.Name, l.Share.percent()))
	}
	p := b.Pixels
	switch all := p == nil || p.Queries >= queries; {
	case p == nil || p.better():
	case p.worse() && all:
		out = append(out, lang.T("The 5-NN accuracy, %s, is below that of raw pixels by the same neighbours, %s: this network makes the pictures harder to tell apart.", i.spoken(), p.KNN5.percent()))
	case p.worse():
		out = append(out, lang.T("The 5-NN accuracy, %s, is below that of raw pixels by the same neighbours, %s: this network makes the pictures harder to tell apart. Both were compared on %d of the %d test pictures, drawn at random; all of them might tell.", i.spoken(), p.KNN5.percent(), p.Queries, queries))
	case all:
		out = append(out, lang.T("The 5-NN accuracy, %s, is not shown to be above that of raw pixels by the same neighbours, %s: what the network adds is within chance.", i.spoken(), p.KNN5.percent()))
	default:
		out = append(out, lang.T("The 5-NN accuracy, %s, is not shown to be above that of raw pixels by the same neighbours, %s: what the network adds is within chance. Both were compared on %d of the %d test pictures, drawn at random; all of them might tell.", i.spoken(), p.KNN5.percent(), p.Queries, queries))
	}
	return out
}

// better and worse say what is no chance, at p < 0.05.
func (v Versus) better() bool { return v.P < 0.05 && v.NetworkOnly > v.BaselineOnly }
func (v Versus) worse() bool  { return v.P < 0.05 && v.NetworkOnly < v.BaselineOnly }

// cautions names classes whose recall is uncertain, and those of which more than half is
// missed, the worst first.
func (c *Classes) cautions() []lang.Message {
	if c == nil {
		return nil
	}
	var out []lang.Message
	var wide lang.List
	for _, k := range c.Classes {
		if k.Recall != nil && k.Recall.width() > tooWide {
			wide = append(wide, lang.T("%q (%d)", k.Name, k.Pictures))
		}
	}
	if len(wide) > 0 {
		out = append(out, lang.T("So few test pictures are of %s that the intervals of their recall are more than 20 points wide.", named(wide)))
	}
	var missed []Class
	for _, k := range c.Classes {
		if 2*k.Right < k.Pictures {
			missed = append(missed, k)
		}
	}
	slices.SortStableFunc(missed, func(a, b Class) int { return cmp.Compare(a.Right*b.Pictures, b.Right*a.Pictures) })
	var text lang.List
	for _, k := range missed {
		text = append(text, lang.T("%q (%d of %d)", k.Name, k.Pictures-k.Right, k.Pictures))
	}
	switch len(missed) {
	case 0:
	case 1:
		k := missed[0]
		out = append(out, lang.T("Of the class %q %d of %d test pictures are called something else.", k.Name, k.Pictures-k.Right, k.Pictures))
	default:
		out = append(out, lang.T("More than half of the test pictures of %s are called something else.", named(text)))
	}
	return out
}

// named is a list of names, shortened to the first.
func named(list lang.List) lang.List {
	if more := len(list) - mostNamed; more > 0 {
		list = append(list[:mostNamed:mostNamed], lang.T("%d more", more))
	}
	return list
}

func (i Interval) width() float64 { return i.Hi - i.Lo }

// percent is the value in words, spoken the value with its interval.
func (i Interval) percent() lang.Message { return lang.T("%.1f %%", 100*i.Value) }
func (i Interval) spoken() lang.Message {
	return lang.T("%.1f %% (%.1f to %.1f)", 100*i.Value, 100*i.Lo, 100*i.Hi)
}

func points(share float64) lang.Message { return lang.T("%.0f points", 100*share) }
