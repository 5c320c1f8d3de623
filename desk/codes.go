package desk

import (
	"errors"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/listener"
	"sojourn/panel/recognition"
	"sojourn/study"
)

// Codes is what the page about self-generated codes needs. Nobody is joined by
// it: a decision of somebody's is written down and counts from the next cut.
type Codes interface {
	// Recognised compares the codes of two waves, the earlier first, and with
	// items of the earlier wave says whom the codes favour in the latest cut.
	Recognised(first, second study.WaveID, items []string) (Recognised, error)
	// Match adds a decision to matches.yaml.
	Match(clean.Match) error
	// Matches lists the decisions of matches.yaml as it stands now, in its order.
	Matches() ([]clean.Match, error)
}

// A Recognised is what the codes of two waves say.
type Recognised struct {
	Codes, Without [2]int // people of each wave who gave a code, and who did not
	Test           recognition.Test
	Tallies        map[recognition.Likeness]recognition.Tally
	Suggested      []Suggested // surest first
	Biases         []Bias      // those who gave a code against those who did not; those whom it finds against those whom it loses
}

// A Suggested is two responses that may be one person's.
type Suggested struct {
	Responses [2]clean.Handle
	recognition.Suggestion
}

// A Bias compares two groups of the earlier wave.
type Bias struct {
	Yes, No     int // people of each
	Differences []Differing
}

// A Differing is how far two groups differ in one thing.
type Differing struct {
	What         string
	Standardised float64
	Held         bool // too few people to say
}

// codesPage is everything codes.html may show.
type codesPage struct {
	*frame
	Off            bool // the study asks for no codes
	Example        string
	Earlier, Later []option
	By             []optionGroup
	Waves          string // of the pair, for the form
	Lead           []string
	Chance         table
	Suggested      table
	Hidden         int // suggestions that are not shown because there are too many
	Biases         []table
	Chosen         [2]string // responses to decide about
	Verdicts       []option
	Decided        bool
	Decisions      table
	Problems       []problem
}

const codesExample = `recognition:
  on: true
  questions:
    - {name: month, label: {en: In which month were you born?, ru: В каком месяце вы родились?}, from: 1, to: 12}
`

// mostSuggested is how many suggestions one page lists.
const mostSuggested = 200

// codes serves GET /panel/codes: who of two waves may be one person by their
// codes, and the form in which somebody decides.
func (s *site) codes(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "codes.title")
	query := r.URL.Query()
	p := codesPage{frame: f, Off: !f.Study.Recognition.On, Example: codesExample, Decided: query.Has("decided"),
		Chosen: [2]string{query.Get("first"), query.Get("second")}}
	pair := f.pairOf(&p, query)
	if p.Off || pair[1] == 0 {
		return s.pages.Show(w, http.StatusOK, "codes", p)
	}
	for _, v := range []clean.MatchVerdict{clean.Same, clean.Different, clean.Undecided} {
		p.Verdicts = append(p.Verdicts, option{Value: string(v), Label: f.Word("codes.verdict." + string(v)), Chosen: string(v) == query.Get("verdict")})
	}
	if err := s.compareCodes(&p, query["by"], pair); err != nil {
		return err
	}
	all, err := s.project.Matches()
	more := problemsOf(err)
	if err != nil && len(more) == 0 {
		return err
	}
	p.Problems, p.Decisions = append(p.Problems, more...), f.decisions(all, pair)
	return s.pages.Show(w, http.StatusOK, "codes", p)
}

// compareCodes fills in what the codes of two waves say; what hinders it is told.
func (s *site) compareCodes(p *codesPage, by []string, pair [2]study.WaveID) error {
	items, err := s.comparedItems(p, by, pair[0])
	if err != nil {
		return err
	}
	found, err := s.project.Recognised(pair[0], pair[1], items)
	if p.Problems = problemsOf(err); err != nil && len(p.Problems) == 0 {
		return err
	}
	if err == nil {
		p.frame.recognised(p, pair, found)
	}
	return nil
}

// pairOf lists the waves and gives the two asked for, the earlier first; else
// the last two. The second is 0 where there are no two.
func (f *frame) pairOf(p *codesPage, query url.Values) (pair [2]study.WaveID) {
	var waves []study.WaveID
	for _, w := range f.Study.Waves {
		if w.Imported == "" {
			waves = append(waves, w.Number)
		}
	}
	if len(waves) < 2 {
		return pair
	}
	pair = [2]study.WaveID{waves[len(waves)-2], waves[len(waves)-1]}
	first, errFirst := strconv.Atoi(query.Get("from"))
	second, errSecond := strconv.Atoi(query.Get("to"))
	if asked := [2]study.WaveID{study.WaveID(first), study.WaveID(second)}; errFirst == nil && errSecond == nil && asked[0] != asked[1] &&
		slices.Contains(waves, asked[0]) && slices.Contains(waves, asked[1]) {
		pair = [2]study.WaveID{min(asked[0], asked[1]), max(asked[0], asked[1])}
	}
	for _, w := range waves {
		n := strconv.Itoa(int(w))
		p.Earlier = append(p.Earlier, option{Value: n, Label: f.waveLabel(w), Chosen: w == pair[0]})
		p.Later = append(p.Later, option{Value: n, Label: f.waveLabel(w), Chosen: w == pair[1]})
	}
	p.Waves = fmt.Sprintf("%d,%d", pair[0], pair[1])
	return pair
}

// comparedItems lays out the items by which bias can be looked for, and gives
// those chosen. Before the first cut there are none.
func (s *site) comparedItems(p *codesPage, by []string, wave study.WaveID) (items []string, err error) {
	cut, _, err := s.project.Cut()
	if errors.Is(err, study.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p.By = p.menu(catalogue(cut.Data, s.project.Instruments()), "", func(c *dataset.Column) bool {
		in, err := cut.Data.Column(dataset.InWave(c.Item, wave))
		return err == nil && (in.Kind == dataset.Categorical || in.Kind == dataset.Numeric) && c.Item != clean.DispositionItem && c.Item != clean.InvitedItem
	})
	for i := range p.By {
		for k := range p.By[i].Options {
			o := &p.By[i].Options[k]
			if o.Chosen = slices.Contains(by, o.Value); o.Chosen {
				items = append(items, o.Value)
			}
		}
	}
	return items, nil
}

// recognised sets what the codes say.
func (f *frame) recognised(p *codesPage, pair [2]study.WaveID, r Recognised) {
	for i, w := range pair {
		p.Lead = append(p.Lead, f.Word("codes.gave", f.waveLabel(w), f.Word("people", r.Codes[i]), f.Count(r.Without[i])))
	}
	if t := r.Test; t.Known == 0 {
		p.Lead = append(p.Lead, f.Word("codes.untried"))
	} else {
		p.Lead = append(p.Lead, f.Word("codes.tried", f.Word("people", t.Known), f.Count(t.Exact), f.voice.Percent(float64(t.Exact)/float64(t.Known), 0),
			f.Count(t.OneApart), f.voice.Percent(float64(t.OneApart)/float64(t.Known), 0), f.Count(t.Known-t.Exact-t.OneApart)))
	}
	p.Chance = f.chances(r.Tallies)
	shown := r.Suggested[:min(len(r.Suggested), mostSuggested)]
	p.Hidden = len(r.Suggested) - len(shown)
	p.Suggested = f.suggested(shown, pair)
	for i, b := range r.Biases {
		p.Biases = append(p.Biases, f.bias(b, []string{"gave", "found"}[i]))
	}
}

// chances sets how many pairs agree and how many would by chance.
func (f *frame) chances(tallies map[recognition.Likeness]recognition.Tally) table {
	t := table{ID: "chance", Heads: 1, Caption: f.Say("codes.chance.caption"), Bodies: []body{{}},
		Columns: []column{heading(f.Say("codes.likeness")), numbers(f.Say("codes.pairs")), numbers(f.Say("codes.by-chance"))}}
	for _, how := range []recognition.Likeness{recognition.Exact, recognition.OneApart} {
		tally := tallies[how]
		expected := f.voice.Number(tally.Expected, 2)
		if tally.Bound {
			expected = f.Word("codes.at-most", expected)
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: texts(f.likeness(how), f.Count(tally.Pairs), expected)})
	}
	return t
}

func (f *frame) likeness(how recognition.Likeness) string { return f.Word("codes." + string(how)) }

// suggested sets the suggestions, each leading to the form with its pair.
func (f *frame) suggested(all []Suggested, pair [2]study.WaveID) table {
	t := table{ID: "suggested", Heads: 1, Caption: f.Say("codes.suggested.caption"), Bodies: []body{{}},
		Columns: []column{heading(f.Say("codes.pair")), heading(f.Say("codes.likeness")), numbers(f.Say("codes.confidence")), numbers(f.Say("codes.rivals"))}}
	for _, x := range all {
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: []cell{{Text: anchor(decideAt(pair, x.Responses, clean.Same), pairText(x.Responses))},
			{Text: plain(f.likeness(x.Likeness))}, {Text: plain(f.voice.Percent(x.Confidence, 0))}, {Text: plain(f.Count(x.Rivals - 1))}}})
	}
	return t
}

func pairText(responses [2]clean.Handle) template.HTML {
	return code(string(responses[0])) + " " + code(string(responses[1]))
}

// decideAt is the address of the form with a pair filled in.
func decideAt(pair [2]study.WaveID, responses [2]clean.Handle, verdict clean.MatchVerdict) string {
	return "/panel/codes?" + url.Values{"from": {strconv.Itoa(int(pair[0]))}, "to": {strconv.Itoa(int(pair[1]))},
		"first": {string(responses[0])}, "second": {string(responses[1])}, "verdict": {string(verdict)}}.Encode() + "#decide"
}

// bias sets standardised differences; those commonly held to be one are set apart.
func (f *frame) bias(b Bias, which string) table {
	const telling = 0.1 // Austin 2009
	t := table{ID: "bias-" + which, Heads: 1, Caption: f.Say("codes.bias."+which, f.Word("people", b.Yes), f.Word("people", b.No)), Bodies: []body{{}},
		Columns: []column{heading(f.Say("losses.answer")), numbers(f.Say("losses.difference")), heading("")}}
	for _, d := range b.Differences {
		number, word := held, f.Word("codes.held")
		if !d.Held {
			number, word = f.voice.Number(d.Standardised, 2), ""
			if math.Abs(d.Standardised) > telling {
				word = f.Word("codes.differs")
			}
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: []cell{{Text: code(d.What)}, {Text: plain(number)}, {Text: plain(word)}}})
	}
	return t
}

// decisions sets what was decided about two waves: what holds, and what was
// taken back or decided otherwise later.
func (f *frame) decisions(all []clean.Match, pair [2]study.WaveID) table {
	hold := clean.Decided(all)
	t := table{ID: "decisions", Heads: 1, Caption: f.Say("codes.decisions.caption"), Bodies: []body{{}},
		Columns: []column{heading(f.Say("codes.pair")), heading(f.Say("responses.verdict")), heading(f.Say("responses.why")), heading("")}}
	for i, m := range slices.Backward(all) {
		if m.Waves != pair {
			continue
		}
		later := slices.ContainsFunc(all[i+1:], func(x clean.Match) bool { return x.Waves == m.Waves && x.Responses == m.Responses })
		undo, kind := template.HTML(""), "aside"
		if !later && slices.Contains(hold, m) {
			undo, kind = anchor(decideAt(pair, m.Responses, clean.Undecided), f.Say("codes.undo")), ""
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Kind: kind, Cells: []cell{{Text: pairText(m.Responses)}, {Text: f.Say("codes.verdict." + string(m.Verdict))},
			{Text: plain(m.Why) + " (" + plain(m.By) + ", " + plain(f.Day(m.On)) + ")"}, {Text: undo}}})
	}
	return t
}

// decideCodes serves POST /panel/codes/decide.
func (s *site) decideCodes(w http.ResponseWriter, r *http.Request) error {
	field := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	var pair [2]study.WaveID
	for i, text := range strings.SplitN(field("waves")+",", ",", 3)[:2] {
		n, _ := strconv.Atoi(text) // what is no number is refused as no wave
		pair[i] = study.WaveID(n)
	}
	m := clean.Match{Waves: pair, Responses: [2]clean.Handle{clean.Handle(field("first")), clean.Handle(field("second"))},
		Verdict: clean.MatchVerdict(field("verdict")), By: field("by"), Why: field("why"), On: study.DayOf(s.Clock().In(s.project.Study().Location()))}
	if err := s.project.Match(m); err != nil {
		return err
	}
	return listener.SeeOther(w, fmt.Sprintf("/panel/codes?decided&from=%d&to=%d#decisions-made", pair[0], pair[1]))
}
