package pages

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"sojourn/handover"
	"sojourn/mailroom"
	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/seal/custody"
)

// big is a mailroom of n people, half of whom are written to by hand, with a
// journal in which each was tried and has the invitation.
func big(b *testing.B, n int) *fake {
	b.Helper()
	f := &fake{dir: filepath.Join(b.TempDir(), "room"), now: time.Date(2022, 9, 5, 10, 0, 0, 0, time.UTC), port: 25}
	key, err := custody.NewIdentity(custody.Contact, "2022-03-01")
	if err != nil {
		b.Fatal(err)
	}
	to, err := seal.ParseRecipients([]string{key.Public()})
	if err != nil {
		b.Fatal(err)
	}
	h := handover.ToMailroom{Study: "exile", Wave: 1}
	var all []outreach.Contact
	for i := range n {
		c := contactOf(i + mails)
		if i%2 == 0 {
			c.Medium, c.Address = outreach.Email, c.Address[1:]+"@example.org"
		}
		all = append(all, c)
		plain, _ := json.Marshal(c)
		sealed, err := seal.Close(plain, to)
		if err != nil {
			b.Fatal(err)
		}
		h.Contacts = append(h.Contacts, sealed)
	}
	if f.room, err = mailroom.Open(f.dir, made()); err != nil {
		b.Fatal(err)
	}
	if _, err := f.room.Take(h); err != nil {
		b.Fatal(err)
	}
	people, _, _ := outreach.Panelists("exile", 2, all)
	var entries []outreach.Entry
	for _, p := range people {
		if p.Contact.Medium == outreach.Email {
			for _, state := range []outreach.State{outreach.Trying, outreach.Sent} {
				entries = append(entries, outreach.Entry{Mark: p.Mark, Wave: 2, Letter: outreach.Invitation, State: state, Day: "2022-09-02"})
			}
		}
	}
	if err := f.room.Record(entries...); err != nil {
		b.Fatal(err)
	}
	f.options = Options{Room: f.room, Token: token, Host: host, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Post: f.post, Hire: f.hire,
		Contacts: func() ([]outreach.Contact, int, error) { return f.room.Contacts(key) },
		Clock:    mailroom.Clock{Now: func() time.Time { return f.now }, Wait: mailroom.Wait}}
	f.site = New(f.options)
	b.Cleanup(f.site.Close)
	return f
}

// BenchmarkPagesOfTwentyThousandPeople measures each page, and the memory that
// the open contacts take.
func BenchmarkPagesOfTwentyThousandPeople(b *testing.B) {
	f := big(b, 20_000)
	began := time.Now()
	browser := f.enter()
	if w := browser.get("/"); w.Code != http.StatusOK {
		b.Fatalf("status %d", w.Code)
	}
	b.Logf("the first page, which opens all contacts: %v", time.Since(began).Round(time.Millisecond))
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.Logf("memory in use with all contacts open: %d MB", m.HeapAlloc>>20)
	for name, address := range map[string]string{"overview": "/", "letter": "/waves/2/invitation", "hand": "/waves/2/invitation/hand", "reminder": "/waves/2/reminder", "history": "/history", "gone": "/gone"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				w := browser.get(address)
				if w.Code != http.StatusOK {
					b.Fatalf("%s: status %d", address, w.Code)
				}
				b.ReportMetric(float64(w.Body.Len())/1024, "kB/page")
			}
		})
	}
}
