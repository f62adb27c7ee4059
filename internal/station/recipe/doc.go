// Package recipe is what parts of a product are judged by: an inspector, thresholds, whether
// the guard may hold pictures back, and what all that is for. A version is never changed; what
// becomes of it, from draft to retired, is added as steps.
package recipe
