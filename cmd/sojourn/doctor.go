package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sojourn/instrument"
	"sojourn/store"
	"sojourn/study"
	"sojourn/team"
	"sojourn/workspace"
)

// fieldDoctorCommand is "sojourn field doctor".
type fieldDoctorCommand struct {
	Study string `arg:"" help:"Study folder, as the field has it."`
	Data  string `required:"" placeholder:"DIR" help:"Folder of the field's storage. The field may be running."`
}

// Help shows an example.
func (fieldDoctorCommand) Help() string {
	return `Example: sojourn field doctor exile-panel --data /var/lib/sojourn

Looks at everything that must be in order before people are asked, and says what to mend. The exit code is 1 where
something is to be mended. Starting the field looks at permissions, keys, clock and disk by itself. A storage of an older
version is brought to the present form, as by starting the field.`
}

// Run prints a line for each finding.
func (k fieldDoctorCommand) Run(c console) error {
	p, warnings, err := workspace.Open(k.Study)
	if err != nil {
		return err
	}
	e := examination{project: p, warnings: warnings, dir: k.Study, data: k.Data, now: time.Now(), space: diskSpace, client: http.DefaultClient}
	sick := false
	for _, x := range append(beforeStart(), onceRunning()...) {
		said, problems := x.look(c.ctx, e)
		verdict := "ok"
		if problems.Err() != nil {
			verdict, sick = "mend", true
		} else if len(problems) > 0 {
			verdict = "look"
		}
		c.printf("%-5s %-22s %s\n", verdict, x.name, said)
		for _, p := range problems {
			c.printf("      %s\n", p.Error())
		}
	}
	if sick {
		return errShown
	}
	return nil
}

// An examination is what is looked at.
type examination struct {
	project  *workspace.Project
	warnings study.Problems // of the questionnaires
	dir      string         // study folder
	data     string         // storage
	now      time.Time
	space    func(dir string) (free, all uint64, ok bool) // on the disk under a folder
	client   *http.Client                                 // asks the public addresses
}

// A look finds what is to be mended in one respect, and says what it saw.
type look struct {
	name string
	look func(context.Context, examination) (said string, problems study.Problems)
}

// beforeStart is what the field looks at before it starts.
func beforeStart() []look {
	// Opening the storage makes its files private, so permissions come before.
	return []look{{"permissions", lookAtPermissions}, {"keys", lookAtKeys}, {"private keys", lookForPrivateKeys}, {"clock", lookAtClock}, {"disk", lookAtDisk}}
}

// onceRunning is what shows only when the field has run.
func onceRunning() []look {
	return []look{{"questionnaires", lookAtQuestionnaires}, {"texts", lookAtTexts}, {"doors", lookAtDoors}, {"storage", lookAtStorage}, {"accounts", lookAtAccounts}, {"public address", lookAtAddress}, {"mirrors", lookAtMirrors}}
}

func lookAtQuestionnaires(_ context.Context, e examination) (string, study.Problems) {
	problems := slices.Concat(e.warnings, e.project.CheckFielded())
	for _, w := range e.project.Study.Waves {
		if w.Instrument == "" {
			continue
		}
		versions, err := keptVersions(filepath.Join(e.data, fieldedDir, fmt.Sprintf("wave%d", w.Number)))
		if err == nil {
			_, err = instrument.Admit(versions, e.project.Instruments[w.Number])
		}
		if err != nil {
			problems = append(problems, mendable(w.Instrument, err)...)
		}
	}
	return fmt.Sprintf("%d checked", len(e.project.Instruments)), problems
}

func lookAtKeys(_ context.Context, e examination) (string, study.Problems) {
	drills, err := study.ReadDrills(e.project.Files)
	if err != nil {
		return "", mendable(study.DrillFile, err)
	}
	s := e.project.Study
	said := fmt.Sprintf("%d for answers, %d for contacts, %d for recovery", len(s.Keys.Answers), len(s.Keys.Contact), len(s.Keys.Recovery))
	problems := s.SafeToField(drills, study.DayOf(e.now.In(s.Location())))
	for _, err := range []error{s.KeysFor("answers", s.Keys.Answers), s.KeysFor("contact", s.Keys.Contact)} {
		if err != nil {
			problems = append(problems, mendable(study.File, err)...)
		}
	}
	return said, problems
}

func lookForPrivateKeys(_ context.Context, e examination) (string, study.Problems) {
	return "none may lie here", append(workspace.PrivateKeys(e.dir), workspace.PrivateKeys(e.data)...)
}

// lookAtClock holds the clock against the latest day that the storage knows.
// Doors open and sessions end by the clock.
func lookAtClock(ctx context.Context, e examination) (string, study.Problems) {
	zone := e.project.Study.Location()
	said := e.now.In(zone).Format("2006-01-02 15:04") + " in " + zone.String()
	latest := study.Day("2026-01-01") // no version of this program is older
	err := stored(e.data, func(db *store.DB) error {
		started, _, err := db.Counts(ctx)
		for h := range started {
			latest = max(latest, h.Day)
		}
		return err
	})
	if err != nil {
		return said, mendable(e.data, err)
	}
	if !e.project.Study.Synthetic && study.DayOf(e.now.In(zone)) < latest {
		return said, problem("clock", "", "the clock says a day before "+string(latest), "set the computer's clock, best by a time service")
	}
	return said, nil
}

// The disk that a field wants at least: a wave of 18,000 takes some 200 MB, and
// a full disk turns respondents away.
const (
	leastBytes = 1 << 30
	leastShare = 10 // per cent
)

func lookAtDisk(_ context.Context, e examination) (string, study.Problems) {
	dir := e.data
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Dir(dir)
	}
	free, all, ok := e.space(dir)
	if !ok {
		return "not known on this system", nil
	}
	said := fmt.Sprintf("%.1f GB free of %.1f", float64(free)/(1<<30), float64(all)/(1<<30))
	if free < leastBytes || free*100 < all*leastShare {
		return said, problem(e.data, "", "there is little room on the disk", fmt.Sprintf("make room: a field wants %d GB and %d %% free", leastBytes>>30, leastShare))
	}
	return said, nil
}

func lookAtPermissions(_ context.Context, e examination) (string, study.Problems) {
	var problems study.Problems
	err := filepath.WalkDir(e.data, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			problems = append(problems, problem(name, "", "other users of this computer can get at it", "run: chmod go= "+name)...)
		}
		return err
	})
	if !exists(e.data) {
		return "not there yet; the field makes it", nil
	}
	if err != nil {
		return "", mendable(e.data, err)
	}
	return "for the owner alone", problems
}

func lookAtDoors(ctx context.Context, e examination) (string, study.Problems) {
	s := e.project.Study
	w, open := s.CurrentWave(e.now)
	if !open {
		return "none is open by its dates", problemOf(study.Warning, study.File, "doors", "nobody can come in today", "check the days of the doors")
	}
	return fmt.Sprintf("wave %d is open until %s", w.Number, w.Closes()), nil
}

// lookAtStorage opens the storage first, because only then what a crash left
// behind is put in order.
func lookAtStorage(ctx context.Context, e examination) (string, study.Problems) {
	said := "not there yet; the field makes it"
	err := stored(e.data, func(*store.DB) error { said = "whole, and every chain holds"; return nil })
	if err == nil && said != "" && exists(filepath.Join(e.data, "field.db")) {
		err = store.Verify(ctx, e.data)
	}
	if err != nil {
		return "damaged", problem(e.data, "", err.Error(), "stop the field, keep this folder, and set up a copy with \"sojourn restore\"")
	}
	return said, nil
}

func lookAtAccounts(ctx context.Context, e examination) (string, study.Problems) {
	ready := map[team.Role]int{}
	err := stored(e.data, func(db *store.DB) error {
		accounts, err := db.Accounts(ctx)
		for _, a := range accounts {
			if a.Ready() {
				ready[a.Role]++
			}
		}
		return err
	})
	if err != nil {
		return "", mendable(e.data, err)
	}
	said := fmt.Sprintf("%d admin, %d field manager", ready[team.Admin], ready[team.Field])
	if ready[team.Admin] == 0 || ready[team.Field] == 0 {
		return said, problemOf(study.Warning, "accounts", "", "nobody can read the audit log, or nobody can pause a door", "make the accounts with \"sojourn staff add\"")
	}
	return said, nil
}

// The limits of what a public address may be like.
const (
	leastDays  = 14 * 24 * time.Hour // that a certificate holds on
	mostDrift  = 2 * time.Minute     // between two clocks
	addressFor = 10 * time.Second    // to answer
)

func lookAtAddress(ctx context.Context, e examination) (string, study.Problems) {
	field := e.project.Study.Field
	address, err := url.Parse(field)
	if field == "" || err != nil {
		return "none given", problemOf(study.Warning, study.File, "field", "the public address of the field is not given", "write it, such as https://field.example.org; links need it")
	}
	if address.Scheme != "https" {
		return field, problem(study.File, "field", "the public address is not encrypted on its way", "put a web server with TLS in front of the field and write https://")
	}
	response, err := e.ask(ctx, field)
	if err != nil {
		return field, problem(field, "", "it cannot be reached, or its certificate does not hold", "check the web server in front of the field, its certificate and its name")
	}
	defer response.Body.Close()
	return field, e.answered(field, response)
}

// ask asks a public address.
func (e examination) ask(ctx context.Context, address string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, addressFor)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel()
		return nil, err
	}
	response, err := e.client.Do(r)
	if err != nil {
		cancel()
		return nil, err
	}
	response.Body = closing{response.Body, cancel}
	return response, nil
}

// closing ends a request's time when its answer is closed.
type closing struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close closes the answer.
func (c closing) Close() error {
	defer c.cancel()
	return c.ReadCloser.Close()
}

// answered judges what came back from the public address.
func (e examination) answered(field string, response *http.Response) study.Problems {
	var problems study.Problems
	if response.StatusCode != http.StatusOK {
		problems = append(problems, problem(field, "", fmt.Sprintf("it answers with status %d", response.StatusCode), "check that it leads to the respondents' pages")...)
	}
	if tls := response.TLS; tls != nil && len(tls.PeerCertificates) > 0 {
		if ends := tls.PeerCertificates[0].NotAfter; ends.Sub(e.now) < leastDays {
			problems = append(problems, problem(field, "", "its certificate ends on "+ends.Format(time.DateOnly), "renew it")...)
		}
	}
	if there, err := http.ParseTime(response.Header.Get("Date")); err == nil && e.now.Sub(there).Abs() > mostDrift {
		problems = append(problems, problem("clock", "", "this computer's clock and that of the public address differ", "set both by a time service")...)
	}
	return problems
}

// stored does something with the storage if there is one.
func stored(dir string, do func(*store.DB) error) error {
	if !exists(filepath.Join(dir, "field.db")) {
		return nil
	}
	db, err := store.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// problem is one thing that stops a field.
func problem(where, column, what, do string) study.Problems {
	return problemOf(study.Error, where, column, what, do)
}

func problemOf(s study.Severity, where, column, what, do string) study.Problems {
	return study.Problems{{Severity: s, Code: "field", Where: where, Column: column, What: what, Do: do}}
}

// mendable makes problems of an error.
func mendable(where string, err error) study.Problems {
	if ps := study.ProblemsOf(err); ps != nil {
		return ps
	}
	return problem(where, "", err.Error(), "look at the folder and try again")
}
