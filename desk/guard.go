package desk

import (
	"fmt"
	"net/http"
	"strings"

	"sojourn/study"
)

// maxForm is what one form may weigh; none of ours holds more than a reason.
const maxForm = 16 << 10

// loads is what a page may load: our own pictures.
const loads = "img-src 'self'"

// mostFor is what a form sent to the path may weigh.
func mostFor(path string) int64 {
	switch {
	case strings.HasPrefix(path, "/library/attach/"):
		return maxCopy
	case strings.HasPrefix(path, "/library/"):
		return maxWork
	case strings.HasPrefix(path, questionnaires):
		return maxQuestionnaire
	}
	return maxForm
}

// missing serves every address that there is not.
func (s *site) missing(http.ResponseWriter, *http.Request) error { return study.ErrNotFound }

// icon serves GET /icon.svg, by which the tab is found among others.
func (s *site) icon(w http.ResponseWriter, _ *http.Request) error {
	picture, err := files.ReadFile("icon.svg")
	if err != nil {
		return fmt.Errorf("desk: icon: %w", err)
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write(picture) // a browser that went away is no failure of ours
	return nil
}
