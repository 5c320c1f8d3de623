// Package oai answers harvesters of metadata by the Open Archives Initiative's
// protocol, OAI-PMH 2.0, with the works of a library as Dublin Core.
//
// It knows requests and answers. Works that were taken out of the library are not
// remembered, and the repository says so. Saved copies never come here.
package oai

import (
	"cmp"
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sojourn/library"
	"sojourn/study"
)

// A Record is a work with the day on which its file changed last.
type Record struct {
	Work    library.Work
	Changed study.Day
}

// Options are what the repository says of itself.
type Options struct {
	Name  string // of the library
	URL   string // public address of the endpoint
	Email string // of its keeper; the protocol asks for one
	Clock func() time.Time
}

// perAnswer is how many records one answer holds.
const perAnswer = 100

// handler answers requests. It is filled once and never changed.
type handler struct {
	Options
	host    string
	records []Record // by day, then by ID
	topics  map[string]string
}

// New returns an endpoint over the records.
func New(records []Record, o Options) http.Handler {
	h := &handler{Options: o, records: slices.Clone(records), topics: map[string]string{}}
	if u, err := url.Parse(o.URL); err == nil {
		h.host = u.Hostname()
	}
	slices.SortFunc(h.records, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Changed, b.Changed), cmp.Compare(a.Work.ID, b.Work.ID))
	})
	for _, r := range h.records {
		for _, t := range r.Work.Topics {
			h.topics["topic:"+library.Slug(t)] = t
		}
	}
	return h
}

// A fault is an error of the protocol: a code and a sentence.
type fault struct{ code, text string }

// arguments that each verb takes; the first ones are needed.
var arguments = map[string]struct{ needs, takes []string }{
	"Identify":            {},
	"ListMetadataFormats": {takes: []string{"identifier"}},
	"ListSets":            {takes: []string{"resumptionToken"}},
	"GetRecord":           {needs: []string{"identifier", "metadataPrefix"}},
	"ListIdentifiers":     {needs: []string{"metadataPrefix"}, takes: []string{"from", "until", "set", "resumptionToken"}},
	"ListRecords":         {needs: []string{"metadataPrefix"}, takes: []string{"from", "until", "set", "resumptionToken"}},
}

// ServeHTTP answers a GET or a POST. A fault of the request is an answer like any
// other, with status 200, as the protocol has it.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if err := r.ParseForm(); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	body, f := h.answer(r.Form)
	a := answer{Date: h.Clock().UTC().Format("2006-01-02T15:04:05Z"), Request: request{URL: h.URL}, Body: body}
	if f != nil {
		a.Body = []any{failure{Code: f.code, Text: f.text}}
	}
	if f == nil || f.code != "badVerb" && f.code != "badArgument" {
		a.Request.Attributes = attributes(r.Form)
	}
	text, err := xml.MarshalIndent(a, "", " ")
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	_, _ = w.Write(append([]byte(xml.Header), text...)) // a harvester that went away is no failure of ours
}

func attributes(form url.Values) []xml.Attr {
	var all []xml.Attr
	for _, key := range []string{"verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"} {
		if form.Has(key) {
			all = append(all, xml.Attr{Name: xml.Name{Local: key}, Value: form.Get(key)})
		}
	}
	return all
}

// answer chooses what a verb answers.
func (h *handler) answer(form url.Values) ([]any, *fault) {
	verb := form.Get("verb")
	takes, ok := arguments[verb]
	if !ok || len(form["verb"]) != 1 {
		return nil, &fault{"badVerb", "the verb is missing, repeated or not one of OAI-PMH 2.0"}
	}
	for key, values := range form {
		if key != "verb" && !slices.Contains(takes.needs, key) && !slices.Contains(takes.takes, key) || len(values) > 1 {
			return nil, &fault{"badArgument", "an argument is repeated or not one of " + verb}
		}
	}
	resumed := form.Has("resumptionToken")
	if resumed && len(form) > 2 {
		return nil, &fault{"badArgument", "a resumptionToken stands alone"}
	}
	for _, key := range takes.needs {
		if form.Get(key) == "" && !resumed {
			return nil, &fault{"badArgument", verb + " needs " + key}
		}
	}
	switch verb {
	case "Identify":
		return []any{h.identify()}, nil
	case "ListMetadataFormats":
		return h.formats(form.Get("identifier"))
	case "ListSets":
		return h.sets(resumed)
	case "GetRecord":
		return h.record(form)
	}
	return h.list(verb, form)
}

func (h *handler) identify() identify {
	earliest := study.Day("1970-01-01")
	if len(h.records) > 0 {
		earliest = h.records[0].Changed
	}
	return identify{Name: h.Name, URL: h.URL, Version: "2.0", Email: h.Email, Earliest: string(earliest), Deleted: "no", Granularity: "YYYY-MM-DD"}
}

func (h *handler) formats(identifier string) ([]any, *fault) {
	if identifier != "" {
		if _, ok := h.find(identifier); !ok {
			return nil, &fault{"idDoesNotExist", "there is no such record"}
		}
	}
	return []any{formats{Formats: []format{{Prefix: "oai_dc", Schema: "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", Namespace: dcContainer}}}}, nil
}

func (h *handler) sets(resumed bool) ([]any, *fault) {
	if resumed {
		return nil, &fault{"badResumptionToken", "all sets come in one answer"}
	}
	if len(h.topics) == 0 {
		return nil, &fault{"noSetHierarchy", "no work has a topic"}
	}
	var all sets
	for _, spec := range sortedKeys(h.topics) {
		all.Sets = append(all.Sets, set{spec, h.topics[spec]})
	}
	return []any{all}, nil
}

func (h *handler) record(form url.Values) ([]any, *fault) {
	r, ok := h.find(form.Get("identifier"))
	switch {
	case !ok:
		return nil, &fault{"idDoesNotExist", "there is no such record"}
	case form.Get("metadataPrefix") != "oai_dc":
		return nil, &fault{"cannotDisseminateFormat", "records are given as oai_dc"}
	}
	return []any{getRecord{Record: h.full(r)}}, nil
}

func (h *handler) identifier(w library.Work) string { return "oai:" + h.host + ":" + string(w.ID) }

func (h *handler) find(identifier string) (Record, bool) {
	for _, r := range h.records {
		if h.identifier(r.Work) == identifier {
			return r, true
		}
	}
	return Record{}, false
}

// selection is what a list is of, and where in it an answer begins.
type selection struct {
	from, until study.Day
	set         string
	offset      int
}

// list answers ListRecords and ListIdentifiers.
func (h *handler) list(verb string, form url.Values) ([]any, *fault) {
	s, f := h.selected(form)
	if f != nil {
		return nil, f
	}
	var picked []Record
	for _, r := range h.records {
		in := s.set == "" || slices.ContainsFunc(r.Work.Topics, func(t string) bool { return "topic:"+library.Slug(t) == s.set })
		if in && (s.from == "" || r.Changed >= s.from) && (s.until == "" || r.Changed <= s.until) {
			picked = append(picked, r)
		}
	}
	switch {
	case s.offset > 0 && s.offset >= len(picked):
		return nil, &fault{"badResumptionToken", "the list has changed; begin anew"}
	case len(picked) == 0:
		return nil, &fault{"noRecordsMatch", "no record matches"}
	}
	end := min(s.offset+perAnswer, len(picked))
	var token *resumption
	if s.offset > 0 || end < len(picked) {
		token = &resumption{Size: len(picked), Cursor: s.offset}
		if end < len(picked) {
			next := s
			next.offset = end
			token.Token = next.token()
		}
	}
	if verb == "ListIdentifiers" {
		l := listIdentifiers{Token: token}
		for _, r := range picked[s.offset:end] {
			l.Headers = append(l.Headers, h.header(r))
		}
		return []any{l}, nil
	}
	l := listRecords{Token: token}
	for _, r := range picked[s.offset:end] {
		l.Records = append(l.Records, h.full(r))
	}
	return []any{l}, nil
}

// selected reads what a request selects, or a token of an earlier answer.
func (h *handler) selected(form url.Values) (selection, *fault) {
	if form.Has("resumptionToken") {
		s, ok := readToken(form.Get("resumptionToken"))
		if !ok {
			return s, &fault{"badResumptionToken", "the token is none of this repository"}
		}
		return s, nil
	}
	s := selection{from: study.Day(form.Get("from")), until: study.Day(form.Get("until")), set: form.Get("set")}
	switch {
	case form.Has("from") && !s.from.Valid(), form.Has("until") && !s.until.Valid():
		return s, &fault{"badArgument", "days are written YYYY-MM-DD"}
	case s.from != "" && s.until != "" && s.from > s.until:
		return s, &fault{"badArgument", "from is later than until"}
	case form.Get("metadataPrefix") != "oai_dc":
		return s, &fault{"cannotDisseminateFormat", "records are given as oai_dc"}
	case s.set != "" && len(h.topics) == 0:
		return s, &fault{"noSetHierarchy", "no work has a topic"}
	}
	return s, nil
}

func (s selection) token() string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join([]string{string(s.from), string(s.until), s.set, strconv.Itoa(s.offset)}, "|")))
}

func readToken(text string) (selection, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.Split(string(raw), "|")
	if err != nil || len(parts) != 4 {
		return selection{}, false
	}
	offset, err := strconv.Atoi(parts[3])
	s := selection{study.Day(parts[0]), study.Day(parts[1]), parts[2], offset}
	return s, err == nil && offset > 0 && (s.from == "" || s.from.Valid()) && (s.until == "" || s.until.Valid())
}
