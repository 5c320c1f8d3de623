package pages

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"sojourn/outreach"
	"sojourn/study"
)

// letterPage is everything letter.html may show.
type letterPage struct {
	*frame
	Path      string
	Kind      outreach.LetterKind
	Wave      string
	People    int
	Counts    []count
	Due, Hand int
	Uncertain int
	Missing   int
	Quiet     string // the hours in which nothing is sent; empty: none
	Zone      string
	Later     string // when the quiet hours end, if they are now
	PerHour   int
	Lasts     string // how long sending to all takes, about
	Previews  []preview
	Now       *progress // of this letter
	Elsewhere *progress // of another letter
	Lacking   study.Problems
	Selected  bool
}

// Sending reports whether this letter is being sent; the one in hand then is
// uncertain for a moment, and there is nothing to decide.
func (p letterPage) Sending() bool { return p.Now != nil && p.Now.Running }

// A preview is a letter in one language.
type preview struct {
	Lang                study.Lang
	Dir                 string
	Name, Subject, Text string
	From                string
}

// letter serves GET /waves/{wave}/{letter}.
func (s *Site) letter(w http.ResponseWriter, r *http.Request) error {
	at, err := s.asked(r)
	if err != nil {
		return err
	}
	f := s.frame(r, "letter."+string(at.Letter))
	p := letterPage{frame: f, Path: path(at.Round), Kind: at.Letter, Wave: f.Wave(at.Wave), People: len(at.People), Counts: counts(at.Tally),
		Due: at.Tally[outreach.Due], Hand: at.Tally[outreach.ByHand], Uncertain: at.Tally[outreach.Uncertain], Missing: at.Missing,
		Selected: at.Letter != outreach.Interview || s.Selection != nil, Lacking: study.ProblemsOf(s.ready(at.Round))}
	p.hours(at.Post, s.now())
	for _, lang := range s.Room.Study().Languages {
		p.Previews = append(p.Previews, s.preview(at, lang))
	}
	if now := s.post.progress(); now.Path == p.Path {
		p.Now = &now
	} else if now.Running {
		p.Elsewhere = &now
	}
	if p.Sending() {
		p.Again = refresh
	}
	return s.pages.Show(w, http.StatusOK, "letter", p)
}

// hours says when letters go, and how fast.
func (p *letterPage) hours(post outreach.Post, now time.Time) {
	p.Zone = now.Location().String()
	p.PerHour = int(time.Hour / post.Pace())
	if post.Quiet != (outreach.Quiet{}) {
		p.Quiet = p.Say("quiet.hours", post.Quiet.From, post.Quiet.To)
	}
	if wait := post.Quiet.Wait(now); wait > 0 {
		p.Later = now.Add(wait).Format("15:04")
	}
	lasts := time.Duration(p.Due) * post.Pace()
	switch {
	case p.Due == 0:
	case lasts < time.Hour:
		p.Lasts = p.Say("lasts.minutes", max(1, int(lasts.Round(time.Minute)/time.Minute)))
	default:
		p.Lasts = p.Say("lasts.hours", int(lasts.Round(time.Hour)/time.Hour))
	}
}

func (s *Site) preview(at standing, lang study.Lang) preview {
	v := preview{Lang: lang, Dir: lang.Dir(), Name: string(lang)}
	if s.book.Has(lang) {
		v.Name = s.book.In(lang).Say("language")
	}
	link := strings.TrimRight(s.Room.Study().Field, "/") + "/i/…"
	v.Subject, v.Text = at.Post.Write(at.Letter, lang, outreach.Places{Link: link, Closes: string(at.Wave.Closes()), Code: cmp.Or(at.Code, "…")})
	v.From = at.Post.From.Name.In(lang) + " <" + at.Post.From.Address + ">"
	return v
}
