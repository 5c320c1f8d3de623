package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"sojourn/study"
)

// placeholders finds what stands in a study folder as "sojourn new" wrote it.
// Respondents would read it as if somebody had meant it.
func placeholders(files fs.FS, severity study.Severity) study.Problems {
	folder, err := study.Load(files)
	if err != nil {
		return nil // which is told by whoever needs the folder
	}
	if folder.Study.Synthetic {
		return nil
	}
	began, err := fs.Sub(starter, "starter")
	if err != nil {
		return study.Problems{{Severity: study.Error, Code: "fault", Where: study.File, What: err.Error()}}
	}
	first, err := study.Load(began)
	if err != nil {
		return mendable(study.File, err)
	}
	ps := textsOf(folder.Study, first.Study)
	for _, w := range folder.Study.Waves {
		now, errNow := fs.ReadFile(files, w.Instrument)
		was, errWas := fs.ReadFile(began, first.Study.Waves[0].Instrument)
		if errNow == nil && errWas == nil && bytes.Equal(now, was) {
			ps = append(ps, study.Problem{Where: w.Instrument, What: "the questionnaire is the example that \"sojourn new\" wrote", Do: "put your own questions into it"})
		}
	}
	for i := range ps {
		ps[i].Severity, ps[i].Code = severity, "placeholder"
	}
	return ps
}

// textsOf compares the texts of a study that everybody reads with those that it
// began with.
func textsOf(s, began *study.Study) study.Problems {
	var ps study.Problems
	same := func(key string, now, was study.Text) {
		var langs []string
		for lang, text := range now {
			if strings.TrimSpace(text) != "" && strings.TrimSpace(text) == strings.TrimSpace(was[lang]) {
				langs = append(langs, string(lang))
			}
		}
		if slices.Sort(langs); len(langs) > 0 {
			ps = append(ps, study.Problem{Where: study.File, Column: key,
				What: fmt.Sprintf("the text in %s is the one that \"sojourn new\" wrote", strings.Join(langs, " and ")), Do: "write your study's own before anybody is asked"})
		}
	}
	same("title", s.Title, began.Title)
	same("population", s.Population, began.Population)
	same("sampling", s.Sampling, began.Sampling)
	for _, c := range s.Consent {
		same("consent", c.Text, began.Consent[0].Text)
	}
	return ps
}

// lookAtTexts finds texts that nobody has written yet.
func lookAtTexts(_ context.Context, e examination) (string, study.Problems) {
	return "none may be left from \"sojourn new\"", placeholders(e.project.Files, study.Error)
}
