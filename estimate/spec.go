package estimate

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"

	"sojourn/estimate/kernel"
	"sojourn/study"
)

// File is the name of the file in the study folder that holds the specs.
const File = "estimates.yaml"

// ParseSpecs reads the text of an estimates.yaml: a list of specs under the
// key estimates. Whether they fit the study and the data is told by [Check].
func ParseSpecs(data []byte) ([]Spec, error) {
	var file struct {
		Estimates []Spec `yaml:"estimates"`
	}
	if err := study.Decode(File, data, &file); err != nil {
		return nil, err
	}
	return file.Estimates, checkSpecs(file.Estimates).Err()
}

// checkSpecs checks names and writes into contrasts the estimates they name.
func checkSpecs(specs []Spec) study.Problems {
	var ps study.Problems
	seen := map[string]bool{}
	for i, s := range specs {
		switch {
		case s.Name == "":
			ps = append(ps, trouble("", "name", fmt.Sprintf("estimate %d has no name", i+1), "give it one, by which reports and figures call it"))
		case seen[s.Name]:
			ps = append(ps, trouble(s.Name, "name", fmt.Sprintf("two estimates are named %q", s.Name), "give each a name of its own"))
		}
		seen[s.Name] = true
	}
	return append(ps, inline(specs)...)
}

// trouble is a problem with one key of one estimate.
func trouble(name, key, what, do string) study.Problem {
	where := File
	if name != "" {
		where += " " + name
	}
	return study.Problem{Severity: study.Error, Code: "estimate-" + key, Where: where, Column: key, What: what, Do: do}
}

// The intervals of measures other than shares; those of shares are in kernel.
const (
	studentInterval = "t"
	normalInterval  = "normal"
	noInterval      = "none"
)

// filled returns the spec with its defaults written out.
func (s Spec) filled() Spec {
	if s.Base == "" {
		s.Base = Valid
	}
	if s.Level == 0 {
		s.Level = 0.95
	}
	if s.Interval == "" {
		switch s.Measure {
		case Share, Transition, Path, Funnel, Crosstab:
			s.Interval = string(kernel.XLogit)
		case Quantile:
			s.Interval = string(kernel.Wald)
		case Count, Testing, Rate:
			s.Interval = noInterval
		default:
			s.Interval = studentInterval
		}
	}
	if s.Measure == Quantile && s.Rule == "" {
		s.Rule = string(kernel.Math)
	}
	return s
}

// id names what a number was made from: the spec with its defaults, the
// definition of its sample, the weights and the cut.
func (s Spec) id(sample study.Sample, weights func() []byte, cut string) (string, error) {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, part := range []any{s, sample, cut} {
		if err := e.Encode(part); err != nil {
			return "", fmt.Errorf("estimate: id of %s: %w", s.Name, err)
		}
	}
	if weights != nil {
		h.Write(weights())
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// digest is the hash of weights.
func digest(values []float64) []byte {
	h := sha256.New()
	block := make([]byte, 0, 8*1024)
	for i, w := range values {
		block = binary.LittleEndian.AppendUint64(block, math.Float64bits(w))
		if len(block) == cap(block) || i == len(values)-1 {
			h.Write(block)
			block = block[:0]
		}
	}
	return h.Sum(nil)
}
