// Package report writes what the program has shown: HTML pages that need nothing beside
// themselves, and for each a JSON file with the same content for programs. Each kind of
// page is a sub-room with its types, its template, its JSON and its tests; kit is what
// they share, modelfigure, lossfigure and eyefigure are figures that also stand alone.
//
// A page is read from top to bottom by a quality engineer: the verdict in plain words,
// warnings, figures with 95 % intervals, then the evidence, and at the end what is needed
// to repeat it. Whatever was not measured is left out with a sentence that says so; no
// value makes a page fail.
package report
