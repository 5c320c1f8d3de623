package desk

import (
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sojourn/clean"
	"sojourn/listener"
	"sojourn/study"
)

// responsesPage is everything responses.html may show.
type responsesPage struct {
	*frame
	Waves   []option
	Rules   []option
	Wave    study.WaveID
	Table   table
	Hidden  int    // found, and not shown because there are too many
	Chosen  string // handle of the response to decide about
	Lines   []template.HTML
	Decided bool // a decision was written down just now
}

// mostResponses is how many responses one page lists.
const mostResponses = 200

// responses serves GET /cleaning/responses: the flagged responses of a wave by
// their handles, and the form in which somebody decides about one.
func (s *site) responses(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(r, "responses.title")
	cut, _, err := s.latest(w, f)
	if err != nil || cut == nil {
		return err
	}
	query := r.URL.Query()
	p := responsesPage{frame: f, Chosen: query.Get("response"), Decided: query.Has("decided")}
	log := chosenLog(cut.Logs, query.Get("wave"))
	p.Wave = log.Wave
	for _, l := range cut.Logs {
		n := strconv.Itoa(int(l.Wave))
		p.Waves = append(p.Waves, option{Value: n, Label: f.waveLabel(l.Wave), Chosen: l.Wave == log.Wave})
	}
	for _, t := range log.Tallies {
		p.Rules = append(p.Rules, option{Value: t.Rule, Label: t.Rule, Chosen: t.Rule == query.Get("rule")})
	}
	found := slices.DeleteFunc(slices.Clone(log.Flagged), func(m clean.Marked) bool {
		return query.Get("rule") != "" && !slices.Contains(m.Rules, query.Get("rule"))
	})
	p.Hidden = max(0, len(found)-mostResponses)
	p.Table = f.flagged(log.Wave, found[:len(found)-p.Hidden])
	for _, d := range cut.Recipe.Decisions {
		if d.Wave == log.Wave {
			p.Lines = append(p.Lines, f.decision(d))
		}
	}
	return s.pages.Show(w, http.StatusOK, "responses", p)
}

// chosenLog is the log of the wave asked for, else that of the first.
func chosenLog(logs []clean.Log, wave string) clean.Log {
	for _, l := range logs {
		if strconv.Itoa(int(l.Wave)) == wave {
			return l
		}
	}
	if len(logs) == 0 {
		return clean.Log{}
	}
	return logs[0]
}

// waveLabel names a wave in a menu.
func (f *frame) waveLabel(n study.WaveID) string {
	wave, err := f.Study.Wave(n)
	if err != nil {
		return f.Word("wave.number", int(n))
	}
	return f.Word("wave.number", int(n)) + ", " + f.words(wave.Title)
}

func (f *frame) flagged(w study.WaveID, all []clean.Marked) table {
	t := table{ID: "flagged", Heads: 1, Caption: f.Say("responses.caption"), Bodies: []body{{}}, Columns: []column{heading(f.Say("responses.handle")),
		heading(f.Say("responses.rules")), numbers(f.Say("responses.answered")), numbers(f.Say("responses.seconds")), heading(f.Say("responses.verdict"))}}
	for _, m := range all {
		verdict := f.Say("verdict.none")
		if m.Verdict != "" {
			verdict = f.Say("verdict." + string(m.Verdict))
		}
		href := "/cleaning/responses?wave=" + strconv.Itoa(int(w)) + "&response=" + string(m.Response) + "#decide"
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: []cell{{Text: anchor(href, code(string(m.Response)))}, {Text: codes(m.Rules)},
			{Text: plain(f.voice.Percent(m.Answered, 0))}, {Text: plain(f.voice.Number(m.Seconds, 0))}, {Text: verdict}}})
	}
	return t
}

// decision words a decision in one line.
func (f *frame) decision(d clean.Decision) template.HTML {
	return code(string(d.Response)) + ": " + f.Say("verdict."+string(d.Verdict)) + " — " + plain(d.Why) + " (" + plain(d.By) + ", " + plain(string(d.On)) + ")"
}

// decide serves POST /cleaning/decide.
func (s *site) decide(w http.ResponseWriter, r *http.Request) error {
	wave, _ := strconv.Atoi(r.PostFormValue("wave")) // what is no number is refused as no wave
	d := clean.Decision{Wave: study.WaveID(wave), Response: clean.Handle(strings.TrimSpace(r.PostFormValue("response"))),
		Verdict: clean.Verdict(r.PostFormValue("verdict")), By: strings.TrimSpace(r.PostFormValue("by")), Why: strings.TrimSpace(r.PostFormValue("why")),
		On: study.DayOf(s.Clock())}
	if err := s.project.Decide(d); err != nil {
		return err
	}
	return listener.SeeOther(w, "/cleaning/responses?decided&wave="+strconv.Itoa(wave))
}
