package archive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"sojourn/archive/fetch"
	"sojourn/archive/text"
	"sojourn/library"
	"sojourn/study"
)

// CheckCopies compares every saved copy with its hash and lists those that are
// gone or changed, and works without a copy.
func (l *Library) CheckCopies() (study.Problems, error) {
	works, problems, err := l.Works()
	if err != nil {
		return nil, err
	}
	for _, w := range works {
		problems = append(problems, l.copiesOf(w)...)
	}
	return problems, nil
}

func (l *Library) copiesOf(w library.Work) study.Problems {
	var ps study.Problems
	add := func(severity study.Severity, code, what, do string) {
		ps = append(ps, study.Problem{Severity: severity, Code: code, Where: w.ID.File(), What: what, Do: do})
	}
	if len(w.Copies()) == 0 {
		add(study.Warning, "no-copy", "the work has no saved copy", "save one with: sojourn library save "+string(w.ID)+", or attach one")
	}
	for _, c := range w.Copies() {
		switch name, state := l.verify(c); state {
		case copyGone:
			add(study.Error, "copy-gone", "the saved copy "+CopyName(c)+" is not there", "restore it, or take it out of the work and save anew")
		case copyChanged:
			add(study.Error, "copy-changed", fmt.Sprintf("the saved copy %s is not what was saved: its hash differs", name), "restore it from where you keep spare copies")
		}
	}
	return ps
}

// CheckOriginals asks where the editions of a work were published and lists what
// is dead, has moved, or is no longer what was saved.
func (s *Saver) CheckOriginals(ctx context.Context, w library.Work) (study.Problems, error) {
	var ps study.Problems
	for _, e := range w.Editions {
		for _, l := range e.Links {
			if l.Kind == library.Kept {
				continue
			}
			p, err := s.original(ctx, w, e, l.URL)
			if err != nil {
				return ps, err
			}
			ps = append(ps, p...)
		}
	}
	return ps, nil
}

func (s *Saver) original(ctx context.Context, w library.Work, e library.Edition, address string) (study.Problems, error) {
	problem := func(code, what, do string) study.Problems {
		return study.Problems{{Severity: study.Warning, Code: code, Where: w.ID.File(), What: address + ": " + what, Do: do}}
	}
	answer, err := s.Fetcher.Get(ctx, FileAddress(address))
	var failed *fetch.Error
	if errors.As(err, &failed) {
		return problem(string(failed.Kind), failed.What, advice[failed.Kind]), nil
	}
	if err != nil {
		return nil, err
	}
	var ps study.Problems
	if len(answer.Hops) > 0 && (answer.Hops[0].Status == http.StatusMovedPermanently || answer.Hops[0].Status == http.StatusPermanentRedirect) {
		ps = append(ps, problem("moved", "it has moved for good to "+answer.URL, "correct the link")...)
	}
	for _, c := range e.Copies {
		if c.From == address && c.Media != mediaWACZ && s.changed(answer, c) {
			ps = append(ps, problem("original-changed", "it is no longer what was saved on "+string(c.Saved), "compare the two; save the new one beside the old if the change matters")...)
		}
	}
	return ps, nil
}

// changed reports whether an answer is no longer what was saved: a PDF by its
// bytes, a page by what one reads, since its frame changes with every request. How
// lines are broken counts for nothing: that is the reader's work and not the page's.
func (s *Saver) changed(a *fetch.Answer, c library.Copy) bool {
	if c.Media != mediaHTML || mediaOf(a) != mediaHTML {
		return Hash(a.Body) != c.Hash
	}
	kept, err := os.ReadFile(s.Library.CopyPath(c))
	if err != nil {
		return false // a copy that is gone is told of as such
	}
	before, err := text.HTML(kept, "", c.From)
	if err != nil {
		return true
	}
	now, err := text.HTML(a.Body, a.Header.Get("Content-Type"), a.URL)
	return err != nil || strings.Join(strings.Fields(before.Text), "") != strings.Join(strings.Fields(now.Text), "")
}
