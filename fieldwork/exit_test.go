package fieldwork_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"sojourn/fieldwork"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// withExits is a stage whose study leads out, on the first page, those who
// work, and on the last page those who say that they are unwell.
func withExits(t *testing.T, kind study.ExitKind) *stage {
	t.Helper()
	s := newStage(t)
	s.study.Exits = []study.Exit{
		{Name: "elsewhere", Kind: kind, Page: "work", When: "${work} = 'yes'"},
		{Name: "unwell", Kind: study.Ineligible, Page: "end", When: "contains(${comment}, 'unwell')"}}
	s.field(small(t))
	return s
}

// ledBy sends a page and gives the exit that it led to, 0 where there was none.
func (s *stage) ledBy(r fieldwork.SaveRequest) int {
	s.t.Helper()
	_, _, err := s.Save(ctx, r)
	out := (*fieldwork.Out)(nil)
	if err != nil && !errors.As(err, &out) {
		s.t.Fatal(err)
	}
	if out == nil {
		return 0
	}
	return out.Place
}

func page(token, name, item, value string) fieldwork.SaveRequest {
	return fieldwork.SaveRequest{Token: token, Page: name, Seconds: 7, Form: map[string][]string{item: {value}}}
}

func TestWhoIsNotSafeIsLedOutAndNothingIsKept(t *testing.T) {
	for name, press := range map[string]func(*fieldwork.SaveRequest){
		"next":             func(*fieldwork.SaveRequest) {},
		"continue later":   func(r *fieldwork.SaveRequest) { r.Stay = true },
		"back":             func(r *fieldwork.SaveRequest) { r.Back = true },
		"another language": func(r *fieldwork.SaveRequest) { r.Stay, r.Language = true, "en" },
	} {
		t.Run(name, func(t *testing.T) {
			s := withExits(t, study.Unsafe)
			token := s.start()
			if _, err := s.Service.Phrase(ctx, token); err != nil { // had paused before
				t.Fatal(err)
			}
			r := page(token, "work", "work", "yes")
			press(&r)
			if got := s.ledBy(r); got != 1 {
				t.Fatalf("led to exit %d", got)
			}
			if len(s.drafts)+len(s.envelopes)+len(s.memory.phrases) != 0 {
				t.Errorf("%d drafts, %d envelopes and %d lockers are kept", len(s.drafts), len(s.envelopes), len(s.memory.phrases))
			}
			for _, w := range s.withdrawn {
				if w.Mark != "" {
					t.Error("a mark of the person is kept")
				}
			}
			if _, err := s.Show(ctx, token, ""); !errors.Is(err, study.ErrNotFound) {
				t.Errorf("the link leads to %v", err)
			}
			if got := s.ledBy(r); got != 1 {
				t.Errorf("pressed twice, the second press leads to exit %d", got)
			}
		})
	}
}

func TestNoAnswerIsEverStoredOfAPageThatLeadsOut(t *testing.T) {
	s := withExits(t, study.Unsafe)
	token := s.start()
	before := s.changes
	s.ledBy(page(token, "work", "work", "yes"))
	if s.changes != before {
		t.Errorf("%d changes were stored between the consent and the way out", s.changes-before)
	}
}

func TestTheWordsOfAnotherWaveStayWhenSomebodyIsLedOut(t *testing.T) {
	s := withExits(t, study.Unsafe)
	s.study.Exits[0].Waves = []study.WaveID{2}
	s.field(small(t))
	first := s.start()
	s.save(first, "work", "work", "no")
	s.save(first, "end", "comment", "fine")
	thanks, err := s.Thanks(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	s.now = s.now.AddDate(0, 5, 1)
	back, err := s.Return(ctx, thanks.Phrase)
	if err != nil {
		t.Fatal(err)
	}
	e := back.Entry
	token, err := s.Start(ctx, fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Language: "ru", Consent: 1, Phrase: e.Phrase})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.ledBy(page(token, "work", "work", "yes")); got != 1 {
		t.Fatalf("led to exit %d", got)
	}
	if len(s.envelopes) != 1 {
		t.Errorf("%d envelopes, want that of wave 1", len(s.envelopes))
	}
	if found, err := s.Find(ctx, thanks.Phrase); err != nil || found != first {
		t.Errorf("the words lead to %q, %v; want the response of wave 1", found, err)
	}
}

func TestWhoIsIneligibleLeavesANoteWithoutAnswers(t *testing.T) {
	s := withExits(t, study.Ineligible)
	token := s.start()
	if got := s.ledBy(page(token, "work", "work", "yes")); got != 1 {
		t.Fatalf("led to exit %d", got)
	}
	if len(s.envelopes) != 1 || s.envelopes[0].Kind != seal.Final {
		t.Fatalf("%d envelopes", len(s.envelopes))
	}
	header, err := seal.ParseHeader(s.envelopes[0].Header)
	if err != nil || !header.Out || header.Channel != "group" {
		t.Errorf("the header is %+v, %v", header, err)
	}
	r := s.opened(0)
	who := r.Panelist
	r.Panelist = ""
	want := fieldwork.Response{Study: "exile", Wave: 1, Form: "small", Version: "1", Language: "ru", Channel: "group", Consent: 1, Day: "2022-03-28", Finished: true, Out: "elsewhere"}
	if who == "" || !reflect.DeepEqual(r, want) {
		t.Errorf("the note holds %+v, want %+v and a pseudonym", r, want)
	}
	again := map[string]error{}
	_, again["the first page"] = s.Show(ctx, token, "work")
	_, again["the end"] = s.Thanks(ctx, token)
	_, _, again["another answer"] = s.Save(ctx, page(token, "work", "work", "no"))
	for at, err := range again {
		if out := (*fieldwork.Out)(nil); !errors.As(err, &out) || out.Place != 1 || out.Language != "ru" {
			t.Errorf("%s leads to %v", at, err)
		}
	}
	if len(s.envelopes) != 1 {
		t.Errorf("%d envelopes after coming back", len(s.envelopes))
	}
}

func TestAnExitForTheIneligibleWaitsUntilTheyGoOn(t *testing.T) {
	s := withExits(t, study.Ineligible)
	token := s.start()
	r := page(token, "work", "work", "yes")
	r.Stay, r.Language = true, "en"
	if got := s.ledBy(r); got != 0 || len(s.envelopes) != 0 {
		t.Error("a change of language led out")
	}
	if got := s.ledBy(page(token, "work", "work", "no")); got != 0 {
		t.Error("who corrected the answer was led out")
	}
	if got := s.ledBy(page(token, "end", "comment", "I am unwell")); got != 2 {
		t.Errorf("the last page led to exit %d", got)
	}
}

func TestLedOutPeopleAreInNoTableAndIneligibleInThePanel(t *testing.T) {
	s := withExits(t, study.Ineligible)
	s.ledBy(page(s.start(), "work", "work", "yes"))
	token := s.start()
	s.save(token, "work", "work", "no")
	s.save(token, "end", "comment", "fine")
	var rows []fieldwork.Row
	for n := range s.envelopes {
		rows = append(rows, fieldwork.Row{Key: s.envelopes[n].Key, Response: s.opened(n)})
	}
	table, err := fieldwork.Tabulate(small(t), rows)
	if err != nil || table.Rows != 1 {
		t.Errorf("the table has %d rows, %v", table.Rows, err)
	}
	if rows[0].Response.Panelist == panel.ID("") {
		t.Error("nobody could tell which panelist was ineligible")
	}
}

func TestAnExitThatCannotBeFoundIsAProblem(t *testing.T) {
	tests := []struct{ name, page, when, code string }{
		{"a slip in the name", "work", "${wrk} = 'yes'", "exit-unknown-reference"},
		{"a code that nobody can choose", "work", "${work} = 'maybe'", "exit-unknown-code"},
		{"an answer that comes later", "work", "${hours} > 60", "exit-later-reference"},
		{"no such page", "home", "${work} = 'yes'", "exit-unknown-page"},
		{"no condition", "work", "${work} =", "exit-syntax"},
		{"not on the first page", "end", "${work} = 'yes'", "exit-late"},
	}
	for _, tt := range tests {
		s := &study.Study{Exits: []study.Exit{{Name: "x", Kind: study.Unsafe, Page: tt.page, When: tt.when}}}
		problems := fieldwork.CheckExits(s, 1, small(t))
		var codes []string
		for _, p := range problems {
			codes = append(codes, p.Code)
		}
		if strings.Join(codes, " ") != tt.code {
			t.Errorf("%s: %v, want %s", tt.name, codes, tt.code)
		}
	}
}

func TestAnExitOnALaterPageThanTheAnswerThatDecidesIsNamed(t *testing.T) {
	for _, kind := range []study.ExitKind{study.Ineligible, study.Unsafe} {
		s := &study.Study{Exits: []study.Exit{{Name: "x", Kind: kind, Page: "end", When: "${work} = 'yes'"}}}
		if ps := fieldwork.CheckExits(s, 1, small(t)); len(ps) != 1 || ps.Err() != nil || !strings.Contains(ps.Error(), "answered on the page work") || !strings.Contains(ps.Error(), "page: work") {
			t.Errorf("%s: %v", kind, ps)
		}
		s.Exits[0].Page = "work"
		if ps := fieldwork.CheckExits(s, 1, small(t)); len(ps) != 0 {
			t.Errorf("%s on the page of the answer: %v", kind, ps)
		}
	}
}

func TestAVersionWithoutTheQuestionOfAnExitIsNotPublished(t *testing.T) {
	s := withExits(t, study.Unsafe)
	other := small(t)
	other.Version = "2"
	other.Pages[0].Items[0].Name = "works"
	other.Pages[1].Relevance = nil
	if err := s.Publishable(1, other); err == nil {
		t.Error("it would ask people whom it must not ask")
	}
}

func TestTheNoteOfTheIneligibleHasNoWordOfAnswers(t *testing.T) {
	s := withExits(t, study.Ineligible)
	s.ledBy(page(s.start(), "work", "work", "yes"))
	data, err := json.Marshal(s.opened(0))
	if err != nil || strings.Contains(string(data), "yes") || strings.Contains(string(data), "hours") {
		t.Errorf("the note is %s, %v", data, err)
	}
}
