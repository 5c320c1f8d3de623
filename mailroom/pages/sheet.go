package pages

import (
	"net/http"

	"sojourn/study"
)

// sheetPage is everything sheet.html may show: the aliases of those who have
// the letter, or the contact of one.
type sheetPage struct {
	*frame
	Path, Wave string
	Aliases    []string
	One        *handLine
	Alias      string
}

// sheet serves GET /waves/{wave}/interview/sheet.
func (s *Site) sheet(w http.ResponseWriter, r *http.Request) error {
	at, err := s.asked(r)
	if err != nil {
		return err
	}
	f := s.frame(r, "sheet.title")
	p := sheetPage{frame: f, Path: path(at.Round), Wave: f.Wave(at.Wave)}
	for _, x := range at.Informants(at.Journal) {
		p.Aliases = append(p.Aliases, x.Alias)
	}
	return s.pages.Show(w, http.StatusOK, "sheet", p)
}

// sheetOf serves GET /waves/{wave}/interview/sheet/{person}: one contact.
func (s *Site) sheetOf(w http.ResponseWriter, r *http.Request) error {
	at, err := s.asked(r)
	if err != nil {
		return err
	}
	f := s.frame(r, "sheet.title")
	p := sheetPage{frame: f, Path: path(at.Round), Wave: f.Wave(at.Wave)}
	for _, x := range at.Informants(at.Journal) {
		if x.Alias == r.PathValue("person") {
			lang := s.Room.Language(x)
			p.Alias = x.Alias
			p.One = &handLine{Medium: f.Say("medium." + string(x.Contact.Medium)), Address: x.Contact.Address, Lang: lang}
			return s.pages.Show(w, http.StatusOK, "sheet", p)
		}
	}
	return study.ErrNotFound
}
