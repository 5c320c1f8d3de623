package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/instrument/rehearsal"
	"sojourn/listener"
	"sojourn/preview"
	"sojourn/study"
	"sojourn/workspace"
)

// previewCommand is "sojourn preview".
type previewCommand struct {
	File   string `arg:"" help:"A questionnaire file."`
	Listen string `default:"127.0.0.1:0" help:"Address on this computer."`
	Play   int    `placeholder:"N" help:"Let N made-up respondents fill it in, print what they reached, and end."`
	Seed   uint64 `default:"1" help:"Other numbers make other respondents."`
	JSON   bool   `name:"json" help:"With --play: print the report as JSON."`
}

// Help shows an example.
func (previewCommand) Help() string {
	return `Examples: sojourn preview instrument/wave1.md
          sojourn preview instrument/wave1.md --play 100 --json

Serves the form with the problems of the file beside it, and shows it anew whenever the file is saved. Nothing that is
typed into it is kept. Stop with Ctrl-C. With --play, exit code 1 says
that somebody came to a dead end or that the file has errors.`
}

// Run serves the preview, or plays.
func (k previewCommand) Run(c console) error {
	if k.Play != 0 {
		return k.play(c)
	}
	return k.serve(c)
}

// play rehearses without a server.
func (k previewCommand) play(c console) error {
	if k.Play < 1 || k.Play > rehearsal.MaxSittings {
		return study.Problem{Where: "--play", What: "the number of respondents must be 1 to 100000", Do: "try --play 100"}
	}
	in, ps, err := workspace.ReadInstrument(os.DirFS(filepath.Dir(k.File)), filepath.Base(k.File))
	if in == nil || err != nil && ps.Err() == nil {
		return err
	}
	around, wave, more := studyAround(k.File)
	ps = append(ps, more...)
	var leading []study.Exit
	if wave != 0 {
		leading, more = fieldwork.ExitsOf(around, wave, in)
		ps = append(ps, more...)
	}
	exits, err := instrument.ReadExits(leading)
	if err != nil {
		return err
	}
	for _, p := range ps {
		fmt.Fprintf(c.err, "%s: %s\n", p.Severity, p.Error())
	}
	report := rehearsal.Play(in, k.Play, k.Seed, time.Now(), exits...)
	if k.JSON {
		enc := json.NewEncoder(c.out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(report); err != nil {
			return err
		}
	} else {
		k.print(c, report)
	}
	if len(report.DeadEnds) > 0 || ps.Err() != nil {
		return errShown
	}
	return nil
}

// print tells what was reached and, by name, what was not.
func (k previewCommand) print(c console, r rehearsal.Report) {
	c.printf("%s: %d of %d came to the end, over %d to %s, %.1f on average\n", k.File, r.Finished, r.Sittings, r.Pages.Least, counted(r.Pages.Most, "page"), r.Pages.Mean)
	c.printf("shown to somebody: %d of %d questions and notes; conditions met from both sides: %d of %d; choices taken: %d of %d\n",
		r.Coverage.Items.Reached, r.Coverage.Items.Of, r.Coverage.Branches.Reached, r.Coverage.Branches.Of, r.Coverage.Choices.Reached, r.Coverage.Choices.Of)
	for _, e := range r.Exits {
		c.printf("led out by the exit %s (%s) after page %s, when %s: %s\n", e.Name, e.Kind, e.Page, e.Condition, counted(e.Sittings, "respondent"))
	}
	for _, d := range r.DeadEnds {
		c.printf("dead end (%s): page %s", d.Kind, d.Page)
		if d.Item != "" {
			c.printf(", %s", d.Item)
		}
		c.printf(", row %d, %s\n", d.Row, counted(d.Sittings, "respondent"))
	}
	for _, i := range r.Items {
		if i.Shown == 0 {
			c.printf("nobody came to %s, row %d\n", i.Name, i.Row)
		} else if codes := i.Untaken(); codes != "" {
			c.printf("nobody took at %s, row %d: %s\n", i.Name, i.Row, codes)
		}
	}
	for _, b := range r.Branches {
		if !b.Both() {
			earlier := ""
			if b.Earlier {
				earlier = "; it asks for an earlier wave, which nobody has here"
			}
			c.printf("met from one side only: row %d, %s (held %d, failed %d)%s\n", b.Row, b.Condition, b.Held, b.Failed, earlier)
		}
	}
}

// serve shows the form until it is told to stop.
func (k previewCommand) serve(c console) (err error) {
	if host, _, err := net.SplitHostPort(k.Listen); err != nil || net.ParseIP(host) == nil || !net.ParseIP(host).IsLoopback() {
		return study.Problem{Where: k.Listen, What: "a preview is served on this computer only", Do: "use an address such as 127.0.0.1:8090"}
	}
	if _, err := os.Stat(k.File); err != nil {
		return study.Problem{Where: k.File, What: "it cannot be read", Do: "check the name"}
	}
	db, keys, forget, err := throwaway()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, forget()) }()
	l, err := listenAt(k.Listen)
	if err != nil {
		return err
	}
	pages := preview.New(preview.Config{Name: filepath.Base(k.File), Source: source(k.File), Host: l.Addr().String(), Storage: db, Keys: keys,
		Clock: time.Now, Rand: rand.Reader, Log: slog.New(slog.NewTextHandler(c.err, nil)), Pause: time.Second})
	server := listener.Server(pages, 0) // a page that follows the file is never answered to the end
	context.AfterFunc(c.ctx, func() { server.Close() })
	c.printf("Preview: http://%s/preview\nStop with Ctrl-C.\n", l.Addr())
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// source reads the file, and makes a questionnaire of it only if it or the study
// around it changed. What is saved between two readings differs again the next time.
func source(file string) preview.Source {
	var mu sync.Mutex
	var last preview.Form
	return func() (preview.Form, error) {
		data, err := os.ReadFile(file)
		if err != nil {
			return preview.Form{}, err
		}
		about, _ := os.ReadFile(filepath.Join(folderAround(file), study.File)) // whatever is wrong with it is said below
		sum := sha256.Sum256(slices.Concat(data, about))
		stamp := hex.EncodeToString(sum[:8])
		mu.Lock()
		defer mu.Unlock()
		if last.Stamp != stamp {
			name := filepath.Base(file)
			in, ps, err := workspace.ReadInstrument(os.DirFS(filepath.Dir(file)), name)
			last = preview.Form{Stamp: stamp, Instrument: in, Problems: withError(ps, err, name)}
			last.Study, last.Wave, ps = studyAround(file)
			last.Problems = append(last.Problems, ps...)
		}
		return last, nil
	}
}
