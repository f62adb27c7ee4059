package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/work"
	"mekiki/internal/work/desk"
	"mekiki/internal/work/misuse"
)

// grace is how long answers that have begun may take when the server is told to end.
const grace = 30 * time.Second

// Serve runs the station of a folder until ctx ends, and then ends it in good order: parts
// that have begun are judged, stored and answered. ready is told the address of the page.
func Serve(ctx context.Context, at *desk.Desk, c work.ServeConfig, ready func(address string)) (err error) {
	host, _, err := net.SplitHostPort(c.Address)
	if err != nil {
		return misuse.Errorf("address %q; it is a host and a port, such as 127.0.0.1:8640", c.Address)
	}
	listener, err := net.Listen("tcp", c.Address)
	if err != nil {
		return lang.Errorf("%w; choose another address with --address", err)
	}
	defer func() { _ = listener.Close() }() // the server has closed it, if it came to that
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		at.Note("others in the network can reach the station at %s: there are no users and passwords yet", listener.Addr().String())
	}
	s, err := work.OpenStation(ctx, at, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	streams, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	web := &http.Server{
		Handler:           newHandler(streams, s.Plant, c.Host),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16,
	}
	web.RegisterOnShutdown(end)
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	ready("http://" + listener.Addr().String())
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	at.Note("ending: parts that have begun are judged and stored")
	late, stop := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer stop()
	return web.Shutdown(late)
}
