package testutil

// Must gives v, and panics if err is not nil: for what cannot fail in a test, such as
// reading pictures that are in memory.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
