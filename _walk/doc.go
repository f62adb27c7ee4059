// Package walk has no code, only tests: they walk through the pages of a station as its people do, with the
// browser of this computer, and through those of a plant. make walk runs them; they build nothing and take the program that
// make build wrote.
package walk
