package fieldwork_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// published are numbers of the first item of the small questionnaire.
func published() *fieldwork.Numbers {
	return &fieldwork.Numbers{Study: "exile", Items: []fieldwork.ItemNumber{{Item: "work", Estimate: "work_w1", Day: "2022-03-01", Base: 120,
		Shares: []fieldwork.Share{{Code: "no", Percent: 40}, {Code: "yes", Percent: 60}, {Code: "gone", Percent: 1}}}}}
}

// armed is the small questionnaire with an experiment of two arms.
func armed(t *testing.T) *instrument.Instrument {
	in := small(t)
	in.Experiments = []*instrument.Experiment{{Name: "others", Kind: instrument.Split, Arms: []instrument.Arm{{Code: "shown"}, {Code: "not"}}}}
	return in
}

// withNumbers is a stage that shows what others answered in the given arm.
func withNumbers(t *testing.T, when string, numbers *fieldwork.Numbers) *stage {
	t.Helper()
	s := stageOf(t, armed(t))
	s.study.Live = []study.Live{{Item: "work", When: when, Estimate: "work_w1"}}
	s.Service = s.showing(t, func() *fieldwork.Numbers { return numbers })
	return s
}

// showing is a service over the stage's storage with what is published.
func (s *stage) showing(t *testing.T, numbers func() *fieldwork.Numbers) *fieldwork.Service {
	t.Helper()
	service, err := fieldwork.New(fieldwork.Config{Study: s.study, Storage: s.memory, Rand: rand.Reader, Now: func() time.Time { return s.now },
		Numbers: numbers, Instruments: map[study.WaveID][]*instrument.Instrument{1: {armed(t)}, 2: {armed(t)}}})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

func TestTheArmThatSeesWhatOthersAnsweredStandsInTheData(t *testing.T) {
	s := withNumbers(t, "${others} = 'shown'", published())
	seen := map[string]int{}
	for range 40 {
		token := s.start()
		if _, err := s.Others(ctx, token, "work"); !errors.Is(err, study.ErrNotFound) {
			t.Fatalf("before the item was answered: %v", err)
		}
		s.save(token, "work", "work", "no")
		o, err := s.Others(ctx, token, "work")
		if err != nil && !errors.Is(err, study.ErrNotFound) {
			t.Fatal(err)
		}
		s.save(token, "end", "comment", "fine")
		arm := s.opened(len(s.envelopes) - 1).Answers["others"].Value()
		if shown := err == nil; shown != (arm == "shown") {
			t.Fatalf("somebody in the arm %q was shown the numbers: %v", arm, shown)
		}
		if arm == "shown" && (o.Base != 120 || len(o.Answers) != 2 || o.Answers[0].Category.Code != "yes" || o.Answers[0].Percent != 60) {
			t.Fatalf("shown is %+v", o)
		}
		seen[arm]++
		if _, err := s.Others(ctx, token, "work"); !errors.Is(err, study.ErrNotFound) {
			t.Fatalf("after the end: %v", err)
		}
	}
	if seen["shown"] < 5 || seen["not"] < 5 {
		t.Errorf("the arms are %v", seen)
	}
}

func TestWithoutPublishedNumbersNobodyIsShownAny(t *testing.T) {
	other := published()
	other.Items[0].Estimate = "work_w0"
	for name, numbers := range map[string]*fieldwork.Numbers{"nothing published": nil, "another estimate": other} {
		s := withNumbers(t, "1 = 1", numbers)
		token := s.start()
		s.save(token, "work", "work", "no")
		if _, err := s.Others(ctx, token, "work"); !errors.Is(err, study.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFileThatNoPublishingWroteIsRefused(t *testing.T) {
	s := &study.Study{ID: "exile"}
	for name, text := range map[string]string{
		"not JSON":       "items: []",
		"another study":  `{"study":"home","items":[]}`,
		"an exact base":  `{"study":"exile","items":[{"item":"work","base":123}]}`,
		"a wild share":   `{"study":"exile","items":[{"item":"work","base":120,"shares":[{"code":"a","percent":140}]}]}`,
		"a hidden share": `{"study":"exile","items":[{"item":"work","base":120,"shares":[{"code":"a","percent":4,"hidden":true}]}]}`,
		"answers inside": `{"study":"exile","items":[],"rows":[]}`,
	} {
		if _, err := fieldwork.ParseNumbers([]byte(text), s); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if _, err := fieldwork.ParseNumbers([]byte(`{"study":"exile","items":[{"item":"work","base":120,"shares":[{"code":"a","percent":4}]}]}`), s); err != nil {
		t.Error(err)
	}
}

func TestWhatIsShownOfOthersIsHeldAgainstTheQuestionnaire(t *testing.T) {
	last := armed(t)
	last.Pages[2].Items[0] = &instrument.Item{Name: "last", Type: instrument.SelectOne, Codes: &dataset.CodeList{Name: "l"}}
	taken := armed(t)
	taken.Pages[2].Items = append(taken.Pages[2].Items, &instrument.Item{Name: "shown_work", Type: instrument.Integer})
	for _, tt := range []struct {
		name string
		in   *instrument.Instrument
		live study.Live
		want string
	}{
		{"right", armed(t), study.Live{Item: "work", When: "${others} = 'shown'"}, ""},
		{"no such item", armed(t), study.Live{Item: "wrk", When: "${others} = 'shown'"}, "live-item"},
		{"an item without a list", armed(t), study.Live{Item: "hours", When: "${others} = 'shown'"}, "live-item"},
		{"no such arm", armed(t), study.Live{Item: "work", When: "${others} = 'show'"}, "live-unknown-code"},
		{"no experiment", armed(t), study.Live{Item: "work", When: "1 = 1"}, "live-no-experiment"},
		{"a name taken", taken, study.Live{Item: "work", When: "${others} = 'shown'"}, "live-name"},
		{"on the last page", last, study.Live{Item: "last", When: "${others} = 'shown'"}, "live-last-page"},
	} {
		var codes []string
		for _, p := range fieldwork.CheckLive(&study.Study{Live: []study.Live{tt.live}}, 1, tt.in) {
			codes = append(codes, p.Code)
		}
		if got := strings.Join(codes, " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestTheTableSomebodyWasShownStandsInTheData(t *testing.T) {
	first, second := published(), published()
	second.Items[0].Day, second.Items[0].Base = "2022-04-01", 240
	current := first
	s := withNumbers(t, "1 = 1", nil)
	s.Service = s.showing(t, func() *fieldwork.Numbers { return current })
	early, back, late, gone := s.start(), s.start(), s.start(), s.start()
	s.save(early, "work", "work", "no")
	s.save(back, "work", "work", "no")
	s.save(gone, "work", "work", "no")
	current = second
	s.save(back, "work", "work", "yes") // once more, after something else was published
	if _, err := s.Others(ctx, back, "work"); !errors.Is(err, study.ErrNotFound) {
		t.Errorf("somebody is shown a second table: %v", err)
	}
	s.save(back, "work", "work", "no")
	s.save(late, "work", "work", "no")
	current = nil
	never := s.start()
	s.save(never, "work", "work", "no")
	for _, token := range []string{early, back, late, never} {
		s.save(token, "end", "comment", "fine")
	}
	var rows []fieldwork.Row
	for n := range s.envelopes {
		if s.envelopes[n].Kind == seal.Final {
			rows = append(rows, fieldwork.Row{Key: s.envelopes[n].Key, Response: s.opened(n)})
		}
	}
	d, err := fieldwork.Tabulate(armed(t), rows)
	if err != nil {
		t.Fatal(err)
	}
	c, err := d.Column("shown_work")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range rows {
		if c.Missing[i] == dataset.NotAsked {
			got = append(got, "")
		} else {
			got = append(got, c.Variable.Codes.Categories[c.Codes[i]].Code)
		}
	}
	one, other := first.Items[0].Table(), second.Items[0].Table()
	if diff := cmp.Diff([]string{one, one, other, ""}, got); diff != "" || one == other {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	if text := c.Variable.Codes.Categories[1].Label["en"]; text != "published on 2022-04-01" {
		t.Errorf("the second is told as %q", text)
	}
	again := *first
	if both := again.With(*second).With(*first); len(both.Items) != 2 {
		t.Errorf("of two tables %d are kept", len(both.Items))
	}
}
