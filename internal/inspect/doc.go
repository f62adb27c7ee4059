// Package inspect judges parts: it learns from pictures of good ones what is usual at each
// place of a picture, and says of new ones how far they are from it, where, and whether that
// is too far.
//
// An Inspector is made by Fit and kept in one file. A Judge uses it on picture after
// picture. The path of a picture: vectors of its places (patch), their distances to the
// nearest good ones (gallery), one map of them (Mix), one score of the map, a verdict by
// thresholds (risk).
package inspect
