//go:build !unix

package text

// limit does nothing where the system has no such limits; the parent's patience stays.
func limit() {}
