package main

import (
	"bufio"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sojourn/archive"
	"sojourn/library"
	"sojourn/study"
)

// libraryCommand is "sojourn library".
type libraryCommand struct {
	Import libraryImportCommand `cmd:"" help:"Propose works from notes or another program's file, and take those you accept."`
	List   libraryListCommand   `cmd:"" help:"List the works."`
	Cite   libraryCiteCommand   `cmd:"" help:"Print works as citations, or for another program."`
	Search librarySearchCommand `cmd:"" help:"Find words in works and in the text of their saved copies."`
	Attach libraryAttachCommand `cmd:"" help:"Keep a file that you have as a copy of a work."`
	Save   librarySaveCommand   `cmd:"" help:"Fetch a copy of every edition that has a link and no copy."`
	Check  libraryCheckCommand  `cmd:"" help:"List what is dead, has moved, was changed or lacks a copy."`
	Serve  libraryServeCommand  `cmd:"" help:"Serve the library to the public, with an endpoint for catalogues."`
	Export libraryExportCommand `cmd:"" help:"Write the library as a site that opens without a server."`

	Contradictions libraryContradictionsCommand `cmd:"" help:"List what findings of works and editions say differently."`
}

// inStudy is the flag by which a command of the library finds its study folder.
type inStudy struct {
	Study string `default:"." placeholder:"DIR" help:"Study folder; the current one if left out."`
}

// libraryImportCommand is "sojourn library import".
type libraryImportCommand struct {
	inStudy
	Path string `arg:"" help:"Notes (.md), BibTeX (.bib), RIS (.ris), CSL-JSON (.json), Zotero RDF (.rdf), or a folder of these."`
	Yes  bool   `help:"Take every new work without asking."`
}

// Help shows an example.
func (libraryImportCommand) Help() string {
	return `Examples: sojourn library import seed.md
          sojourn library import references.bib --yes --study exile-panel

Shows each work with the line that every field was read from, and asks. Nothing is guessed: what the file does not say stays
empty and is listed. A work that is there already, by its DOI or title, is not taken twice.`
}

// Run proposes and takes.
func (k libraryImportCommand) Run(c console) error {
	lib, err := archive.Open(k.Study)
	if err != nil {
		return err
	}
	candidates, problems, err := lib.Propose(k.Path)
	if err != nil {
		return err
	}
	warnAll(c, problems)
	answers := bufio.NewScanner(c.in)
	taken, all := 0, k.Yes
	for i, candidate := range candidates {
		printCandidate(c, candidate, i+1, len(candidates))
		if candidate.Have != "" {
			continue
		}
		if !all {
			c.printf("Take it? [y]es, [n]o, [a]ll, [q]uit: ")
			answer := "q"
			if answers.Scan() {
				answer = strings.ToLower(strings.TrimSpace(answers.Text()))
			}
			c.printf("\n")
			if strings.HasPrefix(answer, "q") {
				break
			}
			if all = strings.HasPrefix(answer, "a"); !all && !strings.HasPrefix(answer, "y") {
				continue
			}
		}
		if err := lib.Put(candidate.Work); err != nil {
			if err = listed(c, err); err != nil {
				return err
			}
			continue
		}
		taken++
	}
	c.printf("%d of %s taken into %s\n", taken, counted(len(candidates), "work"), library.Dir)
	if taken == 0 && problems.Err() != nil {
		return errShown
	}
	return nil
}

// listed prints what a person can mend and passes any other error on.
func listed(c console, err error) error {
	ps := study.ProblemsOf(err)
	if ps == nil {
		return err
	}
	for _, p := range ps {
		fmt.Fprintf(c.err, "%s: %s\n", cmp.Or(p.Severity, study.Error), p.Error())
	}
	return nil
}

// printCandidate prints a work field by field with the place each was read from.
func printCandidate(c console, k archive.Candidate, n, of int) {
	if k.Have != "" {
		c.printf("%d of %d  %q is there already (%s): %s\n\n", n, of, k.Work.Title, k.Why, k.Have.File())
		return
	}
	c.printf("%d of %d  %s\n", n, of, k.Work.ID.File())
	for _, f := range fieldsOf(k.Work) {
		c.printf("  %-10s %-60s %s\n", f.name, clip(f.value, 60), cmp.Or(sourcesOf(k.Work, f.name), sourcesOf(k.Work, "every field")))
	}
	for _, p := range k.Problems {
		c.printf("  ! %s\n", p.Error())
	}
	c.printf("\n")
}

type shownField struct{ name, value string }

// fieldsOf lists the fields of a work that are filled, as a person compares them.
func fieldsOf(w library.Work) []shownField {
	names := func(list []library.Name) string {
		var s []string
		for _, n := range list {
			s = append(s, n.String())
		}
		return strings.Join(s, ", ")
	}
	fields := []shownField{{"title", w.Title}, {"authors", names(w.Authors)}, {"editors", names(w.Editors)}, {"date", string(w.Date)}, {"type", string(w.Type)},
		{"language", string(w.Language)}, {"container", w.Container}, {"volume", w.Volume}, {"issue", w.Issue}, {"pages", w.Pages}, {"publisher", w.Publisher}, {"doi", w.Identifiers.DOI}, {"project", w.Project}}
	for _, e := range w.Editions {
		if len(w.Editions) > 1 {
			fields = append(fields, shownField{"edition", string(e.Language)})
		}
		for _, l := range e.Links {
			fields = append(fields, shownField{"link", strings.TrimSpace(string(l.Kind) + " " + l.URL)})
		}
	}
	fields = append(fields, shownField{"abstract", w.AbstractText()}, shownField{"cited", w.Cited})
	return slices.DeleteFunc(fields, func(f shownField) bool { return strings.TrimSpace(f.value) == "" })
}

// sourcesOf joins the places that a field was read from.
func sourcesOf(w library.Work, field string) string {
	var places []string
	for _, s := range w.Sources {
		if s.Field == field && !slices.Contains(places, s.From) {
			places = append(places, s.From)
		}
	}
	return strings.Join(places, "; ")
}

// clip shortens a text to the width of a column.
func clip(s string, width int) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > width {
		return string(runes[:width-1]) + "…"
	}
	return s
}
