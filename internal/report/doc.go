// Package report writes what a run has shown: report.html, one page that needs
// nothing beside itself, and report.json, the same content for programs.
//
// The page is read from top to bottom by a quality engineer: the verdict in
// plain words, warnings, figures with 95 % intervals, then the evidence, and at
// the end what is needed to repeat it. Whatever a run did not measure is left
// out with a sentence that says so; no value makes the report fail.
package report
