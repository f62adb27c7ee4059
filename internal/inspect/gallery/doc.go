// Package gallery keeps vectors of what is good, few that cover many, and finds the
// nearest of them.
package gallery
