package server

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"mekiki/internal/station/record"
	"mekiki/internal/station/state"
	"mekiki/internal/work"
)

// gauges tell a Prometheus how a station stands, when it asks.
type gauges struct{ *work.Plant }

var (
	metricResults = prometheus.NewDesc("mekiki_results_total", "Results since the start, by verdict.", []string{"verdict"}, nil)
	metricLate    = prometheus.NewDesc("mekiki_late_total", "Judgements since the start that came after the window; their results are NONE.", nil, nil)
	metricLatency = prometheus.NewDesc("mekiki_verdict_seconds", "From the picture to the verdict.", nil, nil)
	metricBegun   = prometheus.NewDesc("mekiki_parts_begun", "Parts that have no result yet.", nil, nil)
	metricState   = prometheus.NewDesc("mekiki_state", "1 for the state that the station is in.", []string{"state"}, nil)
	metricAlarms  = prometheus.NewDesc("mekiki_alarm", "1 for each alarm that stands.", []string{"kind"}, nil)
	metricUnsent  = prometheus.NewDesc("mekiki_outbox_oldest_unsent_seconds", "Age of the oldest event that a receiver, a webhook or the plant's database, should have and has not; 0 if it has all.", []string{"receiver"}, nil)
	metricStored  = prometheus.NewDesc("mekiki_pictures_bytes", "Pictures that are kept.", nil, nil)
)

// Describe is prometheus.Collector's.
func (g gauges) Describe(to chan<- *prometheus.Desc) { prometheus.DescribeByCollect(g, to) }

// Collect is prometheus.Collector's.
func (g gauges) Collect(to chan<- prometheus.Metric) {
	n := g.Now()
	count := func(d *prometheus.Desc, v int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), labels...)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count(metricResults, n.Counts.OK, string(record.OK))
	count(metricResults, n.Counts.NG, string(record.NG))
	count(metricResults, n.Counts.Review, string(record.Review))
	count(metricResults, n.Counts.None, string(record.None))
	count(metricLate, n.Counts.Late)
	l := g.Latency()
	to <- prometheus.MustNewConstHistogram(metricLatency, l.Count, l.Seconds, l.Under)
	gauge(metricBegun, float64(n.Begun))
	for _, s := range state.All() {
		in := 0.0
		if s.String() == n.State {
			in = 1
		}
		gauge(metricState, in, s.String())
	}
	for _, x := range n.Alarms {
		gauge(metricAlarms, 1, x.Kind)
	}
	kept, _ := g.Kept()
	gauge(metricStored, float64(kept))
	if g.Outbox == nil {
		return
	}
	for name, s := range g.Outbox.Receivers() {
		age := 0.0
		if !s.Oldest.IsZero() {
			age = max(0, time.Since(s.Oldest).Seconds()) // the clock may have been set
		}
		gauge(metricUnsent, age, name)
	}
}

// metrics answers /metrics.
func metrics(mux *gate, p *work.Plant) {
	all := prometheus.NewRegistry()
	all.MustRegister(gauges{p}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	h := promhttp.HandlerFor(all, promhttp.HandlerOpts{})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, r) })
}
