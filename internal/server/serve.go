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
	listener, err := listen(c.AccessConfig)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // the server has closed it, if it came to that
	s, err := work.OpenStation(ctx, at, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return serve(ctx, listener, c.AccessConfig, c.Dir, &s.Reached, s.FirstUser, func(streams context.Context) http.Handler {
		return newHandler(streams, s.Plant, c.Host)
	}, func() { ready(s.Reached) }, func() { at.Note("ending: parts that have begun are judged and stored") })
}

// ServeOverview runs the pages over all stations of a plant until ctx ends. ready is told where they are
// reached.
func ServeOverview(ctx context.Context, at *desk.Desk, c work.OverviewConfig, ready func(work.Reached)) (err error) {
	if err := c.Check(); err != nil {
		return err
	}
	listener, err := listen(c.AccessConfig)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // as above
	o, err := work.OpenOverview(ctx, at, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	return serve(ctx, listener, c.AccessConfig, c.Dir, &o.Reached, o.FirstUser, func(context.Context) http.Handler {
		return newOverviewHandler(o, c.Host)
	}, func() { ready(o.Reached) }, func() {})
}

func listen(c work.AccessConfig) (net.Listener, error) {
	listener, err := net.Listen("tcp", c.Address)
	if err != nil {
		return nil, lang.Errorf("%w; choose another address with --address", err)
	}
	return listener, nil
}

// serve answers until ctx ends. It fills where it is reached, and makes the first user when all else is
// ready.
func serve(ctx context.Context, listener net.Listener, c work.AccessConfig, dir string, reached *work.Reached, firstUser func() error, handler func(streams context.Context) http.Handler, ready, ending func()) error {
	reached.Addresses = addresses(listener.Addr(), c.Secure())
	reached.Address = reached.Addresses[0]
	if c.Secure() {
		config, fingerprint, err := certificate(c, dir, time.Now())
		if err != nil {
			return err
		}
		reached.Fingerprint = fingerprint
		listener = tls.NewListener(listener, config)
	}
	if err := firstUser(); err != nil {
		return err
	}
	streams, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	web := &http.Server{
		Handler:           handler(streams),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16,
	}
	web.RegisterOnShutdown(end)
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	ready()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ending()
	late, stop := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer stop()
	return web.Shutdown(late)
}
