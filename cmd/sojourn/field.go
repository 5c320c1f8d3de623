package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"sojourn/fieldwork"
	"sojourn/outreach"
	"sojourn/respond"
	"sojourn/seal"
	"sojourn/staff"
	"sojourn/store"
	"sojourn/study"
	"sojourn/team"
	"sojourn/workspace"
)

// fieldCommand is "sojourn field".
type fieldCommand struct {
	Serve  fieldServeCommand  `cmd:"" default:"withargs" help:"Serve the respondents' pages of a study."`
	Doctor fieldDoctorCommand `cmd:"" help:"Say what must be mended before people are asked."`
}

// fieldServeCommand is "sojourn field" with a study folder.
type fieldServeCommand struct {
	Study  string `arg:"" help:"Study folder. The private keys are not needed here and must not be here."`
	Data   string `required:"" placeholder:"DIR" help:"Folder for the field's sealed storage."`
	Listen string `default:"127.0.0.1:8080" help:"Address of the respondents' pages."`
	Staff  string `default:"127.0.0.1:8081" help:"Address of the staff pages, from which the desk fetches envelopes as well."`
	Team   string `placeholder:"URL" help:"How the team opens the staff pages, for passkeys; http://localhost with the port of --staff if left out."`

	Rehearsal bool `help:"Start although a key was not tried or stands alone: for trying out, never for respondents."`
}

// Help shows an example.
func (fieldServeCommand) Help() string {
	return `Example: sojourn field exile-panel --data /var/lib/sojourn

Serves the wave whose doors are open today. Two tokens are made on the first start and kept in the data folder: sync-token
for the desk and mailroom-token for the contact custodian. Stop with Ctrl-C: pages under way are finished first.`
}

// Run serves until it is told to stop.
func (k fieldServeCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	if err := workspace.PrivateKeys(k.Study).Err(); err != nil {
		return err
	}
	if err := k.safe(c, p); err != nil {
		return err
	}
	tokens, err := fieldTokens(k.Data)
	if err != nil {
		return err
	}
	spareProcessor()
	f, err := openField(p, fieldOptions{data: k.Data, tokens: tokens, team: strings.TrimRight(k.Team, "/"), now: time.Now, log: slog.New(slog.NewTextHandler(c.err, nil))})
	if err != nil {
		return err
	}
	if err := f.listen(k.Listen, k.Staff); err != nil {
		return errors.Join(err, f.close())
	}
	c.printf("Respondents: %s\nSync:        %s\nStaff:       %s/login\nSync token:  in %s\nMailroom's:  in %s\nStop with Ctrl-C.\n", f.pagesURL(), f.staffURL(), f.staffURL(),
		filepath.Join(k.Data, deskTokenFile), filepath.Join(k.Data, mailroomTokenFile))
	go f.service.Prepare(c.ctx)
	f.tidyDaily(c.ctx, p, time.Now)
	return f.close()
}

// spareProcessor has memory collected only where it would become too much. What
// lives is small, and each return phrase takes 16 MiB for some milliseconds:
// measured by what lives, that alone would set off a collection every time. The
// limit, with some 45 MB that it does not count, keeps the whole under 200 MB.
func spareProcessor() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(120 << 20)
}

// safe refuses to ask anybody before everything is in order that the doctor
// looks at. A made-up study may, and a rehearsal; but not with a private key at
// hand.
func (k fieldServeCommand) safe(c console, p *workspace.Project) error {
	e := examination{project: p, dir: k.Study, data: k.Data, now: time.Now(), space: diskSpace}
	var problems study.Problems
	for _, x := range beforeStart() {
		_, found := x.look(c.ctx, e)
		problems = append(problems, found...)
	}
	if p.Study.Synthetic {
		return nil
	}
	if problems.Err() == nil {
		warn(c, problems)
		return nil
	}
	if !k.Rehearsal {
		return append(problems, study.Problem{Severity: study.Warning, Where: "sojourn field", What: "nobody can be asked yet", Do: "to try it out without respondents add --rehearsal"})
	}
	fmt.Fprintf(c.err, "This is a rehearsal. Before respondents come, mend this:\n%s\n", problems.Error())
	return nil
}

// pauseForWords makes whoever tries words that are nobody's wait. It does not
// stop anybody who tries many at once; that there are so many words does.
func pauseForWords(ctx context.Context) {
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
	}
}

// tidyDaily drops, at once and then every day until ctx ends, the drafts that
// nobody came back to, and wipes the bytes of what was replaced. It also logs
// which keys should be tried: a wave may be longer than a drill is worth.
func (f *field) tidyDaily(ctx context.Context, p *workspace.Project, now func() time.Time) {
	s := p.Study
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	for {
		if err := f.store.Expire(ctx, s.DraftsUntil(study.DayOf(now().In(s.Location())))); err != nil && ctx.Err() == nil {
			f.log.Error("tidying the storage failed", "kind", err)
		}
		for _, due := range drillsDue(p, now()) {
			f.log.Warn("a key is to be tried", "key", due.Column, "why", due.What)
		}
		select {
		case <-ctx.Done():
			return
		case <-daily.C:
		}
	}
}

// The files of the tokens by which desk and mailroom prove themselves to the field.
const (
	deskTokenFile     = "sync-token"
	mailroomTokenFile = "mailroom-token"
)

// fieldTokens reads the field's tokens, or makes them on the first start.
func fieldTokens(dir string) (t staff.Tokens, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return t, study.Problem{Where: dir, What: "the data folder cannot be written to", Do: "choose another with --data or change its permissions"}
	}
	if t.Desk, err = fieldToken(filepath.Join(dir, deskTokenFile)); err != nil {
		return t, err
	}
	t.Mailroom, err = fieldToken(filepath.Join(dir, mailroomTokenFile))
	return t, err
}

func fieldToken(name string) (string, error) {
	if data, err := os.ReadFile(name); err == nil {
		return strings.TrimSpace(string(data)), nil
	}
	secret := make([]byte, 24)
	rand.Read(secret) // never fails
	token := base64.RawURLEncoding.EncodeToString(secret)
	return token, writeNew(name, []byte(token+"\n"))
}

// fieldOptions are what a running field needs beside the study.
type fieldOptions struct {
	data   string
	tokens staff.Tokens
	team   string // address at which passkeys are asked for; empty: localhost
	now    func() time.Time
	log    *slog.Logger
}

// A field is the running server side: respondents' pages and the sync address
// over one storage.
type field struct {
	store   *store.DB
	service *fieldwork.Service
	pages   *http.Server
	staff   *http.Server
	door    *team.Door
	team    string // address at which passkeys are asked for; empty: localhost
	log     *slog.Logger
	at      [2]net.Listener
}

// openField opens the storage and wires the pages to it.
func openField(p *workspace.Project, o fieldOptions) (*field, error) {
	db, err := store.Open(o.data)
	if err != nil {
		return nil, err
	}
	f, err := wire(p, o, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return f, nil
}

func wire(p *workspace.Project, o fieldOptions, db *store.DB) (*field, error) {
	// Before anything is kept: a field that cannot seal has fielded nothing.
	vault, err := outreach.NewVault(p.Study, db, rand.Reader)
	if err != nil {
		return nil, err
	}
	if _, err := fieldwork.Recipients(p.Study); err != nil {
		return nil, err
	}
	versions, err := allVersions(p, o, db)
	if err != nil {
		return nil, err
	}
	service, err := fieldwork.New(fieldwork.Config{Study: p.Study, Instruments: versions, Storage: db, Control: db, Coupons: db, Now: o.now, Rand: rand.Reader,
		Pause: pauseForWords, Numbers: liveNumbers(p, o.now, o.log)})
	if err != nil {
		return nil, err
	}
	door := team.NewDoor(db, o.now, rand.Reader)
	return &field{
		door:    door,
		team:    o.team,
		store:   db,
		log:     o.log,
		service: service,
		pages:   respond.Server(respond.New(service, vault, respond.Options{Clock: o.now, Log: o.log, Codes: outreach.NewCodes(p.Study, seal.CodeKeyOf(o.tokens.Mailroom))})),
		staff:   staff.Server(staff.New(db, o.tokens, controlPages(p, o, db, service, door))),
	}, nil
}

// listen takes both addresses before it serves either, so that a port in use
// leaves nothing half started.
func (f *field) listen(pages, staff string) error {
	for i, address := range []string{pages, staff} {
		l, err := listenAt(address)
		if err != nil {
			if i == 1 {
				f.at[0].Close()
			}
			return err
		}
		f.at[i] = l
	}
	if err := f.bindKeys(); err != nil {
		return errors.Join(err, f.at[0].Close(), f.at[1].Close())
	}
	go f.pages.Serve(f.at[0])
	go f.staff.Serve(f.at[1])
	return nil
}

// bindKeys says where passkeys are asked for. Through a tunnel the staff pages
// are at a bare number, for which browsers know no keys, and at localhost.
func (f *field) bindKeys() error {
	if f.team != "" {
		return f.door.At(f.team)
	}
	_, port, err := net.SplitHostPort(f.at[1].Addr().String())
	if err != nil {
		return err
	}
	return f.door.At("http://localhost:" + port)
}

// listenAt takes an address, or says in a sentence why not.
func listenAt(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, study.Problem{Where: address, What: "this address cannot be listened at: another program may use the port",
			Do: "stop that program or choose another port"}
	}
	return l, nil
}

func (f *field) pagesURL() string { return "http://" + f.at[0].Addr().String() }
func (f *field) staffURL() string { return "http://" + f.at[1].Addr().String() }

// patience is how long pages under way may take to finish at the end.
const patience = 10 * time.Second

// close lets pages under way finish and closes the storage.
func (f *field) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := errors.Join(f.pages.Shutdown(ctx), f.staff.Shutdown(ctx))
	if err != nil {
		err = fmt.Errorf("stopping the field: %w", err)
	}
	return errors.Join(err, f.store.Close())
}
