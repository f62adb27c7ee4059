// Package server lets others reach a station over HTTP: programs by a REST interface with an
// OpenAPI document, people by a page. It is thin: what a request means, package station knows.
package server
