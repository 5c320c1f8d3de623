package fieldwork

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// late keeps what was sent after the end: nothing if it is the same sending
// again, else a revision of its own for the desk to look at. The other answers
// are sealed away by now.
func (s *Service) late(ctx context.Context, d *opened, in *instrument.Instrument, r SaveRequest) error {
	if d.Closing.Page == r.Page && d.Closing.Digest == d.key.Digest(canonical(r.Form)) {
		return nil
	}
	at := slices.IndexFunc(in.Pages, func(p *instrument.Page) bool { return p.Name == r.Page })
	if at < 0 {
		return study.ErrNotFound
	}
	answers, _, err := in.AcceptIn(d.sitting(s.now()), in.Pages[at], r.Form, nil, true)
	if err != nil {
		return err
	}
	verbatim(in.Pages[at], r.Form, answers)
	revised := *d
	revised.Response.Answers, revised.Response.Reached, revised.Response.Day = answers, r.Page, s.today()
	e, err := s.seal(&revised, seal.Revision)
	if err != nil {
		return err
	}
	stub, err := s.close(d)
	if err != nil {
		return err
	}
	_, err = s.storage.Finish(ctx, stub, e)
	return err
}

// verbatim adds what was posted for items that cannot be checked any more,
// because whether they are asked, or what they offer, follows from answers that
// are sealed away.
func verbatim(page *instrument.Page, form map[string][]string, answers instrument.Answers) {
	for field, values := range form {
		ofPage := slices.ContainsFunc(page.Items, func(i *instrument.Item) bool {
			return field == i.Name || strings.HasPrefix(field, i.Name+"_")
		})
		if _, taken := answers[field]; taken || !ofPage {
			continue
		}
		var said []string
		for _, v := range values {
			if v = strings.TrimSpace(strings.ToValidUTF8(v, "")); v != "" {
				said = append(said, v)
			}
		}
		if len(said) > 0 {
			answers[field] = instrument.Answer{Values: said}
		}
	}
}

// canonical writes a form down so that equal forms give equal bytes.
func canonical(form map[string][]string) []byte {
	type field struct {
		Name   string
		Values []string
	}
	var fields []field
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if name != openedField {
			fields = append(fields, field{name, form[name]})
		}
	}
	data, err := json.Marshal(fields)
	if err != nil { // strings only
		return []byte(fmt.Sprint(fields))
	}
	return data
}

// openedField is the form field with the moment the page was shown. It differs
// between two sendings of the same answers and is no answer.
const openedField = "opened"
