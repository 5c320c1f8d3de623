package fieldwork_test

import (
	"slices"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/format/xlsform"
	"sojourn/instrument"
)

// read makes an instrument of sheets written as tables.
func read(t *testing.T, tables string) *instrument.Instrument {
	t.Helper()
	wb, problems := xlsform.ReadMarkdown("form.md", []byte(strings.ReplaceAll(tables, "\n\t", "\n")))
	in, more := xlsform.Instrument(wb)
	if err := append(problems, more...).Err(); err != nil {
		t.Fatal(err)
	}
	return in
}

// send saves a page and returns what comes next and the faults by item.
func (s *stage) send(r fieldwork.SaveRequest) (string, map[string]instrument.FaultCode) {
	s.t.Helper()
	next, faults, err := s.Save(ctx, r)
	if err != nil {
		s.t.Fatal(err)
	}
	codes := map[string]instrument.FaultCode{}
	for _, f := range faults {
		codes[f.Item.Name] = f.Code
	}
	return next, codes
}

// show is what stands on a page.
func (s *stage) show(token, page string) fieldwork.View {
	s.t.Helper()
	v, err := s.Show(ctx, token, page)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// offered lists the codes of an item on a page.
func offered(t *testing.T, v fieldwork.View, item string) string {
	t.Helper()
	i, _ := v.Instrument.Item(item)
	categories, err := v.Step.Offered(i)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, c := range categories {
		codes = append(codes, c.Code)
	}
	return strings.Join(codes, " ")
}

const shuffled = `
	## survey
	| type | name | label | parameters |
	| - | - | - | - |
	| begin_group | one | One | |
	| select_one party | party | Party? | randomize=true |
	| rank party | liked | Which do you like? | randomize=true |
	| end_group | | | |
	| begin_group | two | Two | |
	| range | trust | Trust? | start=0 end=10 step=1 |
	| end_group | | | |

	## choices
	| list_name | name | label |
	| - | - | - |
	| party | a | A |
	| party | b | B |
	| party | c | C |
	| party | d | D |
	| party | e | E |
	| party | f | F |
	| party | g | G |

	## settings
	| form_id | version | default_language |
	| - | - | - |
	| f | 1 | en |
	`

func TestAnOrderOfChanceStaysAndIsKnownAtTheDesk(t *testing.T) {
	in := read(t, shuffled)
	s := stageOf(t, in)
	orders := map[string]bool{}
	var rows []fieldwork.Row
	var seen []string
	for n := range 6 {
		token := s.start()
		before := offered(t, s.show(token, "one"), "party")
		s.send(fieldwork.SaveRequest{Token: token, Page: "one", Form: map[string][]string{"party": {"c"}, "liked_rank_1": {"b"}, "liked_rank_2": {"a"}}})
		if after := offered(t, s.show(token, "one"), "party"); after != before {
			t.Errorf("the order is %s and, on coming back, %s", before, after)
		}
		s.send(fieldwork.SaveRequest{Token: token, Page: "two", Form: map[string][]string{"trust": {"7"}}})
		orders[before] = true
		seen = append(seen, before)
		rows = append(rows, fieldwork.Row{Key: string(rune('a' + n)), Response: s.opened(n)})
	}
	if len(orders) < 4 {
		t.Errorf("six people see %d orders of 5,040", len(orders))
	}
	d, err := fieldwork.Tabulate(in, rows)
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) *dataset.Column {
		c, err := d.Column(name)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if got := column("party_order").Texts; !slices.Equal(got, seen) {
		t.Errorf("the desk finds the orders\n%v, shown were\n%v", got, seen)
	}
	first, second := column("liked_rank_1"), column("liked_rank_2")
	if first.Codes[0] != 1 || second.Codes[0] != 0 || column("liked_rank_3").Missing[0] != dataset.Skipped || column("trust").Numbers[0] != 7 {
		t.Error("the ranking or the slider is not in the table")
	}
}

const cascade = `
	## survey
	| type | name | label | choice_filter | required |
	| - | - | - | - | - |
	| begin_group | place | Place | | |
	| select_one land | land | Land? | | |
	| select_one town | town | Town? | land = ${land} | |
	| integer | age | Age? | | yes |
	| end_group | | | | |
	| begin_group | last | Last | | |
	| text | comment | More? | | |
	| end_group | | | | |

	## choices
	| list_name | name | label | land |
	| - | - | - | - |
	| land | ge | Georgia | |
	| land | am | Armenia | |
	| town | batumi | Batumi | ge |
	| town | yerevan | Yerevan | am |

	## settings
	| form_id | version | default_language |
	| - | - | - |
	| f | 1 | en |
	`

func TestATownIsAskedOnceItsCountryIsKnown(t *testing.T) {
	s := stageOf(t, read(t, cascade))
	token := s.start()
	if got := offered(t, s.show(token, "place"), "town"); got != "" {
		t.Errorf("before a country is chosen there are %s", got)
	}
	next, _ := s.send(fieldwork.SaveRequest{Token: token, Page: "place", Form: map[string][]string{"land": {"ge"}, "age": {"30"}}})
	if next != "place" || offered(t, s.show(token, "place"), "town") != "batumi" {
		t.Errorf("after the country comes page %s", next)
	}
	_, faults := s.send(fieldwork.SaveRequest{Token: token, Page: "place", Form: map[string][]string{"land": {"am"}, "town": {"batumi"}, "age": {"30"}}})
	if faults["town"] != instrument.UnknownCode {
		t.Errorf("a town of another country has the fault %q", faults["town"])
	}
	next, _ = s.send(fieldwork.SaveRequest{Token: token, Page: "place", Form: map[string][]string{"land": {"am"}, "age": {"30"}}})
	if next != "last" {
		t.Errorf("who leaves the town out is kept on page %s", next)
	}
}

func TestStayingOnAPageLeavesNothingOut(t *testing.T) {
	s := stageOf(t, read(t, cascade))
	token := s.start()
	s.send(fieldwork.SaveRequest{Token: token, Page: "place", Stay: true, Insist: true, Language: "ru", Form: map[string][]string{"land": {"ge"}}})
	v := s.show(token, "")
	if v.Step.Page.Name != "place" || v.Answers["land"].Value() != "ge" || v.Language != "ru" {
		t.Errorf("the interview goes on at page %s", v.Step.Page.Name)
	}
	if _, put := v.Answers["age"]; put {
		t.Error("what was not answered yet is taken for left out")
	}
}

const stays = `
	## survey
	| type | name | label | parameters | another |
	| - | - | - | - | - |
	| begin_repeat | stay | Stay | max=3 | Another? |
	| select_one place | where | Where? | | |
	| integer | months | Months? | | |
	| end_repeat | | | | |
	| text | comment | More? | | |

	## choices
	| list_name | name | label |
	| - | - | - |
	| place | ge | Georgia |
	| place | am | Armenia |
	| place | rs | Serbia |

	## settings
	| form_id | version | default_language |
	| - | - | - |
	| f | 1 | en |
	`

// lived answers one time of the repeat.
func lived(time, where, months, another string) map[string][]string {
	return map[string][]string{"where_" + time: {where}, "months_" + time: {months}, "stay_another_" + time: {another}}
}

// abroad is an interview up to the third time of a repeat.
func abroad(t *testing.T) (*stage, string) {
	s := stageOf(t, read(t, stays))
	token := s.start()
	s.send(fieldwork.SaveRequest{Token: token, Page: "stay_1", Form: lived("1", "ge", "5", "yes")})
	s.send(fieldwork.SaveRequest{Token: token, Page: "stay_2", Form: lived("2", "am", "7", "yes")})
	s.send(fieldwork.SaveRequest{Token: token, Page: "stay_3", Form: lived("3", "rs", "9", "")})
	return s, token
}

// itinerary is what counts of the repeat.
func itinerary(v fieldwork.View) string {
	var all []string
	for _, time := range []string{"1", "2", "3"} {
		if a := v.Counted["where_"+time]; a.Value() != "" {
			all = append(all, a.Value()+" "+v.Counted["months_"+time].Value())
		}
	}
	return strings.Join(all, ", ")
}

func TestWhatIsTakenOutOfARepeatLetsTheRestMoveUp(t *testing.T) {
	for page, want := range map[string]string{"stay_1": "am 7, rs 9", "stay_2": "ge 5, rs 9", "stay_3": "ge 5, am 7"} {
		s, token := abroad(t)
		if v := s.show(token, page); v.Times != 3 || itinerary(v) != "ge 5, am 7, rs 9" {
			t.Fatalf("before, there are %d times: %s", v.Times, itinerary(v))
		}
		for range 2 { // a double click
			if _, _, err := s.Save(ctx, fieldwork.SaveRequest{Token: token, Page: page, Remove: 3}); err != nil && page != "stay_3" {
				t.Fatal(err)
			}
		}
		v := s.show(token, "stay_2")
		if got := itinerary(v); got != want || v.Times != 2 {
			t.Errorf("without %s there are %d times: %s, want %s", page, v.Times, got, want)
		}
		if next, _ := s.send(fieldwork.SaveRequest{Token: token, Page: "stay_2", Form: map[string][]string{"where_2": {"am"}, "months_2": {"1"}, "stay_another_2": {"no"}}}); strings.HasPrefix(next, "stay") {
			t.Errorf("the interview goes on with %s", next)
		}
	}
}

func TestNothingIsTakenOutOfARepeatThatAnAnswerCounts(t *testing.T) {
	counted := strings.NewReplacer(
		"| type | name | label | parameters | another |\n\t| - | - | - | - | - |\n", "| type | name | label | parameters | repeat_count |\n\t| - | - | - | - | - |\n\t| integer | children | Children? | | |\n",
		"max=3 | Another?", "max=3 | ${children}").Replace(stays)
	s := stageOf(t, read(t, counted))
	token := s.start()
	first := s.show(token, "").Step.Page.Name
	if next, _ := s.send(fieldwork.SaveRequest{Token: token, Page: first, Form: map[string][]string{"children": {"2"}}}); next != "stay_1" {
		t.Fatalf("after the number comes %s", next)
	}
	s.send(fieldwork.SaveRequest{Token: token, Page: "stay_1", Form: lived("1", "ge", "5", "")})
	if v := s.show(token, "stay_1"); v.Times != 0 {
		t.Errorf("one of %d times can be taken out", v.Times)
	}
	s.send(fieldwork.SaveRequest{Token: token, Page: "stay_1", Remove: 2})
	if got := itinerary(s.show(token, "stay_2")); got != "ge 5" {
		t.Errorf("after trying, there is %q", got)
	}
}

func TestARepeatStandsSideBySideInTheTable(t *testing.T) {
	s, token := abroad(t)
	page := s.show(token, "").Step.Page.Name
	s.send(fieldwork.SaveRequest{Token: token, Page: page, Form: map[string][]string{"comment": {"x"}}})
	d, err := fieldwork.Tabulate(read(t, stays), []fieldwork.Row{{Key: "a", Response: s.opened(0)}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"months_1": 5, "months_2": 7, "months_3": 9, "stay_count": 3} {
		c, err := d.Column(name)
		if err != nil || c.Numbers[0] != want {
			t.Errorf("%s is %v, %v", name, c, err)
		}
	}
}

func TestAResponseWhoseVersionIsGoneGoesOnInTheCurrentOne(t *testing.T) {
	old := read(t, cascade)
	s := stageOf(t, old)
	token := s.start()
	s.send(fieldwork.SaveRequest{Token: token, Page: "place", Stay: true, Form: map[string][]string{"land": {"ge"}, "town": {"batumi"}, "age": {"30"}}})

	renewed := read(t, strings.NewReplacer("| f | 1 | en |", "| f | 2 | en |", "More?", "Anything more?").Replace(cascade))
	s.field(old, renewed)
	if v := s.show(token, ""); v.Instrument.Version != "1" {
		t.Errorf("a response of version 1 is shown in version %s although 1 is there", v.Instrument.Version)
	}
	s.field(renewed)
	v := s.show(token, "")
	if v.Instrument.Version != "2" || v.Answers["age"].Value() != "30" {
		t.Errorf("in version %s the age is %q", v.Instrument.Version, v.Answers["age"].Value())
	}
	s.send(fieldwork.SaveRequest{Token: token, Page: "place", Form: map[string][]string{"land": {"ge"}, "town": {"batumi"}, "age": {"30"}}})
	s.send(fieldwork.SaveRequest{Token: token, Page: "last", Form: map[string][]string{"comment": {"x"}}})
	if r := s.opened(0); r.Version != "2" || r.Answers["town"].Value() != "batumi" || r.Answers["comment"].Value() != "x" {
		t.Errorf("the response says version %s and holds %d answers", r.Version, len(r.Answers))
	}
}

func TestWhatIsSentAfterTheEndIsKeptAlsoWhereItCannotBeChecked(t *testing.T) {
	across := strings.Replace(cascade, "| select_one town |", "| end_group | | | | |\n\t| begin_group | second | Second | | |\n\t| select_one town |", 1)
	s := stageOf(t, read(t, across))
	token := s.start()
	s.send(fieldwork.SaveRequest{Token: token, Page: "place", Form: map[string][]string{"land": {"ge"}}})
	s.send(fieldwork.SaveRequest{Token: token, Page: "second", Form: map[string][]string{"town": {"batumi"}, "age": {"30"}}})
	s.send(fieldwork.SaveRequest{Token: token, Page: "last", Form: map[string][]string{"comment": {"x"}}})
	for range 2 {
		s.send(fieldwork.SaveRequest{Token: token, Page: "second", Form: map[string][]string{"do": {"next"}, "town": {"yerevan\xff"}, "age": {"31"}}})
	}
	if len(s.envelopes) != 2 {
		t.Fatalf("%d envelopes", len(s.envelopes))
	}
	late := s.opened(1)
	if late.Answers["town"].Value() != "yerevan" || late.Answers["age"].Value() != "31" || len(late.Answers) != 2 {
		t.Errorf("kept of the late page are %d answers", len(late.Answers))
	}
	if first := s.opened(0); first.Answers["town"].Value() != "batumi" {
		t.Error("the finished response has changed")
	}
}
