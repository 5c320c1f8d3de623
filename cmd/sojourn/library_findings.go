package main

import (
	"cmp"
	"fmt"
	"strings"

	"sojourn/archive"
	"sojourn/library"
	"sojourn/study"
)

// libraryContradictionsCommand is "sojourn library contradictions".
type libraryContradictionsCommand struct {
	inStudy
}

// Help shows an example.
func (libraryContradictionsCommand) Help() string {
	return `Example: sojourn library contradictions

Lists what recorded findings say differently of the same measure, group, answer, sample and unit: in two works, two editions
of one, or its text and its figures. A value that was computed from other findings stands with its formula.`
}

// Run lists them.
func (k libraryContradictionsCommand) Run(c console) error {
	lib, err := archive.Open(k.Study)
	if err != nil {
		return err
	}
	findings, problems, err := lib.Findings()
	if err != nil {
		return err
	}
	warnAll(c, problems)
	found := library.Contradictions(findings)
	for _, x := range found {
		first := x.Says[0]
		about := strings.Join(nonEmpty(x.Group, x.Category, x.Sample, x.Unit), " · ")
		c.printf("%s (%s)\n", strings.TrimSpace(first.Section+" "+cmp.Or(study.Text{"en": first.LabelEN, "ru": first.LabelRU}.In("en"), x.Measure)), about)
		for _, f := range x.Says {
			c.printf("  %-9s %-22s %s\n", f.Value, strings.Join(nonEmpty(string(f.Work), string(f.Language)), " "), strings.Join(nonEmpty(placeOf(f), f.Note, f.Formula), "; "))
		}
	}
	c.printf("%s in %s\n", counted(len(found), "contradiction"), counted(len(findings), "finding"))
	return nil
}

// placeOf is where in the work a finding stands.
func placeOf(f library.Finding) string {
	var parts []string
	if f.Page > 0 {
		parts = append(parts, fmt.Sprint("page ", f.Page))
	}
	if f.Figure != "" {
		parts = append(parts, "figure "+f.Figure)
	}
	return strings.Join(parts, ", ")
}

// nonEmpty leaves out what is empty.
func nonEmpty(parts ...string) []string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return kept
}
