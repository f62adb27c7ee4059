// Package patch makes vectors of the places of a picture: what an eye gives at its taps,
// averaged over neighbours, brought to one map and each layer to one length (Roth et al.,
// "Towards Total Recall in Industrial Anomaly Detection", 2022).
package patch
