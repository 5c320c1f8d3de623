package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"sojourn/clean"
	"sojourn/desk"
	"sojourn/editor"
	"sojourn/estimate"
	"sojourn/instrument"
	"sojourn/report"
	"sojourn/site"
	"sojourn/study"
	"sojourn/weight"
	"sojourn/workspace"
)

// deskCommand is "sojourn desk".
type deskCommand struct {
	Study  string `arg:"" help:"Study folder."`
	Listen string `default:"127.0.0.1:0" help:"Address on this computer."`
}

// Help shows an example.
func (deskCommand) Help() string {
	return `Example: sojourn desk exile-panel

Prints an address that works once, in one browser on this computer. Stop with Ctrl-C. Where a questionnaire has an error, the
desk opens with the pages on which it can be mended.`
}

// Run serves the desk until it is told to stop.
func (k deskCommand) Run(c console) error {
	p, warnings, err := workspace.Open(k.Study)
	var mend study.Problems
	if errors.As(err, &mend) {
		if p, err = halfOpen(k.Study); err != nil {
			return err
		}
		for _, problem := range mend {
			fmt.Fprintf(c.err, "%s: %s\n", problem.Severity, problem.Error())
		}
	}
	if err != nil {
		return err
	}
	warn(c, warnings)
	d, err := openDesk(c, p, k.Listen, mend)
	if err != nil {
		return err
	}
	c.printf("The desk: %s\nThe address works once, in one browser on this computer. Stop with Ctrl-C.\n", d.address)
	<-c.ctx.Done()
	return d.close()
}

// A runningDesk is the desk's pages being served.
type runningDesk struct {
	server  *http.Server
	address string // with the one-time token
	stages  *stages
}

// openDesk serves the desk of a project on an address of this computer. With
// something to mend, only what mends it is open.
func openDesk(c console, p *workspace.Project, listen string, mend study.Problems) (*runningDesk, error) {
	l, token, err := listenHere(listen)
	if err != nil {
		return nil, err
	}
	shelf, err := openShelf(p.Dir)
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(c.err, nil))
	shown := stagesOf(p.Dir, l, log)
	pages := desk.New(&deskProject{Project: p}, desk.Options{Token: token, Host: l.Addr().String(), Library: site.NewDesk(shelf, "/library/"),
		Questionnaires: editor.New(openQuestionnaires(p), editor.Options{Root: "/questionnaire/", Preview: shown.open}),
		Mend:           mend, Clock: time.Now, Log: log})
	d := &runningDesk{server: desk.Server(pages), address: addressOnce(l, token), stages: shown}
	go d.server.Serve(l)
	return d, nil
}

// listenHere takes an address of this computer for pages that one browser gets
// into by the token.
func listenHere(listen string) (l net.Listener, token string, err error) {
	host, _, err := net.SplitHostPort(listen)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, "", study.Problem{Where: listen, What: "these pages are served on this computer only", Do: "use an address such as 127.0.0.1:8090"}
	}
	if l, err = listenAt(listen); err != nil {
		return nil, "", err
	}
	secret := make([]byte, 24)
	rand.Read(secret) // never fails
	return l, base64.RawURLEncoding.EncodeToString(secret), nil
}

// addressOnce is the address that lets a browser in.
func addressOnce(l net.Listener, token string) string {
	return "http://" + l.Addr().String() + "/?" + url.Values{"token": {token}}.Encode()
}

func (d *runningDesk) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := errors.Join(d.server.Shutdown(ctx), d.stages.close()); err != nil {
		return fmt.Errorf("stopping the desk: %w", err)
	}
	return nil
}

// deskProject is a workspace project as the desk's pages need it. It keeps the
// latest cut at hand, so that a page does not read it anew.
type deskProject struct {
	*workspace.Project
	mu    sync.Mutex
	bench *workspace.Bench
	built map[string]study.Problems // warnings of the bundle that was built last, by its name
}

// Study returns the study.
func (d *deskProject) Study() *study.Study { return d.Project.Study }

// Instruments returns the instruments of the waves.
func (d *deskProject) Instruments() map[study.WaveID]*instrument.Instrument {
	return d.Project.Instruments
}

// Received tells what has come in.
func (d *deskProject) Received() ([]desk.Received, error) {
	all, err := d.Status()
	received := make([]desk.Received, len(all))
	for i, s := range all {
		received[i] = desk.Received(s)
	}
	return received, err
}

// current is the bench of the latest cut, prepared anew only if that changed.
func (d *deskProject) current() (*workspace.Bench, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	latest, err := d.LatestCut()
	if err != nil {
		return nil, err
	}
	if d.bench != nil && d.bench.Cut.Hash == latest {
		return d.bench, nil
	}
	cut, err := d.Project.Cut(latest)
	if err != nil {
		return nil, err
	}
	if d.bench, err = d.Bench(cut); err != nil {
		return nil, err
	}
	return d.bench, nil
}

// Cut returns the latest cut and when it was made.
func (d *deskProject) Cut() (*clean.Cut, time.Time, error) {
	b, err := d.current()
	if err != nil {
		return nil, time.Time{}, err
	}
	made, err := d.CutTime(b.Cut.Hash)
	return b.Cut, made, err
}

// Cuts lists the cuts.
func (d *deskProject) Cuts() ([]desk.ListedCut, error) {
	all, err := d.Project.Cuts()
	listed := make([]desk.ListedCut, len(all))
	for i, c := range all {
		listed[i] = desk.ListedCut{Hash: c.Hash, Names: c.Names, Made: c.Made, Latest: c.Latest, Dropped: c.Dropped, Rows: c.Rows, Rules: len(c.Recipe.Rules)}
	}
	return listed, err
}

// Compare tells what changed between two cuts.
func (d *deskProject) Compare(from, to string) (clean.Difference, error) {
	return d.CompareCuts(from, to)
}

// Sensitivity computes estimates without each rule in turn.
func (d *deskProject) Sensitivity(names []string) (desk.Sensitivity, error) {
	s, err := d.Project.Sensitivity(names)
	return desk.Sensitivity(s), err
}

// Recut makes the cut anew.
func (d *deskProject) Recut() error {
	_, err := d.MakeCut()
	return err
}

// WeightSets returns the weight sets made on the latest cut, by name.
func (d *deskProject) WeightSets() ([]weight.Set, error) {
	b, err := d.current()
	if errors.Is(err, study.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var sets []weight.Set
	for _, name := range slices.Sorted(maps.Keys(b.Weights)) {
		sets = append(sets, b.Weights[name])
	}
	return sets, nil
}

// Estimate computes a spec on the latest cut.
func (d *deskProject) Estimate(spec estimate.Spec) (estimate.Estimate, error) {
	b, err := d.current()
	if err != nil {
		return estimate.Estimate{}, err
	}
	return b.Estimate(spec)
}

// Report builds a report on the latest cut.
func (d *deskProject) Report(name string) (report.Built, error) {
	if !slices.Contains(d.Reports(), name) {
		return report.Built{}, study.ErrNotFound
	}
	b, err := d.current()
	if err != nil {
		return report.Built{}, err
	}
	return d.BuildReport(name, b)
}
