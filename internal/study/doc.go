// Package study runs many trainings and says what they show together: a
// comparison of losses over seeds, and a search over the parameters of one.
//
// The room keeps finished runs in a folder and takes each up again, so that a
// study that was killed loses nothing but the steps since the last checkpoints,
// and a larger study uses the runs of a smaller one. Runs are independent of
// each other and go side by side, one thread each; the engine gives bitwise the
// same weights however many there are.
//
// How a run is made, from pictures to figures, is a Runner that the caller
// passes in: this room knows neither where pictures come from nor how progress
// is shown.
package study
