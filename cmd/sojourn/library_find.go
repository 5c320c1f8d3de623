package main

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/archive"
	"sojourn/archive/text"
	"sojourn/format/bibtex"
	"sojourn/format/csljson"
	"sojourn/format/ris"
	"sojourn/library"
	"sojourn/library/cite"
	"sojourn/study"
)

// libraryListCommand is "sojourn library list".
type libraryListCommand struct {
	inStudy
}

// Run lists the works.
func (k libraryListCommand) Run(c console) error {
	_, works, err := openLibrary(c, k.Study)
	if err != nil {
		return err
	}
	for _, w := range works {
		c.printf("%-48s %-10s %-8s %s\n", w.ID, w.Date, joinLangs(w.Languages()), w.Title)
	}
	c.printf("%s\n", counted(len(works), "work"))
	return nil
}

func joinLangs(langs []study.Lang) string {
	s := make([]string, len(langs))
	for i, l := range langs {
		s[i] = string(l)
	}
	return strings.Join(s, " ")
}

// openLibrary opens a library, reads its works and prints what is wrong with any.
func openLibrary(c console, dir string) (*archive.Library, []library.Work, error) {
	lib, err := archive.Open(dir)
	if err != nil {
		return nil, nil, err
	}
	works, problems, err := lib.Works()
	if err != nil {
		return nil, nil, err
	}
	warnAll(c, problems)
	return lib, works, nil
}

// warnAll prints problems, errors among them, that do not stop a command here.
func warnAll(c console, ps study.Problems) {
	for _, p := range ps {
		fmt.Fprintf(c.err, "%s: %s\n", p.Severity, p.Error())
	}
}

// libraryCiteCommand is "sojourn library cite".
type libraryCiteCommand struct {
	inStudy
	Works []string `arg:"" optional:"" help:"Names of works; all if left out."`
	Style string   `default:"apa" enum:"apa,chicago,gost,bibtex,ris,csl-json" help:"apa, chicago, gost, bibtex, ris or csl-json."`
}

// Help shows an example.
func (libraryCiteCommand) Help() string {
	return `Examples: sojourn library cite --style gost
          sojourn library cite sergeeva-2024-year-half-exile --style bibtex`
}

// Run prints the citations.
func (k libraryCiteCommand) Run(c console) error {
	_, works, err := openLibrary(c, k.Study)
	if err != nil {
		return err
	}
	if len(k.Works) > 0 {
		all := works
		works = nil
		for _, name := range k.Works {
			i := slices.IndexFunc(all, func(w library.Work) bool { return w.ID == library.ID(name) })
			if i < 0 {
				return study.Problem{Where: name, What: "there is no such work", Do: "see the names with: sojourn library list"}
			}
			works = append(works, all[i])
		}
	}
	switch k.Style {
	case "bibtex":
		_, err = c.out.Write(bibtex.Write(works))
	case "ris":
		_, err = c.out.Write(ris.Write(works))
	case "csl-json":
		var text []byte
		if text, err = csljson.Write(works); err == nil {
			_, err = c.out.Write(text)
		}
	default:
		for _, w := range works {
			c.printf("%s\n", cite.Of(cite.Style(k.Style), w).Plain())
		}
	}
	return err
}

// librarySearchCommand is "sojourn library search".
type librarySearchCommand struct {
	inStudy
	Words      []string `arg:"" optional:"" help:"Words, in any of their forms; \"words in quotes\" stand together."`
	From       int      `placeholder:"YEAR" help:"Not before this year."`
	To         int      `placeholder:"YEAR" help:"Not after this year."`
	Country    string   `placeholder:"CODE" help:"About this country, such as GE."`
	Population string   `help:"About people in whose description these words stand."`
	Method     string   `help:"By this kind of method, such as survey."`
	MinN       int      `name:"min-n" help:"With at least so many people."`
	MaxN       int      `name:"max-n" help:"With at most so many people."`
	Limit      int      `default:"20" help:"How many works to show."`
}

// Help shows an example.
func (librarySearchCommand) Help() string {
	return `Examples: sojourn library search дискриминация
          sojourn library search '"host society" trust' --country GE --from 2022`
}

// Run searches.
func (k librarySearchCommand) Run(c console) error {
	lib, _, err := openLibrary(c, k.Study)
	if err != nil {
		return err
	}
	x, err := upToDate(c, lib)
	if err != nil {
		return err
	}
	defer x.Close()
	r, err := x.Search(c.ctx, strings.Join(k.Words, " "), library.Filter{From: k.From, To: k.To, Country: k.Country, Population: k.Population, Method: k.Method, MinN: k.MinN, MaxN: k.MaxN}, 0, k.Limit)
	if err != nil {
		return err
	}
	on, off := "[", "]"
	if terminal(c.out) {
		on, off = "\x1b[1m", "\x1b[0m"
	}
	for _, h := range r.Hits {
		c.printf("%s  %s  %s\n", h.Work.ID, h.Work.Date, h.Work.Title)
		for _, p := range h.Places {
			where := "about the work"
			if p.Page > 0 {
				where = strings.TrimSpace(fmt.Sprintf("%s page %d", h.Work.Editions[p.Edition].Language, p.Page))
			}
			c.printf("  %s: ", where)
			for _, run := range p.Snippet {
				if run.Marked {
					c.printf("%s%s%s", on, run.Text, off)
				} else {
					c.printf("%s", run.Text)
				}
			}
			c.printf("\n")
		}
	}
	if r.Unclosed {
		c.printf("A quotation mark is not closed; it was taken as if it closed at the end.\n")
	}
	c.printf("%s found\n", counted(r.Total, "work"))
	return nil
}

// upToDate opens the index and brings it up to the files.
func upToDate(c console, lib *archive.Library) (*archive.Index, error) {
	reader, err := text.Standard()
	if err != nil {
		return nil, err
	}
	x, err := archive.OpenIndex(lib)
	if err != nil {
		return nil, err
	}
	problems, err := x.Update(c.ctx, reader, nil)
	warnAll(c, problems)
	if err != nil {
		x.Close()
		return nil, err
	}
	return x, nil
}
