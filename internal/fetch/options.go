package fetch

import (
	"net"
	"net/http"
	"time"

	"mekiki/internal/dataset"
	"mekiki/internal/lang"
)

const (
	// DebianDir is where the Debian package dataset-fashion-mnist puts its files.
	DebianDir = "/usr/share/datasets/fashion-mnist"
	// BaseURL is the official address of the data set, from the README of its authors.
	BaseURL = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"
)

// Options is the environment of Load. The zero value looks into Debian's folder
// and falls back on the sample.
type Options struct {
	// DataDir is the folder that the user asks for (--data). If it is set
	// nothing else is tried.
	DataDir string
	// EnvDir is the value of $MEKIKI_DATA, used like DataDir but after it.
	EnvDir string
	// Transpose exchanges rows and columns of the pictures of a folder that the user
	// named by DataDir or EnvDir; others are as they should be.
	Transpose bool
	// Folder says how picture files in a folder that the user named become a data set.
	Folder dataset.Folder
	// FolderGiven are the settings of Folder that the user gave: on other data they would
	// do nothing, so that is an error.
	FolderGiven []string
	// Progress is told how many of a folder's picture files are read; nil drops it.
	Progress func(done, of int)
	// CacheDir is the folder for the files that are fetched, made when needed.
	// Empty: nothing is fetched.
	CacheDir string
	// DebianDir replaces the constant of this name, for tests.
	DebianDir string
	// BaseURL replaces the constant of this name: a mirror, for instance.
	BaseURL string
	// Client downloads; nil is a client that gives up after 5 s without a connection.
	Client *http.Client
	// Runner runs apt-get and dpkg; nil runs the real ones.
	Runner Runner
	// Log takes lines that tell the user what is going on; nil drops them.
	Log func(lang.Message)

	// known is the data set that is looked for, Fashion-MNIST but in tests.
	known dataset.Published
	// idle is how long a download or apt-get may bring nothing, 8 s but in tests.
	idle time.Duration
}

// filled puts the stated defaults into empty fields.
func (o Options) filled() Options {
	if o.DebianDir == "" {
		o.DebianDir = DebianDir
	}
	if o.BaseURL == "" {
		o.BaseURL = BaseURL
	}
	if o.Client == nil {
		o.Client = newClient()
	}
	if o.Runner == nil {
		o.Runner = system{}
	}
	if o.Log == nil {
		o.Log = func(lang.Message) {}
	}
	if o.known.Name == "" {
		o.known = dataset.Fashion()
	}
	if o.idle == 0 {
		o.idle = 8 * time.Second
	}
	return o
}

// newClient gives up early where there is no network, but lets a slow download
// take its time: that one is watched by its progress.
func newClient() *http.Client {
	return &http.Client{Transport: &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: 8 * time.Second,
		IdleConnTimeout:       5 * time.Second,
		// The files are .gz; they must arrive as they are.
		DisableCompression: true,
	}}
}
