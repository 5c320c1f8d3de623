package main

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sojourn/archive"
	"sojourn/library"
	"sojourn/listener"
	"sojourn/site"
	"sojourn/site/oai"
	"sojourn/study"
)

// libraryExportCommand is "sojourn library export".
type libraryExportCommand struct {
	inStudy
	Out string `required:"" placeholder:"DIR" help:"Where to write the site."`
	URL string `name:"url" help:"Where it will be published, such as https://example.org/library; adds a sitemap."`
}

// Help shows an example.
func (libraryExportCommand) Help() string {
	return `Example: sojourn library export --out site --url https://example.org/library

Open site/index.html in a browser: it needs no server and no script. Saved copies are left out, but for works whose rights
say copies: public.`
}

// Run writes the site.
func (k libraryExportCommand) Run(c console) error {
	content, lib, err := libraryContent(c, k.Study, k.URL)
	if err != nil {
		return err
	}
	public := site.New(content)
	var made sync.Map
	put := func(name string, data []byte) error {
		path := filepath.Join(k.Out, filepath.FromSlash(name))
		if _, ok := made.LoadOrStore(filepath.Dir(path), true); !ok {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return cannotWrite(k.Out)
			}
		}
		err := os.WriteFile(path, data, 0o644)
		if errors.Is(err, fs.ErrNotExist) { // another goroutine is about to make the directory
			err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o644))
		}
		if err != nil {
			return cannotWrite(path)
		}
		return nil
	}
	if err := public.Export(put); err != nil {
		return err
	}
	for _, kept := range public.Copies() {
		data, err := os.ReadFile(lib.CopyPath(kept))
		if err != nil {
			continue // library check says that it is gone
		}
		if err := put("copy/"+archive.CopyName(kept), data); err != nil {
			return err
		}
	}
	c.printf("%s, %s: %s\n", counted(len(content.Works), "work"), counted(len(public.Names()), "file"), filepath.Join(k.Out, "index.html"))
	return nil
}

// libraryContent reads what a site shows of the library of a study.
func libraryContent(c console, dir, url string) (site.Content, *archive.Library, error) {
	if url != "" && !library.WebAddress(url) {
		return site.Content{}, nil, study.Problem{Where: "--url", What: "this is no address of the web", Do: "begin it with https://"}
	}
	lib, works, err := openLibrary(c, dir)
	if err != nil {
		return site.Content{}, nil, err
	}
	findings, problems, err := lib.Findings()
	if err != nil {
		return site.Content{}, nil, err
	}
	warnAll(c, problems)
	return site.Content{Title: title(lib.Dir), Works: works, Findings: findings, URL: strings.TrimRight(url, "/")}, lib, nil
}

// libraryServeCommand is "sojourn library serve".
type libraryServeCommand struct {
	inStudy
	Listen string `default:"127.0.0.1:8095" help:"Address to serve on, behind a web server with TLS."`
	URL    string `name:"url" required:"" help:"Public address, such as https://example.org/library."`
	Email  string `required:"" help:"Address of the library's keeper, which OAI-PMH shows to everybody."`
}

// Help shows an example.
func (libraryServeCommand) Help() string {
	return `Example: sojourn library serve --url https://example.org/library --email library@example.org

Serves the pages of "sojourn library export" and, at /oai, OAI-PMH 2.0 for catalogues that harvest. It shows the works as they
were when it began. No address of a reader is kept.`
}

// Run serves until it is told to stop.
func (k libraryServeCommand) Run(c console) error {
	content, lib, err := libraryContent(c, k.Study, k.URL)
	if err != nil {
		return err
	}
	changed := lib.Changed()
	var records []oai.Record
	for _, w := range content.Works {
		records = append(records, oai.Record{Work: w, Changed: changed[w.ID]})
	}
	mux := http.NewServeMux()
	mux.Handle("/oai", oai.New(records, oai.Options{Name: content.Title.In("en"), URL: content.URL + "/oai", Email: k.Email, Clock: time.Now}))
	mux.Handle("/", site.Server{Public: site.New(content), Open: (&deskShelf{Library: lib}).Open})
	l, err := listenAt(k.Listen)
	if err != nil {
		return err
	}
	server := listener.Server(mux, time.Minute)
	c.printf("The library: http://%s/\nStop with Ctrl-C.\n", l.Addr())
	go server.Serve(l)
	<-c.ctx.Done()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return server.Shutdown(ctx)
}

// title is what a library is called: by its study.
func title(dir string) study.Text {
	folder, err := study.Load(os.DirFS(dir))
	if err != nil {
		return study.Text{"en": "Library", "ru": "Библиотека"} // works can be kept before the study is whole
	}
	name := study.Text{}
	for lang, word := range map[study.Lang]string{"en": "Library", "ru": "Библиотека"} {
		name[lang] = word + ": " + folder.Study.Title.In(lang, folder.Study.Default())
	}
	return name
}
