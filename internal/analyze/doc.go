// Package analyze is the room of looking at data and at what a distance or a loss
// does to them. It takes raw pixels or embeddings, knows no files and no figures,
// and has a sub-room for each question:
//
//	triplets     how distances are distributed over triplets, and where two disagree
//	losscheck    what minimising a loss does to each of its quantities
//	calibrate    which weights, margins and thresholds the data suggest
//	duplicates   which pictures are copies of others, or nearly so
//	projection   pictures as points of a plane, by PCA and t-SNE, and what that keeps
//
// Results are bitwise the same for any number of workers.
package analyze
