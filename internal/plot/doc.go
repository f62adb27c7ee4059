// Package plot turns numbers into figures: SVG for a page or a file of its
// own, PNG for everything else. It knows no models and no files.
//
// Each kind of figure is a struct of plain numbers and names ([LineChart],
// [ROC], [Histogram], [Scatter], [JointDensity], [Surface], [Points], [Race],
// [Strip], [Forest], [Boxes], [Cloud], [Confusion], [Versus], [Diagram]) with a method Figure;
// a [Figure] writes itself as [Figure.SVG], [Figure.Inline] or [Figure.PNG]. It
// keeps the slices that it was made of: leave them unchanged until it is written.
// Axes and text metrics come from gonum.org/v1/plot; the colours are roles, so
// that a figure inside a page follows the page's light or dark theme.
package plot
