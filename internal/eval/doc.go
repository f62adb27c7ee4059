// Package eval proves what an embedding is worth: verification of pairs
// (same or different), identification by nearest neighbours, retrieval figures,
// each with a bootstrap interval. It works on embeddings and labels alone and
// knows neither networks nor files.
package eval
