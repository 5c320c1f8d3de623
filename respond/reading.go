package respond

import (
	"bytes"
	"io"
	"net/http"
)

const (
	// smallForm is what nearly every page stays under.
	smallForm = 16 << 10
	// largeForms is how many larger ones are read at once.
	largeForms = 64
)

// fetch reads the form that a request brings before it takes a place, so that
// whoever sends it drop by drop holds a connection and nobody's place. Small
// forms weigh little however many come; of large ones only some are read at
// once, and false says that this one is not.
func (p *places) fetch(r *http.Request) bool {
	if r.Method != http.MethodPost {
		return true
	}
	if r.ContentLength < 0 || r.ContentLength > smallForm {
		select {
		case p.large <- struct{}{}:
			defer func() { <-p.large }()
		default:
			return false
		}
	}
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = io.EOF
	}
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), broken{err}))
	return true
}

// broken ends a form as its reading ended.
type broken struct{ err error }

// Read gives nothing but the end.
func (b broken) Read([]byte) (int, error) { return 0, b.err }
