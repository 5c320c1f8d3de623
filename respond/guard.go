package respond

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"path"
)

// guard stands before every route: it sets the headers, limits what may come
// in, and answers addresses that are not in their one spelling like addresses
// that do not exist, so that there is nothing to gain by spelling.
func (s *site) guard(mux http.Handler) http.Handler {
	missing, busy := s.answer(s.missing), s.answer(s.busy)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.setHeaders(w.Header())
		r.Body = http.MaxBytesReader(w, r.Body, maxPage)
		if r.URL.RawPath != "" || path.Clean(r.URL.Path) != r.URL.Path || !ours(r) {
			missing.ServeHTTP(w, r)
			return
		}
		if !s.places.fetch(r) {
			busy.ServeHTTP(w, r)
			return
		}
		leave := s.places.enter(r)
		if leave == nil {
			busy.ServeHTTP(w, r)
			return
		}
		defer leave()
		mux.ServeHTTP(w, r)
	})
}

// ours reports whether the request can come from one of the pages: a form of
// another site could make its visitors look like respondents. A body that is
// not a form would otherwise read as a page on which nothing was answered.
func ours(r *http.Request) bool {
	if r.Method != http.MethodPost {
		return true
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "application/x-www-form-urlencoded" && r.Header.Get("Sec-Fetch-Site") != "cross-site"
}

var (
	errTooLarge  = errors.New("respond: the form is larger than allowed")
	errMalformed = errors.New("respond: the form cannot be read")
	errBusy      = errors.New("respond: all places are taken")
	errPanic     = errors.New("panic recovered")
)

// form reads the posted form; what stands in the address never counts.
func form(r *http.Request) (url.Values, error) {
	err := r.ParseForm()
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, errMalformed
	}
	parts := 0
	for _, values := range r.PostForm {
		parts += len(values)
	}
	if parts > maxParts {
		return nil, errTooLarge
	}
	return r.PostForm, nil
}
