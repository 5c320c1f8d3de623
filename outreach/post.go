package outreach

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"sojourn/study"
)

// PostFile is the file of a study folder that says how invitations go out.
const PostFile = "mailroom.yaml"

// A Post is what mailroom.yaml says: who writes, by which server, at which
// hours, and what the letters say. It holds no password and no address but the
// sender's.
type Post struct {
	From      Sender                `yaml:"from"`
	Server    MailServer            `yaml:"server"`
	PerHour   int                   `yaml:"per_hour,omitempty"` // letters an hour; 600 if zero
	Tries     int                   `yaml:"tries,omitempty"`    // how often a letter is tried that a server puts off; 5 if zero
	Quiet     Quiet                 `yaml:"quiet,omitempty"`
	VaultDays int                   `yaml:"vault_days,omitempty"` // how many days after the last wave contacts are used; 90 if zero
	Letters   map[LetterKind]Letter `yaml:"letters"`
}

// A Sender is who letters come from, as the reader's mail program shows it.
type Sender struct {
	Name    study.Text `yaml:"name"`
	Address string     `yaml:"address"`
}

// A MailServer is the study's own SMTP server.
type MailServer struct {
	Host string `yaml:"host"`
	Port int    `yaml:"port"`
	User string `yaml:"user,omitempty"` // empty: no login
	TLS  string `yaml:"tls,omitempty"`  // "starttls" (if empty), "tls", or "none" on this computer only
}

// Quiet hours, such as from 22:00 to 09:00 in the study's time zone, send nothing.
type Quiet struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

// A LetterKind is an occasion to write.
type LetterKind string

// The occasions. A panelist gets each of them once a wave at most.
const (
	Invitation LetterKind = "invitation"
	Reminder   LetterKind = "reminder"  // to those who were invited and have not finished
	Reminder2  LetterKind = "reminder2" // likewise, to those who got the first
	Update     LetterKind = "update"    // between waves: is this address still right?
	Interview  LetterKind = "interview" // to those whom the desk selected, by their marks
)

var letters = [...]LetterKind{Invitation, Reminder, Reminder2, Update, Interview}

// Letters lists the occasions in the order in which people read them.
func Letters() []LetterKind { return slices.Clone(letters[:]) }

// A Letter is one wording in every language. {link} stands for the personal
// link, {closes} for the last day of the wave's doors, {code} for the code by
// which its reader can tell it from a fake.
type Letter struct {
	Subject study.Text `yaml:"subject"`
	Text    study.Text `yaml:"text"`
}

// ParsePost reads mailroom.yaml and checks it for the study.
func ParsePost(data []byte, s *study.Study) (Post, study.Problems) {
	var p Post
	if err := study.Decode(PostFile, data, &p); err != nil {
		var ps study.Problems
		errors.As(err, &ps)
		return p, ps
	}
	return p, p.check(s)
}

func postProblem(column, what, do string) study.Problem {
	return study.Problem{Severity: study.Error, Code: "mailroom", Where: PostFile, Column: column, What: what, Do: do}
}

func (p Post) check(s *study.Study) study.Problems {
	var ps study.Problems
	if a, err := mail.ParseAddress(p.From.Address); err != nil || a.Address != p.From.Address {
		ps = append(ps, postProblem("from.address", "the sender's address is not one", "write it as study@example.org"))
	}
	for lang, name := range p.From.Name {
		if strings.ContainsFunc(name, breaking) {
			ps = append(ps, postProblem("from.name."+string(lang), "the sender's name has a line break or a sign that cannot be seen", "write it on one line"))
		}
	}
	if p.Server.Host == "" || p.Server.Port < 1 || p.Server.Port > 65535 {
		ps = append(ps, postProblem("server", "host or port is missing", "write those of the study's SMTP server"))
	}
	if !slices.Contains([]string{"", "starttls", "tls", "none"}, p.Server.TLS) {
		ps = append(ps, postProblem("server.tls", fmt.Sprintf("%q is not a way to encrypt", p.Server.TLS), "write starttls, tls or none"))
	}
	if p.Server.TLS == "none" && !slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, p.Server.Host) {
		ps = append(ps, postProblem("server.tls", "addresses would cross the net unencrypted", "write starttls or tls; none is for a server on this computer"))
	}
	if _, _, err := p.Quiet.bounds(); err != nil {
		ps = append(ps, postProblem("quiet", "the hours cannot be read", `write them as from: "22:00" and to: "09:00"`))
	}
	if _, ok := p.Letters[Invitation]; !ok {
		ps = append(ps, postProblem("letters", "there is no invitation", "add letters.invitation with subject and text"))
	}
	for _, kind := range slices.Sorted(maps.Keys(p.Letters)) {
		ps = append(ps, p.Letters[kind].check(kind, s)...)
	}
	return ps
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func (l Letter) check(kind LetterKind, s *study.Study) study.Problems {
	var ps study.Problems
	at := func(part string, lang study.Lang) string { return fmt.Sprintf("letters.%s.%s.%s", kind, part, lang) }
	if !slices.Contains(Letters(), kind) {
		return study.Problems{postProblem("letters."+string(kind), "this is not an occasion to write", "use invitation, reminder, reminder2, update or interview")}
	}
	for _, lang := range s.Languages {
		subject, text := l.Subject[lang], l.Text[lang]
		if subject == "" || text == "" {
			ps = append(ps, postProblem(at("text", lang), "the letter has no wording in this language", "add subject and text"))
			continue
		}
		if strings.ContainsFunc(subject, breaking) {
			ps = append(ps, postProblem(at("subject", lang), "the subject has a line break or a sign that cannot be seen", "write it on one line"))
		}
		// Whoever is asked for an interview answers the letter; a link may be in it.
		if n := strings.Count(text, "{link}"); n > 1 || n == 0 && kind != Interview {
			ps = append(ps, postProblem(at("text", lang), "the personal link stands there not exactly once", "write {link} where it is to stand, on a line of its own"))
		}
		for _, mark := range placeholder.FindAllString(subject+text, -1) {
			if !slices.Contains([]string{"{link}", "{closes}", "{code}"}, mark) {
				ps = append(ps, postProblem(at("text", lang), mark+" stands for nothing", "use {link}, {closes} and {code}"))
			}
		}
		if title := s.Title[lang]; title != "" && strings.Contains(strings.ToLower(subject), strings.ToLower(title)) {
			ps = append(ps, study.Problem{Severity: study.Warning, Code: "mailroom-subject", Where: PostFile, Column: at("subject", lang),
				What: "the subject names the study, and subjects show on locked screens", Do: "write a neutral one"})
		}
	}
	return ps
}

// breaking finds what could end a line of a message's header, or stand in it
// unseen.
func breaking(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Cf) }

// Places are what stands in a letter for its marks.
type Places struct {
	Link, Closes, Code string
}

// Write is the subject and text of a letter in a language of the study.
func (p Post) Write(kind LetterKind, lang study.Lang, in Places) (subject, text string) {
	l := p.Letters[kind]
	fill := strings.NewReplacer("{link}", in.Link, "{closes}", in.Closes, "{code}", in.Code)
	return fill.Replace(l.Subject.In(lang)), fill.Replace(l.Text.In(lang))
}

// Coded reports whether a letter has a place for a code.
func (l Letter) Coded() bool {
	for _, text := range l.Text {
		if strings.Contains(text, "{code}") {
			return true
		}
	}
	return false
}

// Pace is the time between two letters.
func (p Post) Pace() time.Duration {
	if p.PerHour <= 0 {
		return time.Hour / 600
	}
	return time.Hour / time.Duration(p.PerHour)
}

// usualVault is how many days after the last wave contacts are kept.
const usualVault = 90

// Until is the last day on which the contacts may be used: so many days after
// the last door of the study's last wave closes.
func (p Post) Until(s *study.Study) study.Day {
	var last study.Day
	for _, w := range s.Waves {
		last = max(last, w.Closes())
	}
	return study.DayOf(last.Time().AddDate(0, 0, cmp.Or(p.VaultDays, usualVault)))
}

// MostTries is how often a letter is tried that a server puts off.
func (p Post) MostTries() int {
	if p.Tries <= 0 {
		return 5
	}
	return p.Tries
}

// Wait is how long to wait at now, in the study's time zone, until the quiet
// hours are over; 0 outside them. They are hours as a clock on the wall shows
// them, on the days too on which it is set forward or back.
func (q Quiet) Wait(now time.Time) time.Duration {
	from, to, err := q.bounds()
	if err != nil || from == to {
		return 0
	}
	at := time.Duration(now.Hour())*time.Hour + time.Duration(now.Minute())*time.Minute + time.Duration(now.Second())*time.Second
	until := func(days int) time.Duration {
		return time.Date(now.Year(), now.Month(), now.Day()+days, 0, int(to/time.Minute), 0, 0, now.Location()).Sub(now)
	}
	switch {
	case from < to && at >= from && at < to, from > to && at < to:
		return until(0)
	case from > to && at >= from:
		return until(1)
	}
	return 0
}

func (q Quiet) bounds() (from, to time.Duration, err error) {
	if q == (Quiet{}) {
		return 0, 0, nil
	}
	parse := func(text string) time.Duration {
		t, e := time.Parse("15:04", text)
		err = errors.Join(err, e)
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return parse(q.From), parse(q.To), err
}
