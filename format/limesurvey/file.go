// Package limesurvey reads questionnaires that LimeSurvey exports as .lss, of
// versions 2 (one row a language) and of versions 4 and later (wordings in
// tables of their own).
//
// It makes of them an [instrument.Instrument] and tells of everything that did
// not carry over: LimeSurvey's own expressions beyond comparisons, its scripts,
// themes, assessments and time limits. It writes nothing of LimeSurvey and
// knows nothing of responses.
package limesurvey

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"sojourn/instrument"
	"sojourn/study"
)

// MaxFile is the size in bytes of the largest file that is read.
const MaxFile = 16 << 20

// maxRows bounds the rows of all tables.
const maxRows = 200_000

// A row is one row of a table, by the names of its fields.
type row map[string]string

// A survey is the tables of a file.
type survey struct {
	languages []study.Lang
	version   string
	tables    map[string][]row
}

// Read makes a questionnaire of a file. The name only says where problems are.
// Warnings tell of what did not carry over; with an error there is nothing
// worth writing down.
func Read(name string, data []byte) (*instrument.Instrument, study.Problems) {
	s, err := parse(data)
	if err != nil {
		return nil, study.Problems{{Severity: study.Error, Code: "unknown-file", Where: name, What: err.Error(), Do: "export the survey from LimeSurvey as .lss"}}
	}
	r := newReader(name, s)
	r.survey()
	return r.in, r.problems
}

func parse(data []byte) (*survey, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("the file is larger than %d megabytes", MaxFile>>20)
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	p := parsing{survey: &survey{tables: map[string][]row{}}}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.New("the file is damaged, or no XML")
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, errors.New("the file declares a document type, which no export does")
		case xml.StartElement:
			if err := p.begin(t.Name.Local); err != nil {
				return nil, err
			}
		case xml.CharData:
			p.text.Write(t)
		case xml.EndElement:
			p.end()
		}
	}
	if p.kind != "Survey" {
		return nil, errors.New("the file is no survey of LimeSurvey")
	}
	p.survey.merge()
	return p.survey, nil
}

// A parsing is a file half read.
type parsing struct {
	survey  *survey
	kind    string
	path    []string // of the element at hand
	text    strings.Builder
	current row
	rows    int
}

func (p *parsing) begin(element string) error {
	p.path = append(p.path, element)
	p.text.Reset()
	if len(p.path) == 4 && element == "row" {
		p.current = row{}
		if p.rows++; p.rows > maxRows {
			return errors.New("the file has far more rows than a survey")
		}
	}
	return nil
}

func (p *parsing) end() {
	s, path := p.survey, p.path
	switch content := strings.TrimSpace(p.text.String()); {
	case len(path) == 5 && p.current != nil:
		p.current[path[4]] = content
	case len(path) == 4 && path[3] == "row":
		s.tables[path[1]], p.current = append(s.tables[path[1]], p.current), nil
	case len(path) == 3 && path[1] == "languages":
		s.languages = append(s.languages, langOf(content))
	case len(path) == 2 && path[1] == "LimeSurveyDocType":
		p.kind = content
	case len(path) == 2 && path[1] == "DBVersion":
		s.version = content
	}
	p.path = path[:len(path)-1]
	p.text.Reset()
}

// langOf brings LimeSurvey's codes, such as de-informal and zh-Hans, into ours.
func langOf(code string) study.Lang { return study.Lang(strings.ToLower(strings.TrimSpace(code))) }

// merge puts the wordings of later versions beside what they belong to, a row
// for each language, as earlier versions had it.
func (s *survey) merge() {
	for _, m := range []struct{ table, wordings, key string }{
		{"groups", "group_l10ns", "gid"}, {"questions", "question_l10ns", "qid"},
		{"subquestions", "question_l10ns", "qid"}, {"answers", "answer_l10ns", "aid"},
	} {
		by := map[string][]row{}
		for _, w := range s.tables[m.wordings] {
			by[w[m.key]] = append(by[w[m.key]], w)
		}
		if len(by) == 0 {
			continue
		}
		var merged []row
		for _, r := range s.tables[m.table] {
			for _, w := range by[r[m.key]] {
				both := row{}
				for _, from := range []row{w, r} {
					for field, value := range from {
						both[field] = cmp.Or(value, both[field])
					}
				}
				both["language"] = w["language"]
				merged = append(merged, both)
			}
		}
		s.tables[m.table] = merged
	}
}

// A thing is a group, a question, a subquestion or an answer: the rows of all
// its languages.
type thing struct {
	row
	texts map[study.Lang]row
}

// things groups the rows of a table by a key and sorts them by a field.
func things(rows []row, key func(row) string, order string) []thing {
	var all []thing
	at := map[string]int{}
	for _, r := range rows {
		n, known := at[key(r)]
		if !known {
			n = len(all)
			at[key(r)] = n
			all = append(all, thing{r, map[study.Lang]row{}})
		}
		all[n].texts[langOf(r["language"])] = r
	}
	slices.SortStableFunc(all, func(a, b thing) int { return number(a.row[order]) - number(b.row[order]) })
	return all
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
