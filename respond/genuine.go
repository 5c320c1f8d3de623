package respond

import (
	"html/template"
	"net/http"
	"strings"
	"sync"
	"time"

	"sojourn/seal"
	"sojourn/study"
)

// genuinePage is what genuine.html shows: by what an invitation of the team is
// known, and a line to have a link or a code checked.
type genuinePage struct {
	*frame
	Verdict      *verdict // nil before anything was checked
	Addresses    []string
	Places       []refuge
	Fingerprints []string
	Never        []template.HTML
	Codes        bool // letters of the team have codes
}

// A verdict is what is said to a link or a code.
type verdict struct {
	Mark        string // class, of the same length for all
	Title, Text string
	Pad         string // makes all verdicts of a language equally long
}

// The verdicts, by the first part of their words, and their marks.
var verdicts = map[string]string{
	"genuine.link": "yes", "genuine.foreign": "not", "genuine.imitation": "not", "genuine.nolink": "odd", "genuine.code": "yes", "genuine.nocode": "not",
}

// genuine serves GET /genuine.
func (s *site) genuine(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), "/genuine")
	page, err := s.official(f)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, "genuine", page)
}

// judge serves POST /genuine. What was sent is compared and forgotten. All
// answers are alike in status and length, so that nobody on the line sees what
// was found; therefore they are not compressed.
func (s *site) judge(w http.ResponseWriter, r *http.Request) error {
	posted, err := form(r)
	if err != nil {
		return err
	}
	if !s.checks.pass(s.Clock()) {
		return errBusy
	}
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), "/genuine")
	page, err := s.official(f)
	if err != nil {
		return err
	}
	page.Verdict = f.verdict(s.found(posted.Get("what")))
	plain := r.Clone(r.Context())
	plain.Header.Del("Accept-Encoding")
	return s.render(w, plain, http.StatusOK, "genuine", page)
}

// found judges what somebody typed: the words of the verdict begin with it.
func (s *site) found(typed string) string {
	if len(typed) <= maxTyped {
		if code, ok := seal.ReadCode(typed); ok {
			if s.Codes != nil && s.Codes.Has(code) {
				return "genuine.code"
			}
			return "genuine.nocode"
		}
	}
	switch s.service.Study().Judge(typed) {
	case study.Genuine:
		return "genuine.link"
	case study.Imitation:
		return "genuine.imitation"
	case study.Foreign:
		return "genuine.foreign"
	}
	return "genuine.nolink"
}

// maxTyped bounds what is read as a code.
const maxTyped = 200

// verdict is the verdict of a name, as long as the longest.
func (f *frame) verdict(name string) *verdict {
	longest := 0
	of := func(name string) verdict {
		return verdict{Mark: verdicts[name], Title: f.Word(name), Text: f.Word(name + ".text")}
	}
	length := func(v verdict) int { return len(template.HTMLEscapeString(v.Title + v.Text)) }
	for other := range verdicts {
		longest = max(longest, length(of(other)))
	}
	v := of(name)
	v.Pad = strings.Repeat(" ", longest-length(v))
	return &v
}

// official gathers by what the team is known.
func (s *site) official(f *frame) (*genuinePage, error) {
	st := s.service.Study()
	page := &genuinePage{frame: f, Addresses: st.Addresses(), Codes: s.Codes != nil}
	page.Quick = true
	for _, p := range st.Official.Places {
		page.Places = append(page.Places, f.refuge(p.Title, nil, p.Address))
	}
	for _, key := range st.Keys.Answers {
		words, err := seal.Fingerprint(key)
		if err != nil {
			return nil, err
		}
		page.Fingerprints = append(page.Fingerprints, words)
	}
	for _, ask := range []string{"name", "money", "login", "app", "others"} {
		page.Never = append(page.Never, f.Say("genuine.never."+ask))
	}
	for _, t := range st.Official.Never {
		page.Never = append(page.Never, f.Text(t))
	}
	return page, nil
}

// An allowance lets so many pass in a while, whoever they are: codes cannot be
// tried out by the million, and nobody need be told from anybody else.
type allowance struct {
	mu    sync.Mutex
	since time.Time
	count int
}

// How many checks there may be in a minute.
const (
	checkSpan = time.Minute
	maxChecks = 120
)

func (t *allowance) pass(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if age := now.Sub(t.since); age < 0 || age >= checkSpan {
		t.since, t.count = now, 0
	}
	t.count++
	return t.count <= maxChecks
}
