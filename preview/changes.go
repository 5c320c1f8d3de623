package preview

import (
	"fmt"
	"net/http"
	"time"
)

// changes tells a page that is open when the file is no longer what it shows,
// as a server-sent event (HTML Living Standard, section 9.2).
func (s *site) changes(w http.ResponseWriter, r *http.Request) {
	shown := r.URL.Query().Get("stamp")
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w).Flush
	w.WriteHeader(http.StatusOK)
	if flush() != nil {
		return
	}
	look := time.NewTicker(s.Pause)
	defer look.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-look.C:
			// A file that cannot be read for a moment, as while it is being saved, has not changed.
			if form, _, err := s.now(); err == nil && form.Stamp != shown {
				fmt.Fprint(w, "event: changed\ndata: saved\n\n")
				_ = flush() // a browser that went away is no failure
				return
			}
		}
	}
}
