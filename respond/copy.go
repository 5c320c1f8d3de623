package respond

import (
	"fmt"
	"net/http"
	"strings"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/study"
)

// copy serves GET /m/{token}/copy: what is the person's, as a text that any
// telephone can open. Its name tells nothing to whoever sees it among others.
func (s *site) copy(w http.ResponseWriter, r *http.Request) error {
	own, err := s.service.Own(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	f := s.frameFor(r, own.Language)
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="copy.txt"`)
	_, _ = w.Write([]byte(f.copyOf(s.service.Study(), own))) // a client that went away is no failure of ours
	return nil
}

// copyOf writes down all that the field can open of a response.
func (f *frame) copyOf(st *study.Study, own fieldwork.Own) string {
	var b strings.Builder
	line := func(text string) { fmt.Fprintln(&b, strings.TrimSpace(text)) }
	title, _ := f.wording(st.Title)
	line(title)
	line(f.Word("copy.day", isolate(string(own.Day))))
	line(f.Word("copy.language", nameOf(own.Language)))
	if own.Channel != "" {
		line(f.Word("copy.channel", own.Channel))
	}
	line("\n")
	f.copyConsents(line, st, own.Consents)
	if own.Finished {
		line(f.Word("own.answers.sealed"))
		line(f.Word("copy.receipt", own.Receipt))
		return b.String()
	}
	line(f.Word("copy.seconds", own.Seconds))
	for _, text := range f.signals(own.Paradata) {
		line(text)
	}
	for _, step := range own.Steps {
		for _, i := range step.Items {
			a, put := own.Answers[i.Name]
			if !i.Asks() || !put {
				continue
			}
			label, _ := f.wording(i.Label)
			line("\n")
			line(own.Instrument.Fill(study.Text{f.Lang: label}, f.Lang, own.Answers))
			switch a.Missing {
			case dataset.Present:
				line("– " + own.Instrument.Fill(study.Text{f.Lang: "${" + i.Name + "}"}, f.Lang, own.Answers))
			case dataset.Refused, dataset.DontKnow, dataset.NotApplicable:
				line("– " + f.Word("answer."+a.Missing.String()))
			default:
				line("–")
			}
		}
	}
	return b.String()
}

// signals says what else is kept of how the response came about.
func (f *frame) signals(p fieldwork.Paradata) (said []string) {
	say := func(holds bool, key string, args ...any) {
		if holds {
			said = append(said, f.Word(key, args...))
		}
	}
	say(p.Breaks > 0, "copy.breaks", p.Breaks)
	say(p.Width != "", "copy.width."+string(p.Width))
	say(p.Signals.Asked != fieldwork.NothingAsked, "copy.asked."+string(p.Signals.Asked))
	say(p.Signals.Burst, "copy.burst")
	say(p.Signals.Trap, "copy.trap")
	return said
}

// copyConsents writes what was agreed to, text by text, in the order in which
// it was said.
func (f *frame) copyConsents(line func(string), st *study.Study, ledger []fieldwork.ConsentLine) {
	for _, a := range ledger {
		key := "copy.refused"
		if a.Given {
			key = "copy.agreed"
		}
		line(f.Word(key, isolate(string(a.Day)), a.Version, a.Text))
		c, err := st.ConsentOf(a.Version)
		if err != nil {
			continue // the text is gone from the study; its hash is not
		}
		text := c.Text
		for _, p := range c.Purposes {
			if p.Name == a.Purpose {
				text = p.Text
			}
		}
		line(text.In(a.Language, st.Default()))
		line("\n")
	}
}
