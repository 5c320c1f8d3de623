package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/estimate/attrition"
	"sojourn/report"
	"sojourn/study"
	"sojourn/study/phrasebook"
	"sojourn/weight"
	"sojourn/workspace"
)

// attritionCommand is "sojourn attrition".
type attritionCommand struct {
	Study   string   `arg:"" help:"Study folder."`
	From    int      `required:"" placeholder:"N" help:"The earlier wave, whose respondents are followed."`
	To      int      `required:"" placeholder:"N" help:"The later wave."`
	By      []string `required:"" placeholder:"ITEM" help:"Answers of the earlier wave by which those lost may differ, separated by commas."`
	Sample  string   `placeholder:"NAME" help:"Sample of study.yaml; the first with the earlier wave if left out."`
	Weights string   `placeholder:"NAME" help:"Add a weight set of this name to weights.yaml that lets those who came back stand for those like them who did not."`
}

// Help shows an example.
func (attritionCommand) Help() string {
	return `Example: sojourn attrition exile-panel --from 1 --to 2 --by sex,country_now,education --weights came_back

Tells who is lost between two waves, on the latest cut: who left no contact, who did not come back, and both together. For each
the share that went on, the standardised differences between those who went on and those lost (beyond 0.1 is commonly called
a difference), the joint test of all answers, and the area under the curve: 0.5 if nothing tells who is lost.`
}

// Run tells, and keeps the weights if asked to.
func (k attritionCommand) Run(c console) error {
	p, bench, err := openBench(c, k.Study)
	if err != nil {
		return err
	}
	q, err := k.question(p.Study, bench)
	if err != nil {
		return err
	}
	losses, err := attrition.Losses(bench, q)
	if err != nil {
		return err
	}
	c.printf("sample %s, cut %s\n", q.Sample, bench.Cut.Hash[:12])
	for _, l := range losses {
		printLoss(c, p.Study, l)
	}
	if k.Weights == "" {
		return nil
	}
	return k.keep(c, p, q)
}

// lossStages says what each stage is.
var lossStages = map[string]string{
	attrition.Contact: "From the answers to an invitation: who left a contact and was invited",
	attrition.Return:  "From the invitation back: who came back of those invited",
	attrition.Whole:   "From the answers back: who came back of all who responded",
}

// question checks what was asked for.
func (k attritionCommand) question(s *study.Study, b *workspace.Bench) (attrition.Question, error) {
	q := attrition.Question{Sample: k.Sample, From: study.WaveID(k.From), To: study.WaveID(k.To), Items: k.By}
	for flag, w := range map[string]study.WaveID{"--from": q.From, "--to": q.To} {
		if _, err := s.Wave(w); err != nil {
			return q, study.Problem{Where: flag, What: fmt.Sprintf("the study has no wave %d", w), Do: "name a wave of " + study.File}
		}
	}
	if q.From >= q.To {
		return q, study.Problem{Where: "--to", What: "the later wave is not later", Do: "give the earlier one with --from"}
	}
	for _, item := range q.Items {
		if col, err := b.Cut.Data.Column(dataset.InWave(item, q.From)); err != nil || col.Kind != dataset.Categorical {
			return q, study.Problem{Where: "--by", What: fmt.Sprintf("wave %d has no item %s with categories", q.From, item), Do: "name it as the questionnaire does, without the wave"}
		}
	}
	if q.Sample == "" {
		for _, sample := range s.Samples {
			if slices.Contains(sample.Waves, q.From) && sample.Min == 1 {
				q.Sample = sample.Name
				break
			}
		}
	}
	_, err := b.Cut.Data.Column(dataset.InWave(clean.InvitedItem, q.To))
	q.Invited = err == nil
	return q, nil
}

// printLoss prints a stage. What is too small to leave the desk is told as that.
func printLoss(c console, s *study.Study, l attrition.Loss) {
	v := phrasebook.Voice{Lang: "en"}
	rate := report.Suppress(l.Rate, s.Disclosure).Cells[0]
	if rate.State == estimate.Suppressed {
		c.printf("\n%s: too few people\n", lossStages[l.Stage])
		return
	}
	c.printf("\n%s: %s\n", lossStages[l.Stage], valueOf(v, l.Rate, rate))
	if rate.N == 0 {
		return
	}
	c.printf("  %-44s %10s %10s %12s\n", "answer then", "went on", "lost", "difference")
	for _, item := range l.Items {
		printComparison(c, s.Disclosure, item)
	}
	if l.Refused != nil {
		c.printf("  no model: %v\n", l.Refused)
		return
	}
	for _, cell := range l.Model.Cells {
		if term := cell.Key("test"); term != "" && term != "overall" && cell.Test != nil {
			c.printf("  test of %-36s %s\n", term, valueOf(v, l.Model, cell))
		}
	}
	if t := l.Joint; t != nil {
		c.printf("  joint test of all answers: %s %s%s, p %s\n", t.Kind, v.Number(t.Statistic, 3), degrees(v, *t), v.Number(t.P, 4))
	}
	c.printf("  area under the curve %s\n", v.Number(l.AUC, 3))
	for _, note := range l.Model.Notes {
		c.printf("  note: %s\n", note.In("en"))
	}
}

// printComparison prints the lines of an item that may leave the desk.
func printComparison(c console, d study.Disclosure, item attrition.Comparison) {
	v := phrasebook.Voice{Lang: "en"}
	stayed, lost := report.Suppress(item.Stayed, d).Cells, report.Suppress(item.Lost, d).Cells
	for _, line := range item.Lines {
		name, a, b := item.Item+" "+line.Category.Label.In("en"), stayed[line.Stayed], lost[line.Lost]
		if a.State == estimate.Suppressed || b.State == estimate.Suppressed {
			c.printf("  %-44s %34s\n", name, "too few people")
			continue
		}
		mark := ""
		if math.Abs(line.D) > 0.1 {
			mark = " *"
		}
		c.printf("  %-44s %10s %10s %12s%s\n", name, v.Percent(a.Value, 1), v.Percent(b.Value, 1), v.Number(line.D, 2), mark)
	}
}

// keep adds the weight set to weights.yaml, if it is a good one there.
func (k attritionCommand) keep(c console, p *workspace.Project, q attrition.Question) error {
	name := filepath.Join(p.Dir, weight.File)
	old, err := os.ReadFile(name)
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("reading %s: %w", weight.File, err)
	}
	text := bytes.TrimRight(bytes.Clone(old), "\n")
	if len(text) == 0 {
		text = []byte("weights:")
	}
	text = append(append(text, '\n'), q.Recipe(k.Weights)...)
	if _, err := weight.ParseSets(text); err != nil {
		return err
	}
	if old == nil {
		err = writeNew(name, text)
	} else {
		err = replaceFile(name, old, text)
	}
	if err != nil {
		return err
	}
	if _, err := benchOf(p); err != nil {
		return undo(name, old, err)
	}
	c.printf("\n%s: added the weight set %s. Name it in an estimate: weight: %s\n%s", weight.File, k.Weights, k.Weights, strings.TrimRight(q.Recipe(k.Weights), "\n")+"\n")
	return nil
}

// undo puts weights.yaml back: a set that cannot be made would stop every page.
func undo(name string, old []byte, because error) error {
	if old == nil {
		return errors.Join(because, os.Remove(name))
	}
	return errors.Join(because, os.WriteFile(name, old, 0o644))
}
