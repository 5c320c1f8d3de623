package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"sojourn/archive"
	"sojourn/library"
	"sojourn/site"
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
	c.printf("%d works, %d files: %s\n", len(content.Works), len(public.Names()), filepath.Join(k.Out, "index.html"))
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
	return site.Content{Works: works, Findings: findings, URL: strings.TrimRight(url, "/")}, lib, nil
}
