// Package testutil holds what several test files need. Only tests import it.
package testutil
