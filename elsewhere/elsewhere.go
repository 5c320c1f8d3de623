// Package elsewhere makes a wave of data that another program has collected.
//
// A file is read with whatever it says of itself: labels, missing values, sets.
// What it cannot say stands in a mapping, a text file of the study folder that
// the program proposes and a person edits: which column tells who somebody is,
// which values are no values but reasons, which codes are called otherwise
// here, and what is left out. Applying the mapping gives the table of a wave as
// fieldwork makes it of sealed answers.
//
// The package does not know where files lie, and it makes no pseudonyms: it is
// handed the function that does. No warning or proposal repeats what a
// respondent answered.
package elsewhere

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"sojourn/dataset"
	"sojourn/format/ddi"
	"sojourn/format/dta"
	"sojourn/format/sav"
	"sojourn/format/tabular"
	"sojourn/study"
)

// A Source is a file from elsewhere.
type Source struct {
	Name     string // as a person calls it
	Data     []byte
	Codebook []byte     // of a CSV: a file of labels or a DDI-Codebook; nil if there is none
	Language study.Lang // of labels where the file does not say
}

// Read reads a .sav, .zsav, .dta or .csv; what it is, its content tells. A CSV
// without a codebook is read by what its cells look like.
func Read(s Source) (*dataset.Dataset, study.Problems, error) {
	switch {
	case bytes.HasPrefix(s.Data, []byte("$FL")), bytes.Contains(s.Data[:min(len(s.Data), 64)], []byte("ENCRYPTEDSAV")), bytes.Contains(s.Data[:min(len(s.Data), 512)], []byte("SPSS PORT FILE")):
		return sav.Read(bytes.NewReader(s.Data), s.Language)
	case bytes.HasPrefix(s.Data, []byte("<stata_dta>")), len(s.Data) > 4 && s.Data[0] >= 102 && s.Data[0] <= 115 && (s.Data[1] == 1 || s.Data[1] == 2) && s.Data[2] == 1:
		return dta.Read(bytes.NewReader(s.Data), s.Language)
	case bytes.IndexByte(s.Data[:min(len(s.Data), 1<<12)], 0) >= 0:
		return nil, nil, study.Problem{Severity: study.Error, Code: "no-data", Where: s.Name, What: "it is none of .sav, .zsav, .dta and .csv", Do: "export the data from the other program as one of these"}
	}
	return readCSV(s)
}

func readCSV(s Source) (*dataset.Dataset, study.Problems, error) {
	if s.Codebook == nil {
		return guess(s)
	}
	legend, problems, err := legendOf(s)
	if err != nil {
		return nil, problems, err
	}
	d, more, err := tabular.ReadData(bytes.NewReader(s.Data), legend)
	return d, append(problems, more...), err
}

// legendOf reads the codebook of a CSV.
func legendOf(s Source) (tabular.Legend, study.Problems, error) {
	if !strings.HasPrefix(strings.TrimLeft(string(s.Codebook[:min(len(s.Codebook), 64)]), "\ufeff \t\r\n"), xml.Header[:2]) {
		return tabular.ReadLabels(bytes.NewReader(s.Codebook))
	}
	c, problems, err := ddi.Read(bytes.NewReader(s.Codebook))
	if err != nil {
		return tabular.Legend{}, problems, err
	}
	vs, missing, more := c.Describe()
	if len(vs) == 0 {
		return tabular.Legend{}, problems, study.Problem{Severity: study.Error, Code: "no-variables", Where: "codebook", What: "it describes no variable", Do: "choose the codebook that belongs to the data"}
	}
	return tabular.Legend{Variables: vs, Missing: missing}, append(problems, more...), nil
}

func refusal(column, what, do string) study.Problem {
	return study.Problem{Severity: study.Error, Code: "mapping", Where: "mapping", Column: column, What: what, Do: do}
}

func caution(column, what, do string) study.Problem {
	p := refusal(column, what, do)
	p.Severity = study.Warning
	return p
}

func columnNamed(d *dataset.Dataset, name string) (*dataset.Column, error) {
	c, err := d.Column(name)
	if err != nil {
		return nil, refusal(name, fmt.Sprintf("the file has no variable %q", name), "look at the names with: sojourn import --look FILE")
	}
	return c, nil
}
