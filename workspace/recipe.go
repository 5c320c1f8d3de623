package workspace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

// Rules reads clean.yaml; a study without one flags nothing.
func (p *Project) Rules() ([]clean.Rule, error) {
	data, err := readOptional(p.Files, clean.File)
	if err != nil || data == nil {
		return nil, err
	}
	return clean.ParseRules(data)
}

// Recipe reads what decides about the responses as the study folder has it
// now: clean.yaml, decisions.yaml, matches.yaml, derive.yaml, and the completion thresholds.
func (p *Project) Recipe() (clean.Recipe, error) {
	r := clean.Recipe{Completion: p.Study.Completion}
	var err error
	if r.Rules, err = p.Rules(); err != nil {
		return r, err
	}
	data, err := readOptional(p.Files, clean.DecisionsFile)
	if err == nil && data != nil {
		r.Decisions, err = clean.ParseDecisions(data)
	}
	if err != nil {
		return r, err
	}
	data, err = readOptional(p.Files, clean.MatchesFile)
	if err == nil && data != nil {
		r.Matches, err = clean.ParseMatches(data)
	}
	if err != nil {
		return r, err
	}
	data, err = readOptional(p.Files, clean.DeriveFile)
	if err == nil && data != nil {
		r.Derived, err = clean.ParseDerived(data)
	}
	return r, err
}

// A raw is the open answers of all waves as tables, before cleaning.
type raw struct {
	hash  string
	waves []clean.Wave
}

// raw makes the tables of all waves, or says that there is nothing to clean.
func (p *Project) raw() (raw, error) {
	var r raw
	var content bytes.Buffer
	responses := 0
	for _, w := range p.Study.Waves {
		table, err := p.table(w.Number, &content)
		if err != nil {
			return r, err
		}
		responses += table.Rows
		out, err := p.ledOut(w.Number)
		if err != nil {
			return r, err
		}
		r.waves = append(r.waves, clean.Wave{Number: w.Number, Table: table, Doors: w.Doors, Out: out})
	}
	if responses == 0 {
		return r, study.Problem{Severity: study.Error, Code: "no-answers", Where: p.Dir,
			What: "no answers are open here yet", Do: "sync with the field and open the envelopes: sojourn sync"}
	}
	same, err := p.join(r.waves)
	if err != nil {
		return r, err
	}
	same.write(&content)
	if err := p.invite(r.waves, same); err != nil {
		return r, err
	}
	r.hash = seal.HashOf(content.Bytes()).String()
	return r, nil
}

// nobody is the waves without a response, to check names against.
func (p *Project) nobody() ([]clean.Wave, study.Problems) {
	var waves []clean.Wave
	for _, w := range p.Study.Waves {
		table, err := p.tableOfNobody(w)
		if err != nil {
			return nil, asProblems(err, w.Instrument, "")
		}
		waves = append(waves, clean.Wave{Number: w.Number, Table: table, Doors: w.Doors})
	}
	return waves, nil
}

// ledOut lists the pseudonyms of those who were led out of a wave.
func (p *Project) ledOut(w study.WaveID) ([]string, error) {
	var out []string
	err := p.eachRecord(w, func(r record) {
		if r.Response.Out != "" {
			out = append(out, string(r.Response.Panelist))
		}
	})
	return out, err
}

// table makes the table of a wave and adds to content what identifies it.
func (p *Project) table(w study.WaveID, content *bytes.Buffer) (*dataset.Dataset, error) {
	if wave, err := p.Study.Wave(w); err == nil && wave.Imported != "" {
		return p.importedTable(wave, content)
	}
	var rows []fieldwork.Row
	enc := json.NewEncoder(content)
	err := p.eachRecord(w, func(r record) {
		rows = append(rows, fieldwork.Row{Key: r.Key, Response: r.Response})
		// Not the envelope's hash: sealing is random, and the same answers
		// brought again must give the same cut.
		if e := enc.Encode(r.Response); e != nil {
			fmt.Fprintln(content, r.Key)
		}
	})
	if err != nil {
		return nil, err
	}
	former, err := p.former(w, versionsOf(rows))
	if err != nil {
		return nil, err
	}
	for _, version := range slices.Sorted(maps.Keys(former)) {
		hash, err := former[version].Hash()
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(content, "read by %s %s\n", version, hash)
	}
	table, err := former.Tabulate(p.Instruments[w], rows, p.Study.Purposes()...)
	if err != nil {
		return nil, err
	}
	return p.addRecruitment(table, rows)
}
