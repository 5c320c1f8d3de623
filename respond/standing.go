package respond

import (
	"fmt"
	"net/http"
	"strings"

	"sojourn/seal"
)

// standing serves GET /genuine.txt: the words of the keys and the versions of
// the questionnaires, by which "sojourn field doctor" and anybody else can see
// that an address leads to this field and not to a stale or a foreign one.
func (s *site) standing(w http.ResponseWriter, r *http.Request) error {
	text, err := s.standingText()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(text)) // a client that went away is no failure of ours
	return nil
}

func (s *site) standingText() (string, error) {
	st := s.service.Study()
	var lines strings.Builder
	for _, key := range st.Keys.Answers {
		words, err := seal.Fingerprint(key)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&lines, "key: %s\n", words)
	}
	for _, wave := range st.Waves {
		if wave.Imported == "" {
			fmt.Fprintf(&lines, "wave %d: %s\n", wave.Number, s.service.CurrentVersion(wave.Number))
		}
	}
	return lines.String(), nil
}
