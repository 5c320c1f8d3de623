package control

import "net/http"

// auditPage is what audit.html shows.
type auditPage struct {
	*frame
	Lines []auditLine
}

// An auditLine is an entry in the words of the page.
type auditLine struct {
	At, Who, What, Of string
}

// auditLines is how far back the page reaches.
const auditLines = 500

// audit serves GET /audit.
func (s *site) audit(w http.ResponseWriter, r *http.Request) error {
	entries, err := s.Storage.Entries(r.Context(), auditLines)
	if err != nil {
		return err
	}
	page := auditPage{frame: s.frame(r, "nav.audit")}
	for _, e := range entries {
		page.Lines = append(page.Lines, auditLine{e.At.In(s.Study.Location()).Format("2006-01-02 15:04"), e.Who, page.Say("audit." + e.What), e.Of})
	}
	return s.pages.Show(w, http.StatusOK, "audit", page)
}
