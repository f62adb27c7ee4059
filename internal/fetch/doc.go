// Package fetch finds Fashion-MNIST: in a folder that the user names, where
// Debian installs it, in the user's cache, or on the network, and where all
// that fails in the sample that is part of the program.
//
// It reads neither flags nor environment; both come in as Options. Files that
// it brings itself are checked by the SHA-256 of their unpacked content before
// they get their name in the cache, so a cache is never half full of something
// else, however many processes fill it at once and whenever they are killed.
package fetch
