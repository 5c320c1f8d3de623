package fieldwork_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"sojourn/fieldwork"
	"sojourn/study"
)

func recognised(t *testing.T) *stage {
	s := newStage(t)
	number := func(name string) study.Element { return study.Element{Name: name, From: 1, To: 31} }
	s.study.Recognition = study.Recognition{On: true, Questions: []study.Element{number("a"), number("b"), number("c"), number("d")}}
	return s
}

func code(a, b, c, d string) map[string]string {
	return map[string]string{"a": a, "b": b, "c": c, "d": d}
}

func TestACodeGoesIntoTheSealedBodyAndNowhereElse(t *testing.T) {
	s := recognised(t)
	token := s.start()
	if _, err := s.Recognise(ctx, token, code("1", "2", "3", "4")); !errors.Is(err, study.ErrConflict) {
		t.Errorf("before the end a code is answered with %v", err)
	}
	s.finish(token)
	if lacking, err := s.Recognise(ctx, token, code("1", "32", "", "4")); err != nil || !slices.Equal(lacking, []string{"b", "c"}) || len(s.envelopes) != 1 {
		t.Errorf("a code with holes: %v lacking, %v, %d envelopes", lacking, err, len(s.envelopes))
	}
	for range 2 { // a double click, and a change of mind
		if lacking, err := s.Recognise(ctx, token, code("17", "23", "29", "31")); err != nil || lacking != nil {
			t.Fatal(lacking, err)
		}
	}
	if _, err := s.Recognise(ctx, token, code("1", "1", "1", "1")); err != nil || len(s.envelopes) != 2 {
		t.Errorf("%v, %d envelopes", err, len(s.envelopes))
	}
	r := s.opened(1)
	if len(r.Recognition) != 5 || r.Answers != nil || !r.Finished {
		t.Errorf("the revision holds %+v", r)
	}
	kept, err := json.Marshal([]any{s.drafts, s.envelopes, s.phrases})
	if err != nil {
		t.Fatal(err)
	}
	for _, closed := range r.Recognition {
		if bytes.Contains(kept, []byte(closed)) {
			t.Error("the storage knows the closed code")
		}
	}
	if thanks, err := s.Thanks(ctx, token); err != nil || thanks.Recognise {
		t.Errorf("the code is asked for again: %v", err)
	}
}

func TestCodesOfOneElementApartAreAlikeInOnePlace(t *testing.T) {
	s := recognised(t)
	var closed [][]string
	for _, c := range []map[string]string{code("1", "2", "3", "4"), code(" 01", "۲", "3.0", "4"), code("1", "9", "3", "4"), code("1", "3", "2", "4")} {
		token := s.start()
		s.finish(token)
		if _, err := s.Recognise(ctx, token, c); err != nil {
			t.Fatal(err)
		}
		closed = append(closed, s.opened(len(s.envelopes)-1).Recognition)
	}
	alike := func(a, b []string) (places []int) {
		for n := range a {
			if a[n] == b[n] {
				places = append(places, n)
			}
		}
		return places
	}
	if got := alike(closed[0], closed[1]); len(got) != 5 {
		t.Errorf("the same code is alike in %v", got)
	}
	if got := alike(closed[0], closed[2]); !slices.Equal(got, []int{2}) {
		t.Errorf("codes that differ in the second element are alike in %v", got)
	}
	if got := alike(closed[0], closed[3]); got != nil {
		t.Errorf("codes with two elements exchanged are alike in %v", got)
	}
}

// TestACodeAndAConsentAfterTheEndBothReachTheRow brings all three envelopes of
// one person to the desk.
func TestACodeAndAConsentAfterTheEndBothReachTheRow(t *testing.T) {
	s := recognised(t)
	s.study.Consent[0].Purposes = []study.Purpose{{Name: "next", Text: study.Text{"en": "Again?"}}}
	token := s.start()
	s.finish(token)
	if _, err := s.Recognise(ctx, token, code("1", "2", "3", "4")); err != nil {
		t.Fatal(err)
	}
	if err := s.Agree(ctx, token, "en", []string{"next"}); err != nil {
		t.Fatal(err)
	}
	var rows []fieldwork.Row
	for i, e := range s.envelopes {
		rows = append(rows, fieldwork.Row{Key: e.Key, Response: s.opened(i)})
	}
	table, err := fieldwork.Tabulate(small(t), rows, "next")
	if err != nil {
		t.Fatal(err)
	}
	next, err := table.Column("consent_next")
	if err != nil || table.Rows != 1 || next.CodeAt(0) != "yes" {
		t.Errorf("%d rows, %v", table.Rows, err)
	}
	if got := fieldwork.Recognitions(rows); len(got) != 1 || len(got[0].Closed) != 5 || got[0].Panelist != string(s.opened(0).Panelist) {
		t.Errorf("the codes of the table are %+v", got)
	}
}
