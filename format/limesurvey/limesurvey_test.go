package limesurvey_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/format/limesurvey"
	"sojourn/instrument"
	"sojourn/internal/judge"
	"sojourn/study"
)

// samples lists surveys of other people, which are not part of the program.
func samples(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(judge.Standards.Need(t, "limesurvey"), "*", "*.lss"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	return files
}

// counted counts distinct values of a field in a table, without our reader.
func counted(data []byte, table, field string, top bool) int {
	d := xml.NewDecoder(bytes.NewReader(data))
	seen := map[string]bool{}
	var path []string
	row, text := map[string]string{}, ""
	for {
		tok, err := d.Token()
		if err == io.EOF || err != nil {
			return len(seen)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			path, text = append(path, x.Name.Local), ""
		case xml.CharData:
			text += string(x)
		case xml.EndElement:
			if len(path) == 5 && path[1] == table {
				row[path[4]] = text
			}
			if len(path) == 4 && path[1] == table && path[3] == "row" {
				if !top || row["parent_qid"] == "0" || row["parent_qid"] == "" {
					seen[row[field]] = true
				}
				row = map[string]string{}
			}
			path = path[:len(path)-1]
		}
	}
}

func TestEverySampleIsReadWithAllItsQuestions(t *testing.T) {
	for _, file := range samples(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		in, problems := limesurvey.Read(filepath.Base(file), data)
		want := counted(data, "questions", "qid", true)
		if err := problems.Err(); err != nil {
			if want > 0 {
				t.Errorf("%s: %v", file, err)
			}
			continue
		}
		dropped := 0
		for _, p := range problems {
			if strings.Contains(p.What, "is left out") {
				dropped++
			}
		}
		var faults study.Problems
		for _, p := range instrument.Check(in) {
			if p.Severity == study.Error && p.Code != "no-label" && p.Code != "empty-list" {
				faults = append(faults, p)
			}
		}
		items := 0
		for _, p := range in.Pages {
			items += len(p.Items)
		}
		if items+dropped < want || len(faults) > 0 {
			t.Errorf("%s: %d items and %d left out of %d questions\n%v", filepath.Base(file), items, dropped, want, faults)
		}
		t.Logf("%s: %d questions, %d items, %d languages, %d notes of what did not carry over", filepath.Base(file), want, items, len(in.Languages), len(problems))
	}
}

const small = `<?xml version="1.0" encoding="UTF-8"?>
<document>
 <LimeSurveyDocType>Survey</LimeSurveyDocType>
 <DBVersion>177</DBVersion>
 <languages><language>en</language><language>ru</language></languages>
 <answers><rows>
  <row><qid>1</qid><code>a</code><answer>Here</answer><sortorder>1</sortorder><language>en</language><scale_id>0</scale_id></row>
  <row><qid>1</qid><code>a</code><answer>Здесь</answer><sortorder>1</sortorder><language>ru</language><scale_id>0</scale_id></row>
  <row><qid>1</qid><code>b</code><answer>There</answer><sortorder>2</sortorder><language>en</language><scale_id>0</scale_id></row>
 </rows></answers>
 <groups><rows><row><gid>5</gid><group_name>Where</group_name><group_order>1</group_order><language>en</language></row></rows></groups>
 <questions><rows>
  <row><qid>1</qid><parent_qid>0</parent_qid><sid>9</sid><gid>5</gid><type>L</type><title>place</title><question>&lt;p&gt;Where &lt;b&gt;are&lt;/b&gt; you?&lt;/p&gt;</question><other>Y</other><mandatory>Y</mandatory><question_order>1</question_order><language>en</language><relevance>1</relevance></row>
  <row><qid>1</qid><parent_qid>0</parent_qid><sid>9</sid><gid>5</gid><type>L</type><title>place</title><question>Где вы?</question><other>Y</other><mandatory>Y</mandatory><question_order>1</question_order><language>ru</language><relevance>1</relevance></row>
  <row><qid>2</qid><parent_qid>0</parent_qid><sid>9</sid><gid>5</gid><type>N</type><title>years</title><question>How long in {place.shown}?</question><question_order>2</question_order><language>en</language><relevance>((place.NAOK == "a" || 9X5X1.NAOK != "b"))</relevance></row>
  <row><qid>3</qid><parent_qid>0</parent_qid><sid>9</sid><gid>5</gid><type>S</type><title>why-so</title><question>Why?</question><question_order>3</question_order><language>en</language><relevance>count(place.NAOK) &gt; 1</relevance></row>
 </rows></questions>
 <question_attributes><rows><row><qid>2</qid><attribute>max_num_value_n</attribute><value>90</value></row></rows></question_attributes>
 <surveys><rows><row><sid>9</sid><language>ru</language></row></rows></surveys>
</document>`

func TestASurveyCarriesOver(t *testing.T) {
	in, problems := limesurvey.Read("s.lss", []byte(small))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	place, _ := in.Item("place")
	years, _ := in.Item("years")
	why, _ := in.Item("why_so")
	switch {
	case in.Languages[0] != "ru" || len(in.Languages) != 2:
		t.Errorf("the languages are %v", in.Languages)
	case place.Label["en"] != "Where are you?" || place.Label["ru"] != "Где вы?" || !place.Required || place.Other != "other" || len(place.Codes.Categories) != 3:
		t.Errorf("the first question is %+v", place)
	case years.Relevance.Source() != "( ( ${place} = 'a' or ${place} != 'b' ) )" || years.Label["en"] != "How long in ${place}?" || years.Constraint.Source() != ". <= 90":
		t.Errorf("the second question is %+v", years)
	case why.Relevance != nil:
		t.Errorf("a condition is invented: %v", why.Relevance)
	}
	told := false
	for _, p := range problems {
		told = told || strings.Contains(p.What, "count(place.NAOK) > 1")
	}
	if !told {
		t.Errorf("it is not told that a condition is lost: %v", problems)
	}
}

func TestWhatIsNoSurveyIsRefused(t *testing.T) {
	for name, data := range map[string]string{
		"nothing": "", "no survey": "<document><LimeSurveyDocType>Label set</LimeSurveyDocType></document>",
		"a billion laughs":  `<!DOCTYPE d [<!ENTITY a "b">]><document><LimeSurveyDocType>&a;</LimeSurveyDocType></document>`,
		"half a file":       small[:len(small)/2],
		"without questions": "<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>",
	} {
		if _, problems := limesurvey.Read("s.lss", []byte(data)); problems.Err() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, data []byte) {
		if in, problems := limesurvey.Read("s.lss", data); problems.Err() == nil {
			instrument.Check(in)
		}
	})
}
