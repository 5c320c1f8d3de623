package main

import (
	"errors"
	"fmt"
	"time"

	"sojourn/archive"
	fetching "sojourn/archive/fetch"
	"sojourn/archive/text"
	"sojourn/library"
	"sojourn/study"
)

// libraryAttachCommand is "sojourn library attach".
type libraryAttachCommand struct {
	inStudy
	Work     string `arg:"" help:"Name of the work, as its file without .md."`
	File     string `arg:"" help:"The file, such as a PDF."`
	Language string `help:"Which edition it is, where there are several."`
}

// Help shows an example.
func (libraryAttachCommand) Help() string {
	return `Example: sojourn library attach sergeeva-2024-year-half-exile memo.pdf --language en

The file is copied to library/copies under the hash of its content, once, however often it is attached.`
}

// Run attaches the file.
func (k libraryAttachCommand) Run(c console) error {
	lib, err := archive.Open(k.Study)
	if err != nil {
		return err
	}
	kept, err := lib.Attach(library.ID(k.Work), study.Lang(k.Language), k.File, library.Date(study.DayOf(time.Now().UTC())))
	if err != nil {
		return err
	}
	c.printf("%s/%s (%s, %d bytes)\n", library.CopiesDir, archive.CopyName(kept), kept.Media, kept.Size)
	return nil
}

// librarySaveCommand is "sojourn library save".
type librarySaveCommand struct {
	inStudy
	Works   []string `arg:"" optional:"" help:"Names of works; all if left out."`
	Private bool     `help:"Also fetch from addresses of your own network."`
	Largest int64    `default:"100" placeholder:"MB" help:"How large one page or PDF may be."`
}

// Help shows an example.
func (librarySaveCommand) Help() string {
	return `Examples: sojourn library save
          sojourn library save sergeeva-2024-year-half-exile

A PDF is kept as it is; of a page, what the server answered (WACZ) and a readable page. Each server is asked once a second at
most and again where it is busy. Stop with Ctrl-C at any time: what was saved stays, and the next run has the rest.`
}

// Run saves what is missing.
func (k librarySaveCommand) Run(c console) error {
	lib, err := archive.Open(k.Study)
	if err != nil {
		return err
	}
	s := saverOf(lib, k.Private, k.Largest<<20)
	ids := make([]library.ID, len(k.Works))
	for i, name := range k.Works {
		ids[i] = library.ID(name)
		if _, err := lib.Work(ids[i]); errors.Is(err, study.ErrNotFound) {
			return study.Problem{Where: name, What: "there is no such work", Do: "see the names with: sojourn library list"}
		}
	}
	missing, err := s.Missing(ids...)
	if err != nil {
		return err
	}
	failed := 0
	for i, want := range missing {
		done, err := s.Save(c.ctx, want)
		if c.ctx.Err() != nil {
			c.printf("stopped; %d of %d editions were tried, the next run has the rest\n", i, len(missing))
			return errShown
		}
		if err != nil {
			return err
		}
		if done.Problem != nil {
			failed++
			fmt.Fprintf(c.err, "%d of %d  %s: %s\n", i+1, len(missing), done.Problem.Severity, done.Problem.Error())
			continue
		}
		for _, kept := range done.Copies {
			c.printf("%d of %d  %s: %s, %d bytes from %s\n", i+1, len(missing), done.Work, kept.Media, kept.Size, done.URL)
		}
	}
	c.printf("%s saved, %d could not be\n", counted(len(missing)-failed, "edition"), failed)
	if failed > 0 {
		return errShown
	}
	return nil
}

// saverOf is the saver with the limits of the program.
func saverOf(lib *archive.Library, private bool, largest int64) *archive.Saver {
	limits := fetching.Usual
	limits.Bytes = largest
	return &archive.Saver{Library: lib, Now: time.Now, Fetcher: fetching.New(fetching.Options{Limits: limits, Private: private, Agent: "Sojourn (a library of studies)", Now: time.Now, Sleep: fetching.Sleep})}
}

// libraryCheckCommand is "sojourn library check".
type libraryCheckCommand struct {
	inStudy
	Local   bool `help:"Look at the files only and ask no server."`
	Private bool `help:"Also ask addresses of your own network."`
}

// Help shows an example.
func (libraryCheckCommand) Help() string {
	return `Example: sojourn library check --local

Lists works that cannot be read, DOIs that two works share, saved copies that are gone or changed and works without one; then
asks where each edition was published and lists what is dead, has moved for good, or is no longer what was saved.`
}

// Run checks copies and originals.
func (k libraryCheckCommand) Run(c console) error {
	lib, err := archive.Open(k.Study)
	if err != nil {
		return err
	}
	problems, err := lib.CheckCopies()
	if err != nil {
		return err
	}
	show := func(ps study.Problems) {
		for _, p := range ps {
			c.printf("%s: %s\n", p.Severity, p.Error())
		}
	}
	show(problems)
	works, _, err := lib.Works()
	if err != nil {
		return err
	}
	if !k.Local {
		s := saverOf(lib, k.Private, fetching.Usual.Bytes)
		asked := newBar(c, "asking where works were published", len(works))
		for _, w := range works {
			ps, err := s.CheckOriginals(c.ctx, w)
			asked.clear()
			if err != nil {
				return err
			}
			show(ps)
			problems = append(problems, ps...)
			asked.add(1)
		}
		asked.clear()
	}
	c.printf("%s, %s\n", counted(len(works), "work"), counted(len(problems), "problem"))
	if problems.Err() != nil {
		return errShown
	}
	return nil
}

// readPDFCommand is what the program calls itself with to read a PDF.
type readPDFCommand struct {
	File string `arg:""`
}

// Run prints the text.
func (k readPDFCommand) Run(c console) error { return text.Child(k.File, c.out) }
