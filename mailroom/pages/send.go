package pages

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"sojourn/listener"
	"sojourn/mailroom"
	"sojourn/outreach"
	"sojourn/study"
)

// refresh is after how many seconds a page that shows sending is loaded anew.
const refresh = 3

// A progress is how far sending has come.
type progress struct {
	Path      string // of the page it belongs to
	Running   bool
	Sent, Due int
	Stopped   bool           // by a person
	Problems  study.Problems // why it ended
	Fault     bool           // it ended for a reason that a person cannot mend
}

// A sender sends one round at a time in the background.
type sender struct {
	mu     sync.Mutex
	last   progress
	cancel context.CancelFunc
	over   sync.WaitGroup
}

func (d *sender) progress() progress {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last
}

func (d *sender) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last.Running {
		d.last.Stopped = true
		d.cancel()
	}
}

func (d *sender) wait() { d.over.Wait() }

// begin runs send in the background unless something is being sent.
func (d *sender) begin(path string, due int, send func(context.Context) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last.Running {
		return errSending()
	}
	ctx, cancel := context.WithCancel(context.Background())
	d.last, d.cancel = progress{Path: path, Running: true, Due: due}, cancel
	d.over.Go(func() {
		err := send(ctx)
		cancel()
		d.mu.Lock()
		defer d.mu.Unlock()
		d.last.Running = false
		if !errors.Is(err, context.Canceled) {
			d.last.Problems = study.ProblemsOf(err)
			d.last.Fault = err != nil && len(d.last.Problems) == 0
		}
	})
	return nil
}

func (d *sender) sent(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last.Sent = n
}

func errSending() error {
	return study.Problem{Severity: study.Error, Code: "sending", Where: "mailroom", What: "letters are being sent", Do: "wait until that is done, or stop it"}
}

// free says whether the journal may be written to by hand.
func (s *Site) free() error {
	if s.post.progress().Running {
		return errSending()
	}
	return nil
}

// ready says what keeps a letter from going out now.
func (s *Site) ready(round mailroom.Round) error {
	if err := s.Room.Ready(round); err != nil {
		return err
	}
	if err := s.Room.Timely(round, study.DayOf(s.now())); err != nil {
		return err
	}
	return s.Room.LetIn(round)
}

// send serves POST /waves/{wave}/{letter}/send.
func (s *Site) send(w http.ResponseWriter, r *http.Request) error {
	at, err := s.asked(r)
	if err != nil {
		return err
	}
	if err := s.ready(at.Round); err != nil {
		return err
	}
	if text := r.PostFormValue("most"); text != "" {
		if at.Most, err = strconv.Atoi(text); err != nil || at.Most < 1 {
			return study.Problem{Severity: study.Error, Code: "most", Where: "mailroom", What: "this is no number of letters", Do: "write a number such as 50, or nothing to send to all"}
		}
	}
	due := at.Tally[outreach.Due]
	if at.Most > 0 {
		due = min(due, at.Most)
	}
	if err := s.post.begin(path(at.Round), due, func(ctx context.Context) error { return s.deliver(ctx, at.Round) }); err != nil {
		return err
	}
	return listener.SeeOther(w, path(at.Round))
}

// deliver sends a round with a courier of its own.
func (s *Site) deliver(ctx context.Context, round mailroom.Round) error {
	courier, err := s.Hire(round.Post)
	if err != nil {
		return err
	}
	_, err = s.Room.Send(ctx, round, courier, s.Clock, func(sent, _ int) { s.post.sent(sent) })
	return errors.Join(err, courier.Dismiss())
}

// stop serves POST /waves/{wave}/{letter}/stop. The letter in hand is finished.
func (s *Site) stop(w http.ResponseWriter, r *http.Request) error {
	s.post.stop()
	s.post.wait()
	return listener.SeeOther(w, "/waves/"+r.PathValue("wave")+"/"+r.PathValue("letter"))
}

// settle serves POST /waves/{wave}/{letter}/settle: what becomes of letters of
// which nobody knows whether they went.
func (s *Site) settle(w http.ResponseWriter, r *http.Request) error {
	if err := s.free(); err != nil {
		return err
	}
	at, err := s.asked(r)
	if err != nil {
		return err
	}
	switch r.PostFormValue("as") {
	case "again":
		_, err = s.Room.Again(at.Round, study.DayOf(s.now()))
	case "sent":
		_, err = s.Room.Assume(at.Round, study.DayOf(s.now()))
	default:
		err = study.ErrNotFound
	}
	if err != nil {
		return err
	}
	return listener.SeeOther(w, path(at.Round))
}
