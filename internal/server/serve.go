package server

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"mekiki/internal/lang"
	"mekiki/internal/work"
	"mekiki/internal/work/desk"
)

// grace is how long answers that have begun may take when the server is told to end.
const grace = 30 * time.Second

// Serve runs the station of a folder until ctx ends, and then ends it in good order: parts
// that have begun are judged, stored and answered. ready is told where it is reached.
func Serve(ctx context.Context, at *desk.Desk, c work.ServeConfig, ready func(work.Reached)) (err error) {
	if err := c.Check(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Address)
	if err != nil {
		return lang.Errorf("%w; choose another address with --address", err)
	}
	defer func() { _ = listener.Close() }() // the server has closed it, if it came to that
	s, err := work.OpenStation(ctx, at, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	s.Reached.Addresses = addresses(listener.Addr(), c.Secure())
	s.Reached.Address = s.Reached.Addresses[0]
	if c.Secure() {
		config, fingerprint, err := certificate(c, time.Now())
		if err != nil {
			return err
		}
		s.Reached.Fingerprint = fingerprint
		listener = tls.NewListener(listener, config)
	}
	if err := s.FirstUser(); err != nil {
		return err
	}
	streams, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	web := &http.Server{
		Handler:           newHandler(streams, s.Plant, c.Host),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16,
	}
	web.RegisterOnShutdown(end)
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	ready(s.Reached)
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
