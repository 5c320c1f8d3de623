package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"sojourn/listener"
	"sojourn/respond/gallery"
	"sojourn/study"
)

// galleryCommand is "sojourn gallery".
type galleryCommand struct {
	Listen string `default:"127.0.0.1:0" help:"Address of the gallery."`
	Out    string `placeholder:"DIR" help:"Write the pages as files into an empty or new folder and end."`
}

// Help shows an example.
func (galleryCommand) Help() string {
	return `Examples: sojourn gallery
          sojourn gallery --out gallery

Shows every page and state of the respondents' pages with made-up data, in English, Russian and Persian.`
}

// Run serves the gallery until it is told to stop, or writes it down.
func (k galleryCommand) Run(c console) error {
	scenes, err := k.scenes()
	if err != nil {
		return err
	}
	if k.Out != "" {
		return k.write(c, scenes)
	}
	pages, err := gallery.Handler(scenes)
	if err != nil {
		return err
	}
	l, err := listenAt(k.Listen)
	if err != nil {
		return err
	}
	server := listener.Server(pages, time.Minute)
	context.AfterFunc(c.ctx, func() { server.Close() })
	c.printf("Gallery: http://%s/\nStop with Ctrl-C.\n", l.Addr())
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// scenes plays them on a storage and with keys that are thrown away.
func (galleryCommand) scenes() (_ []gallery.Scene, err error) {
	db, keys, forget, err := throwaway()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, forget()) }()
	return gallery.Scenes(gallery.Config{Storage: db, Keys: keys, Rand: rand.Reader,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
}

// write puts the pages into a folder.
func (k galleryCommand) write(c console, scenes []gallery.Scene) error {
	if entries, err := os.ReadDir(k.Out); err == nil && len(entries) > 0 {
		return study.Problem{Where: k.Out, What: "this folder is not empty", Do: "name a new one; nothing is overwritten"}
	}
	front, err := gallery.Index(scenes)
	if err != nil {
		return err
	}
	files := map[string][]byte{"index.html": front}
	for _, s := range scenes {
		files[s.File()] = s.Body
	}
	if err := writeFiles(k.Out, files); err != nil {
		return err
	}
	c.printf("%s in %s\n", counted(len(scenes), "page"), k.Out)
	return nil
}
