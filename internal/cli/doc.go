// Package cli is the command line: flags, the config file, environment, output
// and exit codes. One file a command; what several commands share has files of
// its own: config_*.go binds train.Config to flags and YAML, pipeline_*.go
// strings the rooms together.
//
// Exit codes: 0 done; 1 failed, or stopped with Ctrl-C; 2 wrong usage (unknown
// command, flag, preset, loss or key, or a value out of range).
//
// With --json a command prints exactly one JSON object on stdout, and only when
// it is done. Everything else goes to stderr; with --json as JSON lines.
package cli
