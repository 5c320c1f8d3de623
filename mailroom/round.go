package mailroom

import (
	"context"
	"slices"
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
	Code   string // by which readers tell the letter from a fake; empty where the mailroom has not opened the field's door yet
	Done   map[handover.Mark]bool
	Agreed Agreement
	Most   int // letters at most; 0: no bound

	chosen bool // People are those of a selection
}

// Round makes the round of a letter from open contacts and says how many of
// them are of an address that lies there already, and how many are broken.
func (r *Room) Round(w study.Wave, letter outreach.LetterKind, post outreach.Post, contacts []outreach.Contact) (round Round, more, broken int, err error) {
	round = Round{Wave: w, Letter: letter, Post: post}
	if round.Code, err = r.Code(w.Number, letter); err != nil {
		return round, 0, 0, err
	}
	round.People, more, broken = outreach.Panelists(r.study.ID, w.Number, contacts)
	j, err := r.Journal()
	if err != nil {
		return round, more, broken, err
	}
	for i, p := range round.People {
		round.People[i] = j.Reach(p)
	}
	if round.Done, err = r.Done(w.Number); err != nil {
		return round, more, broken, err
	}
	round.Agreed, err = r.Agreement()
	return round, more, broken, err
}

// Chosen is the round of those of the selection alone, with the number of its
// marks whose contact is not here.
func (r Round) Chosen(s handover.Selection) (round Round, missing int) {
	people, asked := r.People, map[handover.Mark]bool{}
	for _, m := range s.Marks {
		asked[m] = true
	}
	r.People, r.chosen = nil, true
	for _, p := range people {
		if slices.ContainsFunc(p.Names(), func(n outreach.Panelist) bool { return asked[n.Ever] }) {
			r.People = append(r.People, p)
		}
	}
	return r, len(s.Marks) - len(r.People)
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
	finished := p.Any(r.Done) && r.Letter != outreach.Interview // that is asked of those who took part
	standing := j.Stand(p, r.Letter, finished, r.Post.MostTries())
	open := []outreach.Standing{outreach.Due, outreach.ByHand, outreach.NotYet, outreach.Exhausted, outreach.Uncertain}
	if slices.Contains(open, standing) && !r.Agreed.May(p, r.Letter) {
		return outreach.Declined
	}
	return standing
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

// Informants are those of a selection who were asked for an interview and did
// not ask to be left alone, by their aliases.
func (r Round) Informants(j outreach.Journal) []outreach.Panelist {
	var people []outreach.Panelist
	for _, p := range r.People {
		if r.chosen && r.stand(j, p) == outreach.Already && r.Agreed.May(p, r.Letter) {
			people = append(people, p)
		}
	}
	slices.SortFunc(people, func(a, b outreach.Panelist) int { return strings.Compare(a.Alias, b.Alias) })
	return people
}

// A Deliverer takes an errand and says what became of it.
type Deliverer interface {
	Deliver(Errand) (Delivery, error)
}

// A Pause is why a round waits for long.
type Pause string

// The pauses.
const (
	QuietHours Pause = "quiet hours"
	PutOff     Pause = "put off" // by the server; those are tried again
)

// Clock is the time as a round needs it.
type Clock struct {
	Now   func() time.Time
	Wait  func(context.Context, time.Duration) error
	Pause func(why Pause, until time.Time) // told as a long wait begins; nil if nobody listens
}

func (c Clock) pause(why Pause, d time.Duration) {
	if c.Pause != nil {
		c.Pause(why, c.Now().Add(d))
	}
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
			pause := pauses[min(pass, len(pauses))-1]
			clock.pause(PutOff, pause)
			if err := clock.Wait(ctx, pause); err != nil {
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

// longest is how long a round waits at most before it looks at the clock again.
const longest = 10 * time.Minute

// await waits for the moment of the next letter: the pace of the post, and the
// end of the quiet hours. The clock may be set, or the computer sleep, while it
// waits, so it is asked anew.
func (r *Room) await(ctx context.Context, post outreach.Post, clock Clock) error {
	if err := clock.Wait(ctx, post.Pace()); err != nil {
		return err
	}
	for told := false; ; told = true {
		quiet := post.Quiet.Wait(clock.Now().In(r.study.Location()))
		if quiet <= 0 {
			return nil
		}
		if !told {
			clock.pause(QuietHours, quiet)
		}
		if err := clock.Wait(ctx, min(quiet, longest)); err != nil {
			return err
		}
	}
}

// one waits for its moment and hands one letter over.
func (r *Room) one(ctx context.Context, round Round, p outreach.Panelist, by Deliverer, clock Clock) (outreach.State, error) {
	if err := r.await(ctx, round.Post, clock); err != nil {
		return "", err
	}
	if err := r.Timely(round, study.DayOf(clock.Now().In(r.study.Location()))); err != nil {
		return "", err // the night was longer than the wave, or somebody set the clock
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
	lang := r.Language(p)
	subject, text := round.Post.Write(round.Letter, lang, outreach.Places{Link: r.Link(p), Closes: string(round.Wave.Closes()), Code: round.Code})
	return Errand{
		Entry:    outreach.Entry{Mark: p.Mark, Wave: p.Wave, Letter: round.Letter, At: p.At},
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

// Language is that in which a person is written to.
func (r *Room) Language(p outreach.Panelist) study.Lang {
	for _, known := range r.study.Languages {
		if p.Contact.Language == known {
			return known
		}
	}
	return r.study.Default()
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
			entries = append(entries, outreach.Entry{Mark: p.Mark, Wave: p.Wave, Letter: round.Letter, State: as, Day: today, At: p.At})
		}
	}
	if len(entries) == 0 {
		return 0, nil
	}
	return len(entries), r.Record(entries...)
}
