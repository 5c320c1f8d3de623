package mailroom

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/study"
)

// A Round is one kind of letter to the people of one wave.
type Round struct {
	Wave   study.Wave
	Letter outreach.LetterKind
	Post   outreach.Post
	People []outreach.Panelist
	Done   map[handover.Mark]bool
	Most   int // letters at most; 0: no bound
}

// A Tally counts the people of a round by where they stand.
type Tally map[outreach.Standing]int

// Tally says where everybody stands.
func (r Round) Tally(j outreach.Journal) Tally {
	t := Tally{}
	for _, p := range r.People {
		t[r.stand(j, p)]++
	}
	return t
}

func (r Round) stand(j outreach.Journal, p outreach.Panelist) outreach.Standing {
	return j.Stand(p, r.Letter, r.Done[p.Mark], r.Post.MostTries())
}

// ByHand are those to whom a person writes, by messenger.
func (r Round) ByHand(j outreach.Journal) []outreach.Panelist {
	var people []outreach.Panelist
	for _, p := range r.People {
		if r.stand(j, p) == outreach.ByHand {
			people = append(people, p)
		}
	}
	return people
}

// A Deliverer takes an errand and says what became of it.
type Deliverer interface {
	Deliver(Errand) (Delivery, error)
}

// Clock is the time as a round needs it.
type Clock struct {
	Now  func() time.Time
	Wait func(context.Context, time.Duration) error
}

// pauses are how long a round waits before it tries again whom a server put off.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// Send writes to everybody who is due, at the pace and outside the quiet hours
// of the post. Whom a server put off is tried again after the others. Progress
// is called after every letter with how many went out and how many are due.
func (r *Room) Send(ctx context.Context, round Round, by Deliverer, clock Clock, progress func(sent, due int)) (sent int, err error) {
	j, err := r.Journal()
	if err != nil {
		return 0, err
	}
	for pass := 0; ; pass++ {
		due := round.due(j)
		if len(due) == 0 || round.full(sent) {
			return sent, nil
		}
		if pass > 0 {
			if err := clock.Wait(ctx, pauses[min(pass, len(pauses))-1]); err != nil {
				return sent, err
			}
		}
		for _, p := range due {
			if round.full(sent) {
				return sent, nil
			}
			state, err := r.one(ctx, round, p, by, clock)
			if err != nil {
				return sent, err
			}
			j.Note(p, round.Letter, state)
			if state == outreach.Sent {
				sent++
			}
			if progress != nil {
				progress(sent, len(due))
			}
		}
	}
}

func (r Round) full(sent int) bool { return r.Most > 0 && sent >= r.Most }

func (r Round) due(j outreach.Journal) []outreach.Panelist {
	var due []outreach.Panelist
	for _, p := range r.People {
		if r.stand(j, p) == outreach.Due {
			due = append(due, p)
		}
	}
	return due
}

// one waits for its moment and hands one letter over.
func (r *Room) one(ctx context.Context, round Round, p outreach.Panelist, by Deliverer, clock Clock) (outreach.State, error) {
	quiet := round.Post.Quiet.Wait(clock.Now().In(r.study.Location()))
	if err := clock.Wait(ctx, max(quiet, round.Post.Pace())); err != nil {
		return "", err
	}
	d, err := by.Deliver(r.errand(round, p))
	if err != nil {
		return "", err
	}
	if d.Trouble != "" {
		return "", study.Problem{Severity: study.Error, Code: "mail-server", Where: "mailroom", What: d.Trouble,
			Do: "check server in " + outreach.PostFile + " and the password; then send again: nobody gets the letter twice"}
	}
	return d.State, nil
}

// errand is the letter to a person.
func (r *Room) errand(round Round, p outreach.Panelist) Errand {
	lang := r.language(p.Contact.Language)
	subject, text := round.Post.Write(round.Letter, lang, r.Link(p), string(round.Wave.Closes()))
	return Errand{
		Entry:    outreach.Entry{Mark: p.Mark, Wave: p.Wave, Letter: round.Letter},
		To:       p.Contact.Address,
		FromName: round.Post.From.Name.In(lang),
		From:     round.Post.From.Address,
		Subject:  subject, Text: text, Language: lang,
	}
}

// Text is what a person is to send to somebody by messenger.
func (r *Room) Text(round Round, p outreach.Panelist) string { return r.errand(round, p).Text }

// Link is a person's personal link.
func (r *Room) Link(p outreach.Panelist) string {
	return strings.TrimRight(r.study.Field, "/") + "/i/" + p.Contact.Secret
}

func (r *Room) language(l study.Lang) study.Lang {
	for _, known := range r.study.Languages {
		if l == known {
			return l
		}
	}
	return r.study.Default()
}

// Ready says what is lacking before letters can go out.
func (r *Room) Ready(round Round) error {
	if r.study.Field == "" {
		return study.Problem{Where: study.File, Column: "field", What: "the public address of the field is missing, so links cannot be made",
			Do: "write it as field: https://example.org"}
	}
	if _, ok := round.Post.Letters[round.Letter]; !ok {
		return study.Problem{Where: outreach.PostFile, Column: "letters", What: fmt.Sprintf("there is no letter %q", round.Letter), Do: "add it"}
	}
	return nil
}

// Again clears letters whose last try broke off when nobody could see whether
// they went, so that they are tried once more, and says how many there were.
// Some of these people may get the letter twice.
func (r *Room) Again(round Round, today study.Day) (int, error) {
	return r.settle(round, outreach.PutOff, today)
}

// Assume takes such letters as sent. Some of these people may have none.
func (r *Room) Assume(round Round, today study.Day) (int, error) {
	return r.settle(round, outreach.Sent, today)
}

func (r *Room) settle(round Round, as outreach.State, today study.Day) (int, error) {
	j, err := r.Journal()
	if err != nil {
		return 0, err
	}
	var entries []outreach.Entry
	for _, p := range round.People {
		if round.stand(j, p) == outreach.Uncertain {
			entries = append(entries, outreach.Entry{Mark: p.Mark, Wave: p.Wave, Letter: round.Letter, State: as, Day: today})
		}
	}
	if len(entries) == 0 {
		return 0, nil
	}
	return len(entries), r.Record(entries...)
}
