// Package triplets looks at distances over triplets, as the article's analysis
// program does: the arrays d(a,p), d(a,n) and their differences for each
// distance, how they are distributed and correlated, the triplets about which
// two distances disagree, and what of the Euclidean distance is length and what
// is angle.
//
// A difference is always d(a,n) - d(a,p): above 0 the triplet is in order, the
// positive being nearer. Equal distances count as not in order.
package triplets
