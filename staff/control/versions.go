package control

import (
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"sojourn/fieldwork"
	"sojourn/listener"
	"sojourn/study"
)

// versionsPage is what versions.html shows.
type versionsPage struct {
	*frame
	Waves []waveVersions
	May   bool // publish
}

// waveVersions are the version in the study folder and those published here.
type waveVersions struct {
	study.Wave
	First     Version
	Current   string // the version that is asked from now on
	Published []fieldwork.Published
}

// versions serves GET /versions.
func (s *site) versions(w http.ResponseWriter, r *http.Request) error {
	published, err := s.Storage.Published(r.Context())
	if err != nil {
		return err
	}
	page := versionsPage{frame: s.frame(r, "nav.versions"), May: s.allows(who(r).Role, "POST /versions/{wave}")}
	for _, wave := range s.fielded() {
		of := waveVersions{Wave: wave, First: s.First[wave.Number], Current: s.Current(wave.Number)}
		for _, p := range published {
			if p.Wave == wave.Number {
				of.Published = append(of.Published, p)
			}
		}
		page.Waves = append(page.Waves, of)
	}
	return s.pages.Show(w, http.StatusOK, "versions", page)
}

// versionFile serves GET /versions/{wave}/{place}: the file as it was
// published, for the study folder.
func (s *site) versionFile(w http.ResponseWriter, r *http.Request) error {
	published, err := s.Storage.Published(r.Context())
	if err != nil {
		return err
	}
	for _, p := range published {
		if strconv.Itoa(int(p.Wave)) == r.PathValue("wave") && strconv.Itoa(p.Place) == r.PathValue("place") {
			w.Header().Set("Content-Type", "application/octet-stream")
			w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": p.File}))
			_, _ = w.Write(p.Data) // a browser that went away is no failure of ours
			return nil
		}
	}
	return study.ErrNotFound
}

// publish serves POST /versions/{wave}: a file becomes the current version if
// the linter finds nothing that stops it.
func (s *site) publish(w http.ResponseWriter, r *http.Request) error {
	wave, err := s.waveOf(r.PathValue("wave"))
	if err != nil {
		return err
	}
	file, header, err := r.FormFile("file")
	if err != nil {
		return study.Problem{Severity: study.Error, Code: "no-file", Where: "file", What: "no file was chosen", Do: "go back and choose the questionnaire's file"}
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return errForm
	}
	p := fieldwork.Published{Wave: wave.Number, Day: study.DayOf(s.Clock().In(s.Study.Location())), Who: who(r).Name, File: fileName(header.Filename), Data: data}
	warnings, err := s.Publish(r.Context(), p, s.entry(r, "version", "wave "+r.PathValue("wave")+", "+p.File))
	if err != nil {
		return err
	}
	if len(warnings) > 0 {
		return s.pages.Show(w, http.StatusOK, "trouble", troubled{s.frame(r, "published"), "published.text", warnings})
	}
	return listener.SeeOther(w, "/versions")
}

// fileName is the last part of the name that a browser gave, without anything
// that could lead somewhere.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if name == "." || name == "/" || name == "" {
		return "instrument"
	}
	return name
}
