package archive

import (
	"context"
	"errors"
	"net/url"
	"path"
	"strings"
	"time"

	"sojourn/archive/fetch"
	"sojourn/archive/text"
	"sojourn/archive/wacz"
	"sojourn/library"
	"sojourn/study"
)

// software is how records name the program.
const software = "Sojourn"

// A Saver saves copies of what the works of a library link to.
type Saver struct {
	Library *Library
	Fetcher *fetch.Fetcher
	Now     func() time.Time
}

// A Saved says what became of one edition.
type Saved struct {
	Work    library.ID
	Edition int
	URL     string
	Copies  []library.Copy
	Problem *study.Problem
}

// Missing lists the editions that have a link and no copy, as work and number.
func (s *Saver) Missing(ids ...library.ID) ([]Saved, error) {
	works, _, err := s.Library.Works()
	if err != nil {
		return nil, err
	}
	wanted := map[library.ID]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	var missing []Saved
	for _, w := range works {
		for i, e := range w.Editions {
			if len(e.Copies) == 0 && len(e.Links) > 0 && (len(ids) == 0 || wanted[w.ID]) {
				missing = append(missing, Saved{Work: w.ID, Edition: i})
			}
		}
	}
	return missing, nil
}

// Save fetches an edition: from where it was published, else from another of its
// links. The work is written at once, so that stopping loses nothing that was saved.
func (s *Saver) Save(ctx context.Context, want Saved) (Saved, error) {
	w, err := s.Library.Work(want.Work)
	if err != nil {
		return want, err
	}
	for _, link := range preferred(w.Editions[want.Edition].Links) {
		want.URL, want.Problem = link.URL, nil
		want.Copies, err = s.fetch(ctx, link.URL)
		var failed *fetch.Error
		switch {
		case errors.As(err, &failed):
			want.Problem = &study.Problem{Severity: study.Warning, Code: string(failed.Kind), Where: w.ID.File(), What: link.URL + ": " + failed.What, Do: advice[failed.Kind]}
			continue
		case err != nil:
			return want, err
		}
		return want, s.Library.Amend(want.Work, func(w *library.Work) error {
			if want.Edition >= len(w.Editions) {
				return study.Problem{Severity: study.Error, Code: "changed", Where: want.Work.File(), What: "the work was changed by somebody else meanwhile", Do: "save again"}
			}
			w.Editions[want.Edition].Copies = append(w.Editions[want.Edition].Copies, want.Copies...)
			return nil
		})
	}
	return want, nil
}

// advice says what to do about each kind of failure.
var advice = map[fetch.Kind]string{
	fetch.Dead:      "look for the work elsewhere and correct the link, or attach a copy that you have",
	fetch.Away:      "try again another day",
	fetch.Forbidden: "if it is a server of your own network, add --private",
	fetch.Endless:   "open the link in a browser and correct it",
	fetch.TooLarge:  "download it by hand and attach it",
	fetch.Unusable:  "open the link in a browser, find the page or PDF itself, and correct it",
}

// preferred orders links: where it was published, what nobody described, copies of others.
func preferred(links []library.Link) []library.Link {
	var order []library.Link
	for _, kind := range []library.LinkKind{library.Original, "", library.Kept} {
		for _, l := range links {
			if l.Kind == kind {
				order = append(order, l)
			}
		}
	}
	return order
}

// fetch fetches one address and keeps what came: a PDF as it is, a page as an
// archive of what the server answered and, beside it, as what one reads.
func (s *Saver) fetch(ctx context.Context, address string) ([]library.Copy, error) {
	answer, err := s.Fetcher.Get(ctx, FileAddress(address))
	if err != nil {
		return nil, err
	}
	today := library.Date(study.DayOf(s.Now().UTC()))
	keep := func(data []byte, media, of string) (library.Copy, error) {
		c := library.Copy{Hash: Hash(data), Media: media, Size: int64(len(data)), Saved: today, From: address, Of: of}
		return c, s.Library.keep(c, data)
	}
	switch mediaOf(answer) {
	case mediaPDF:
		c, err := keep(answer.Body, mediaPDF, "")
		return []library.Copy{c}, err
	case mediaHTML:
		page, err := text.HTML(answer.Body, answer.Header.Get("Content-Type"), answer.URL)
		if err != nil {
			return nil, err
		}
		archived, err := wacz.Write(capture(answer, page.Title))
		if err != nil {
			return nil, err
		}
		whole, err := keep(archived, mediaWACZ, "")
		if err != nil {
			return nil, err
		}
		readable, err := keep(page.Body, mediaHTML, whole.Hash)
		return []library.Copy{whole, readable}, err
	}
	return nil, &fetch.Error{Kind: fetch.Unusable, What: "what the server sent is neither a page nor a PDF"}
}

func capture(a *fetch.Answer, title string) wacz.Capture {
	c := wacz.Capture{Title: title, Software: software}
	for _, h := range a.Hops {
		c.Responses = append(c.Responses, wacz.Response{URL: h.URL, Status: h.Status, Header: h.Header, At: a.Got})
	}
	c.Responses = append(c.Responses, wacz.Response{URL: a.URL, Status: a.Status, Header: a.Header, Body: a.Body, At: a.Got})
	return c
}

// FileAddress is where the file itself lies that a link leads to. GitHub shows a
// page around a file at …/blob/… and gives the file at …/raw/….
func FileAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host != "github.com" || !strings.EqualFold(path.Ext(u.Path), ".pdf") {
		return address
	}
	parts := strings.SplitN(u.EscapedPath(), "/", 5) // "", owner, name, "blob", the rest
	if len(parts) == 5 && parts[3] == "blob" {
		parts[3] = "raw"
		return u.Scheme + "://" + u.Host + strings.Join(parts, "/")
	}
	return address
}
