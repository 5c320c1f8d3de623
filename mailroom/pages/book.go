package pages

import (
	"net/http"
	"strconv"
	"sync"

	"sojourn/mailroom"
	"sojourn/outreach"
	"sojourn/study"
)

// addressBook holds the contacts open in memory while the pages are, so that
// not every page opens all of them anew.
type addressBook struct {
	mu      sync.Mutex
	stamp   string // of the contacts that were opened; empty: none yet
	open    []outreach.Contact
	refused int
	waves   map[study.WaveID]crew

	journalStamp string // of the journal that was read; empty: none yet
	journal      outreach.Journal
}

// A crew is the people of a wave: the round of no letter yet.
type crew struct {
	round mailroom.Round
	more  int // addresses that lie there already
	left  int // contacts that cannot be opened or read
}

// contacts gives the open contacts; they are opened anew if those in the room
// changed.
func (s *Site) contacts() ([]outreach.Contact, int, error) {
	b := &s.people
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stamp != "" && b.stamp == s.Room.Stamp() {
		return b.open, b.refused, nil
	}
	var err error
	if b.open, b.refused, err = s.Contacts(); err != nil {
		return nil, b.refused, err
	}
	b.stamp, b.waves = s.Room.Stamp(), map[study.WaveID]crew{}
	return b.open, b.refused, nil
}

// crew gives the people of a wave, worked out once.
func (s *Site) crew(w study.Wave) (crew, error) {
	contacts, refused, err := s.contacts()
	if err != nil {
		return crew{}, err
	}
	b := &s.people
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.waves[w.Number]; ok {
		return known, nil
	}
	round, more, broken, err := s.Room.Round(w, "", outreach.Post{}, contacts)
	b.waves[w.Number] = crew{round, more, refused + broken}
	return b.waves[w.Number], err
}

// forget has the contacts opened anew: somebody asked to be left alone, and
// theirs is destroyed when that is done.
func (s *Site) forget() {
	s.people.mu.Lock()
	defer s.people.mu.Unlock()
	s.people.stamp, s.people.open, s.people.waves = "", nil, map[study.WaveID]crew{}
}

// journal gives the journal; it is read anew if the room's changed. Nobody adds
// to what is given here.
func (s *Site) journal() (outreach.Journal, error) {
	b := &s.people
	b.mu.Lock()
	defer b.mu.Unlock()
	stamp := s.Room.JournalStamp()
	if b.journalStamp != "" && b.journalStamp == stamp {
		return b.journal, nil
	}
	j, err := s.Room.Journal()
	if err == nil {
		b.journalStamp, b.journal = stamp, j
	}
	return j, err
}

// A standing is one round with all that is known of it now.
type standing struct {
	mailroom.Round
	Journal outreach.Journal
	Tally   mailroom.Tally
	Left    int // contacts that cannot be opened or read
	More    int // addresses that lie there already
	Missing int // of a selection: marks without a contact here
}

// at makes the round of a wave and a letter.
func (s *Site) at(w study.Wave, letter outreach.LetterKind, post outreach.Post, j outreach.Journal) (standing, error) {
	people, err := s.crew(w)
	if err != nil {
		return standing{}, err
	}
	at := standing{Round: people.round, Journal: j, More: people.more, Left: people.left}
	at.Letter, at.Post = letter, post
	if at.Code, err = s.Room.Code(w.Number, letter); err != nil {
		return at, err
	}
	if at.Done, err = s.Room.Done(w.Number); err != nil { // the desk may have told more since
		return at, err
	}
	if at.Agreed, err = s.Room.Agreement(); err != nil {
		return at, err
	}
	if letter == outreach.Interview {
		if s.Selection == nil {
			at.People = nil
		} else {
			at.Round, at.Missing = at.Chosen(*s.Selection)
		}
	}
	at.Tally = at.Round.Tally(at.Journal)
	return at, nil
}

// asked is the round that an address names.
func (s *Site) asked(r *http.Request) (standing, error) {
	letter := outreach.LetterKind(r.PathValue("letter"))
	if letter == "" {
		letter = outreach.Interview
	}
	return s.named(r.PathValue("wave"), letter)
}

func (s *Site) named(wave string, letter outreach.LetterKind) (standing, error) {
	n, err := strconv.Atoi(wave)
	if err != nil {
		return standing{}, study.ErrNotFound
	}
	w, err := s.Room.Study().Wave(study.WaveID(n))
	if err != nil {
		return standing{}, err
	}
	post, problems := s.Post()
	if err := problems.Err(); err != nil {
		return standing{}, err
	}
	if _, ok := post.Letters[letter]; !ok {
		return standing{}, study.ErrNotFound
	}
	j, err := s.journal()
	if err != nil {
		return standing{}, err
	}
	return s.at(w, letter, post, j)
}

// path is the address of a round's page.
func path(r mailroom.Round) string {
	return "/waves/" + strconv.Itoa(int(r.Wave.Number)) + "/" + string(r.Letter)
}
