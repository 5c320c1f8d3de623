package main

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"sojourn/editor"
	"sojourn/editor/history"
	"sojourn/instrument"
	"sojourn/listener"
	"sojourn/preview"
	"sojourn/study"
	"sojourn/workspace"
)

// The folders of the questionnaires and of the question bank.
const (
	questionnaireDir = "instrument"
	bankDir          = "bank"
)

// deskQuestionnaires is the study folder as the editor needs it.
type deskQuestionnaires struct {
	*history.Keeper
	project *workspace.Project
}

func openQuestionnaires(p *workspace.Project) *deskQuestionnaires {
	return &deskQuestionnaires{Keeper: history.New(p.Dir, filepath.Join(p.Dir, ".sojourn", "edits"), time.Now), project: p}
}

// Files lists the questionnaires of the waves and what else is in their folder.
func (q *deskQuestionnaires) Files() ([]editor.File, error) {
	by := map[string][]study.WaveID{}
	for _, w := range q.project.Study.Waves {
		if w.Instrument != "" {
			by[w.Instrument] = append(by[w.Instrument], w.Number)
		}
	}
	for _, dir := range []string{questionnaireDir, bankDir} {
		entries, err := fs.ReadDir(q.project.Files, dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			if _, known := by[name]; !known && e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") && slices.Contains([]string{".md", ".xlsx", ".xls", ".csv"}, path.Ext(name)) {
				by[name] = nil
			}
		}
	}
	var all []editor.File
	for name, waves := range by {
		if info, err := fs.Stat(q.project.Files, name); err == nil && info.Mode().IsRegular() {
			all = append(all, editor.File{Name: name, Waves: waves})
		}
	}
	slices.SortFunc(all, func(a, b editor.File) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// waves lists the waves that field the file.
func (q *deskQuestionnaires) waves(name string) []study.Wave {
	return slices.DeleteFunc(slices.Clone(q.project.Study.Waves), func(w study.Wave) bool { return w.Instrument != name })
}

// Fielded lists the versions that respondents have seen: those of opened responses
// and those that are kept. Before any is known, it is the one in the file, if
// something of its wave came in.
func (q *deskQuestionnaires) Fielded(name, now string) ([]string, error) {
	var versions []string
	copies, err := fs.ReadDir(q.project.Files, path.Dir(workspace.KeptName(name, "")))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, file := range copies {
		if version, is := workspace.KeptVersion(name, file.Name()); is {
			versions = append(versions, version)
		}
	}
	for _, w := range q.waves(name) {
		met, err := q.project.Versions(w.Number)
		if err != nil {
			return nil, err
		}
		versions = append(versions, met...)
	}
	received, err := q.project.Status()
	if err != nil {
		return nil, err
	}
	for _, s := range received {
		of := func(w study.Wave) bool { return w.Number == s.Wave }
		if len(versions) == 0 && s.Finished+s.Partial > 0 && slices.ContainsFunc(q.waves(name), of) {
			versions = []string{now}
		}
	}
	slices.Sort(versions)
	return slices.Compact(versions), nil
}

// KeepFielded keeps a copy of a version. One that is kept stays as it is.
func (q *deskQuestionnaires) KeepFielded(name, version string, data []byte) error {
	err := q.Create(workspace.KeptName(name, version), data)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// KeptFielded gives the copy of a version.
func (q *deskQuestionnaires) KeptFielded(name, version string) ([]byte, bool) {
	data, err := q.Read(workspace.KeptName(name, version))
	return data, err == nil
}

// Departures lists what differs from earlier waves if the file holds in.
func (q *deskQuestionnaires) Departures(name string, in *instrument.Instrument) ([]instrument.Departure, error) {
	waves := map[study.WaveID]*instrument.Instrument{}
	for _, w := range q.project.Study.Waves {
		switch {
		case w.Instrument == name:
			waves[w.Number] = in
		case w.Instrument != "":
			other, _, err := workspace.ReadInstrument(q.project.Files, w.Instrument)
			if err != nil {
				continue // it has to be mended first, and says so on its own page
			}
			waves[w.Number] = other
		}
	}
	l, err := q.project.ReadLineage()
	if err != nil {
		return nil, err
	}
	mine := func(d instrument.Departure) bool { return waves[d.Wave] == in && waves[d.Before] != in }
	return slices.DeleteFunc(instrument.Departures(waves, l), func(d instrument.Departure) bool { return !mine(d) }), nil
}

// Tell adds an entry to the lineage.
func (q *deskQuestionnaires) Tell(c instrument.Continuation) error { return q.project.Tell(c) }

// stages are the previews of questionnaires, each served when it is first asked
// for, on an address of its own: the form has its own addresses from the root on.
type stages struct {
	dir string
	in  []string // addresses of the pages in whose frames they stand
	log *slog.Logger

	mu     sync.Mutex
	at     map[string]string
	closes []func() error
}

// open gives the address of the preview of a file.
func (s *stages) open(name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, open := s.at[name]; open {
		return at, nil
	}
	db, keys, forget, err := throwaway()
	if err != nil {
		return "", err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", errors.Join(err, forget())
	}
	pages := preview.New(preview.Config{Name: path.Base(name), Source: source(filepath.Join(s.dir, filepath.FromSlash(name))), Host: l.Addr().String(), Storage: db, Keys: keys,
		Clock: time.Now, Rand: rand.Reader, Log: s.log, Pause: time.Second, In: s.in})
	server := listener.Server(pages, 0)
	go server.Serve(l)
	s.closes = append(s.closes, func() error { return errors.Join(server.Close(), forget()) })
	s.at[name] = "http://" + l.Addr().String()
	return s.at[name], nil
}

func (s *stages) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var err error
	for _, end := range s.closes {
		err = errors.Join(err, end())
	}
	return err
}

// stagesOf are the previews shown by the desk at an address.
func stagesOf(dir string, l net.Listener, log *slog.Logger) *stages {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return &stages{dir: dir, log: log, at: map[string]string{}, in: []string{"http://127.0.0.1:" + port, "http://localhost:" + port}}
}

// halfOpen is a study folder that cannot be used as it is, with what of it can be
// read, so that its questionnaires can be mended.
func halfOpen(dir string) (*workspace.Project, error) {
	files := os.DirFS(dir)
	folder, err := study.Load(files)
	if err != nil {
		return nil, err
	}
	return &workspace.Project{Dir: dir, Study: folder.Study, Files: files, Instruments: map[study.WaveID]*instrument.Instrument{}, Lineage: &instrument.Lineage{}}, nil
}
