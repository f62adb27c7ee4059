// Package pictures keeps pictures of parts as files named by their SHA-256, in folders by day
// and hour (UTC). One goroutine writes what stands in a short queue, so no verdict waits for a
// disk: a picture that cannot be written is an alarm, and nothing else.
package pictures
