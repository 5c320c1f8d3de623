package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/format/sav"
	"sojourn/format/tabular"
	"sojourn/study"
	"sojourn/weight"
)

// computeOn computes the estimates of a file on a data file. Where the file
// of estimates lies in a study folder, the study's samples, waves and weight
// sets hold.
func computeOn(c console, request, data string, names []string) (source scripter, all []estimate.Estimate, refused study.Problems, err error) {
	defer func() { refused, err = inFile(request, refused), renamed(request, err) }()
	text, err := os.ReadFile(request)
	if err != nil {
		return nil, nil, nil, cannotRead(request, "name a file of estimates, YAML or JSON")
	}
	r, err := estimate.ParseRequest(text)
	if err != nil {
		return nil, nil, nil, err
	}
	s, sets, err := around(filepath.Dir(request))
	if err != nil {
		return nil, nil, nil, err
	}
	if len(names) > 0 {
		r.Estimates = slices.DeleteFunc(r.Estimates, func(spec estimate.Spec) bool { return !slices.Contains(names, spec.Name) })
	}
	source, outcomes, err := outcomesOn(c, r, s, sets, data)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, o := range outcomes {
		var ps study.Problems
		switch {
		case o.Err == nil:
			all = append(all, o.Estimate)
		case errors.As(o.Err, &ps):
			refused = append(refused, ps...)
		default:
			return nil, nil, nil, o.Err
		}
	}
	return source, all, refused, nil
}

// inFile lets problems say the name of the file of estimates in the place of
// that of a study's.
func inFile(name string, ps study.Problems) study.Problems {
	all := slices.Clone(ps)
	for i, p := range all {
		if rest, found := strings.CutPrefix(p.Where, estimate.File); found {
			all[i].Where = filepath.Base(name) + rest
		}
	}
	return all
}

// renamed is inFile for an error.
func renamed(name string, err error) error {
	var ps study.Problems
	var p study.Problem
	switch {
	case errors.As(err, &ps):
		return inFile(name, ps)
	case errors.As(err, &p):
		return inFile(name, study.Problems{p})[0]
	}
	return err
}

// outcomesOn computes the estimates of a request on a file.
func outcomesOn(c console, r estimate.Request, s *study.Study, sets []weight.Recipe, name string) (scripter, []estimate.Outcome, error) {
	if strings.EqualFold(filepath.Ext(name), ".parquet") {
		return outcomesOnColumns(c, r, s, sets, name, manyRows)
	}
	d, hash, err := readData(c, name)
	if err != nil {
		return nil, nil, err
	}
	engine, err := r.Engine(s, sets, hash, d)
	if err != nil {
		return nil, nil, err
	}
	warn(c, engine.Unmade(r.Estimates))
	return engine, outcomesOf(engine, r.Estimates), nil
}

func outcomesOf(engine *estimate.Engine, specs []estimate.Spec) []estimate.Outcome {
	all := make([]estimate.Outcome, len(specs))
	for i, spec := range specs {
		all[i].Estimate, all[i].Err = engine.Estimate(spec)
	}
	return all
}

// around reads the study whose folder a file of estimates lies in, if it does.
func around(dir string) (*study.Study, []weight.Recipe, error) {
	text, err := os.ReadFile(filepath.Join(dir, study.File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, cannotRead(study.File, "make it readable")
	}
	s, err := study.Parse(text)
	if err != nil {
		return nil, nil, err
	}
	recipes, err := os.ReadFile(filepath.Join(dir, weight.File))
	if err != nil {
		return s, nil, nil
	}
	sets, err := weight.ParseSets(recipes)
	return s, sets, err
}

// readData reads a data file by the ending of its name and gives its hash,
// which stands in the place of a cut's.
func readData(c console, name string) (*dataset.Dataset, string, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, "", cannotRead(name, "name a data file: .parquet, .csv or .sav")
	}
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:])
	var d *dataset.Dataset
	var warnings study.Problems
	switch kind := strings.ToLower(filepath.Ext(name)); kind {
	case ".csv", ".tsv":
		d, warnings, err = tabular.ReadWords(content)
	case ".sav", ".zsav":
		d, warnings, err = sav.Read(bytes.NewReader(content), "en")
	default:
		err = study.Problem{Severity: study.Error, Where: filepath.Base(name), What: fmt.Sprintf("the ending %q is not known", kind), Do: "use .parquet, .csv or .sav"}
	}
	warn(c, warnings)
	return d, hash, err
}

func cannotRead(name, do string) error {
	return study.Problem{Severity: study.Error, Where: filepath.Base(name), What: "the file cannot be read", Do: do}
}
