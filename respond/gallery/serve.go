package gallery

import (
	"bytes"
	"embed"
	"html/template"
	"maps"
	"net/http"
	"path"
	"strconv"

	"sojourn/listener"
	"sojourn/look"
	"sojourn/study"
)

//go:embed index.html
var pages embed.FS

var index = template.Must(template.ParseFS(pages, "index.html"))

// style is that of the index.
var style = template.CSS(look.Base + "main{max-width:48rem;margin:2rem auto;padding:0 1rem}table{width:100%}th,td{vertical-align:middle}td a{display:inline-block;padding:.3rem .75rem}")

// File is where a scene stands, in a folder and as an address.
func (s Scene) File() string { return path.Join(string(s.Lang), s.Name+".html") }

// An overview is what index.html shows: a line for each scene.
type overview struct {
	Style     template.CSS
	Languages []study.Lang
	Lines     []line
}

// A line is one scene in every language.
type line struct {
	Name   string
	Status int
	Files  map[study.Lang]string
}

// Index is the page that leads to all scenes.
func Index(scenes []Scene) ([]byte, error) {
	o := overview{Style: style, Languages: Languages[:]}
	at := map[string]int{}
	for _, s := range scenes {
		n, known := at[s.Name]
		if !known {
			n, at[s.Name] = len(o.Lines), len(o.Lines)
			o.Lines = append(o.Lines, line{s.Name, s.Status, map[study.Lang]string{}})
		}
		o.Lines[n].Files[s.Lang] = s.File()
	}
	var page bytes.Buffer
	err := index.Execute(&page, o)
	return page.Bytes(), err
}

// Handler serves the index and, with the very headers they had, the scenes.
// The status is always 200, so that a browser shows each as it is.
func Handler(scenes []Scene) (http.Handler, error) {
	front, err := Index(scenes)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		listener.Secure(w.Header(), listener.Policy(look.StyleHash(string(style)), "img-src 'none'"))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(front) // a browser that went away is no failure
	})
	for _, s := range scenes {
		mux.HandleFunc("GET /"+s.File(), func(w http.ResponseWriter, r *http.Request) {
			maps.Copy(w.Header(), s.Header)
			w.Header().Set("Content-Length", strconv.Itoa(len(s.Body)))
			_, _ = w.Write(s.Body)
		})
	}
	return mux, nil
}
