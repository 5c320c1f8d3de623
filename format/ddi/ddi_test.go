package ddi

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/internal/judge"
	"sojourn/study"
)

var update = flag.Bool("update", false, "write the golden files anew")

func n(x int) *int { return &x }

// exile is the codebook of a wave with every kind of variable.
func exile() Codebook {
	return Codebook{
		Study: Study{
			Languages: []study.Lang{"en", "ru"}, ID: "10.1234/exile-2", Agency: "DOI", URI: "https://doi.org/10.1234/exile-2",
			Title:       study.Text{"en": "Exile, wave 2", "ru": "Изгнание, волна 2"},
			Abstract:    study.Text{"en": "People who left & where they live.", "ru": "Люди, которые уехали."},
			Distributor: study.Text{"en": "Exile team", "ru": "Группа «Изгнание»"},
			Authors:     []Author{{"Sergeeva, Anna", "University"}}, Funder: study.Text{"en": "A fund"},
			Version: "1.0", Published: "2024-05-14", Series: study.Text{"en": "Exile panel", "ru": "Панель «Изгнание»"}, SeriesInfo: study.Text{"en": "Four waves."},
			Keywords: []Term{{Text: study.Text{"en": "migration", "ru": "миграция"}, Vocabulary: "ELSST"}},
			Topics:   []Term{{Text: study.Text{"en": "Migration"}, Vocabulary: "CESSDA Topic Classification"}},
			Opens:    "2022-09-01", Closes: "2022-09-20", Wave: 2,
			Nations:  []Nation{{study.Text{"en": "Georgia", "ru": "Грузия"}, "GE"}, {study.Text{"en": "Armenia", "ru": "Армения"}, "AM"}},
			Universe: study.Text{"en": "People who left Russia", "ru": "Уехавшие из России"}, Kind: study.Text{"en": "Survey data"},
			Unit: Concept{Code: "Individual"}, Time: Concept{"Longitudinal.Panel", study.Text{"en": "The same people, again"}},
			Sampling: Concept{"Nonprobability.Availability", study.Text{"en": "Volunteers", "ru": "Добровольцы"}}, Mode: Concept{Code: "SelfAdministeredQuestionnaire.CAWI"},
			Weighting: study.Text{"en": "None"}, Cleaning: study.Text{"en": "By rules"}, Restriction: study.Text{"en": "On request"}, Conditions: study.Text{"en": "Cite it"},
		},
		File: File{Name: "exile-2.csv", Cases: 120},
		Variables: []Variable{
			{Name: "panelist", Label: study.Text{"en": "Pseudonym"}, Kind: dataset.Words, Scale: dataset.Nominal, Valid: n(120), Invalid: n(0)},
			{Name: "trust_w2", Label: study.Text{"en": "Trust <people>", "ru": "Доверие", "ka": "ნდობა"}, Kind: dataset.Categorical, Scale: dataset.Ordinal,
				Question: study.Text{"en": "Do you trust people?", "ru": "Вы доверяете людям?"}, Instruction: study.Text{"en": "Choose one"}, Intro: study.Text{"en": "About people."},
				Universe: study.Text{"en": "Those who answered"}, Routing: "${age} >= 18 and ${sex} != ''",
				Categories: []Category{{Value: "1", Label: study.Text{"en": "no", "ru": "нет"}, Count: n(40)}, {Value: "2", Label: study.Text{"en": "yes", "ru": "да"}},
					{Value: "refused", Label: study.Text{"en": "refused"}, Missing: dataset.Refused, Count: n(12)}},
				Valid: n(100), Invalid: n(20), Notes: study.Text{"en": "Continues wave 1"}},
			{Name: "reasons_w2", Label: study.Text{"en": "Reasons"}, Kind: dataset.Multiple, Scale: dataset.Nominal, Question: study.Text{"en": "Why?"},
				Categories: []Category{{Value: "war", Label: study.Text{"en": "war"}, Count: n(60)}, {Value: "work", Label: study.Text{"en": "work"}, Count: n(50)}}},
			{Name: "age_w2", Label: study.Text{"en": "Age"}, Kind: dataset.Numeric, Scale: dataset.Interval, Question: study.Text{"en": "How old are you?"}},
		},
	}
}

func document(t *testing.T, c Codebook, v Version) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, c, v); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestVariablesSurviveTheDocument(t *testing.T) {
	for _, v := range []Version{V25, V26} {
		want := exile()
		got, problems, err := Read(bytes.NewReader(document(t, want, v)))
		if err != nil || len(problems) > 0 {
			t.Fatalf("%s: %v, %v", v, problems, err)
		}
		if diff := cmp.Diff(want.Variables, got.Variables, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: variables come back changed (-wrote +read):\n%s", v, diff)
		}
		for _, pair := range [][2]any{{want.Study.Title, got.Study.Title}, {want.Study.ID, got.Study.ID}, {want.Study.URI, got.Study.URI}, {want.Study.Abstract, got.Study.Abstract}} {
			if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
				t.Errorf("%s: the study comes back changed:\n%s", v, diff)
			}
		}
	}
}

func TestTheDocumentLooksAsItDid(t *testing.T) {
	got := document(t, exile(), V25)
	const golden = "testdata/exile.xml"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("it looks otherwise; if that is wanted, run with -update:\n%s", diff)
	}
}

func TestWhatArchivesRequireIsAskedFor(t *testing.T) {
	for name, spoil := range map[string]func(*Study){
		"title":       func(s *Study) { s.Title = study.Text{"ka": "x"} },
		"abstract":    func(s *Study) { s.Abstract = nil },
		"distributor": func(s *Study) { s.Distributor = nil },
		"identifier":  func(s *Study) { s.ID = "" },
		"agency":      func(s *Study) { s.Agency = "" },
		"address":     func(s *Study) { s.URI = "" },
		"language":    func(s *Study) { s.Languages = nil },
	} {
		c := exile()
		spoil(&c.Study)
		var out bytes.Buffer
		if err := Write(&out, c, V25); err == nil || !strings.Contains(err.Error(), name) || out.Len() > 0 {
			t.Errorf("without %s: %v, %d bytes", name, err, out.Len())
		}
	}
	if err := Write(&bytes.Buffer{}, exile(), "3.3"); err == nil {
		t.Error("version 3.3 is written")
	}
}

func TestDocumentsAreValidByTheSchema(t *testing.T) {
	for v, schema := range map[Version]string{V25: "ddi-codebook-2.5/ddi_codebook_2_5.xsd", V26: "ddi-codebook-2.6/codebook.xsd"} {
		t.Run(string(v), func(t *testing.T) {
			schema := judge.Standards.Need(t, "schemas", schema)
			bare := exile()
			bare.Study = Study{Languages: []study.Lang{"ru"}, ID: "1", Agency: "a", URI: "u", Title: study.Text{"ru": "т"}, Abstract: study.Text{"ru": "т"}, Distributor: study.Text{"ru": "т"}}
			bare.File, bare.Variables = File{}, nil
			for _, c := range []Codebook{exile(), bare} {
				if out, err := run(t, document(t, c, v), "xmllint", "--noout", "--nonet", "--schema", schema, "-"); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
			}
		})
	}
}

// profile is what is needed of a CESSDA profile: paths and whether they must be there.
type profile struct {
	Namespaces []struct {
		Prefix string `xml:"XMLPrefix"`
		Name   string `xml:"XMLNamespace"`
	} `xml:"XMLPrefixMap"`
	Used []struct {
		Path     string `xml:"xpath,attr"`
		Required bool   `xml:"isRequired,attr"`
	} `xml:"Used"`
}

func TestDocumentsMeetTheProfilesOfArchives(t *testing.T) {
	for name, v := range map[string]Version{"cdc25_profile.xml": V25, "eqb25_profile.xml": V25, "cdc26_profile.xml": V26} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(judge.Standards.Need(t, "schemas", "cessda-profiles", name))
			if err != nil {
				t.Fatal(err)
			}
			var p profile
			if err := xml.Unmarshal(data, &p); err != nil {
				t.Fatal(err)
			}
			var commands strings.Builder
			for _, n := range p.Namespaces {
				fmt.Fprintf(&commands, "setns %s=%s\n", n.Prefix, n.Name)
			}
			for _, u := range p.Used {
				fmt.Fprintf(&commands, "xpath boolean(%s)\n", u.Path)
			}
			file := filepath.Join(t.TempDir(), "exile.xml")
			if err := os.WriteFile(file, document(t, exile(), v), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := run(t, []byte(commands.String()), "xmllint", "--nonet", "--shell", file)
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			verdicts := regexp.MustCompile("Object is a Boolean : (true|false)").FindAllStringSubmatch(out, -1)
			if len(verdicts) != len(p.Used) || len(verdicts) < 30 {
				t.Fatalf("%d paths have %d verdicts:\n%s", len(p.Used), len(verdicts), out)
			}
			met := 0
			for i, u := range p.Used {
				if verdicts[i][1] == "true" {
					met++
				} else if u.Required {
					t.Errorf("%s is required and not there", u.Path)
				}
			}
			t.Logf("%d of %d paths of the profile are there", met, len(p.Used))
		})
	}
}

// corpus tells for each document how many variables it has, or why it is
// refused. The counts are those of grep.
var corpus = map[string]struct {
	variables int
	refused   string
}{
	"dataset-finch1.xml":            {0, ""},
	"dataset-finchDC.xml":           {0, "no DDI codebook"},
	"dataset-perma.xml":             {0, ""},
	"dataset-perma-w-separator.xml": {0, ""},
	"dataset-spruce1.xml":           {0, ""},
	"fsd-3271.xml":                  {234, ""},
	"fsd-3307.xml":                  {78, ""},
	"fsd-3307-oaipmh.xml":           {78, ""},
	"gesis-2800.xml":                {0, ""},
	"gesis-5300.xml":                {0, ""},
	"ukds-7481.xml":                 {0, ""},
}

func TestDocumentsOfArchivesAreReadOrRefusedWithAReason(t *testing.T) {
	folder := judge.Standards.Need(t, "ddi", "codebook-2.5-documents")
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		want, known := corpus[f.Name()]
		if !known {
			t.Errorf("%s is not in the list", f.Name())
		}
		data, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		c, problems, err := Read(bytes.NewReader(data))
		if want.refused != "" {
			if err == nil || !strings.Contains(err.Error(), want.refused) {
				t.Errorf("%s: %v, want a refusal with %q", f.Name(), err, want.refused)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", f.Name(), err)
			continue
		}
		if len(c.Variables) != want.variables || len(c.Study.Title) == 0 || c.Study.ID == "" {
			t.Errorf("%s: %d variables, title %v, id %q", f.Name(), len(c.Variables), c.Study.Title, c.Study.ID)
		}
		if want.variables == 0 && len(problems) == 0 {
			t.Errorf("%s has no variables, and nobody is told", f.Name())
		}
	}
}

func TestTheLifecycleIsRefusedByName(t *testing.T) {
	folder := judge.Standards.Need(t, "ddi", "lifecycle-3.3-examples")
	files, err := filepath.Glob(filepath.Join(folder, "*.xml"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := Read(bytes.NewReader(data)); err == nil {
			t.Errorf("%s: taken", filepath.Base(f))
		}
	}
}

func TestVariablesOfAnArchiveBecomeThoseOfADataset(t *testing.T) {
	const doc = `<codeBook xml:lang="fi"><stdyDscr/><dataDscr>
<var name="q1" intrvl="discrete"><labl>Luottamus</labl><labl xml:lang="en">Trust <i>in</i> people</labl><qstn>Luotatko?</qstn>
 <catgry><catValu>1</catValu><labl>kyllä</labl><catStat type="freq">12</catStat></catgry><catgry><catValu>2</catValu><labl>ei</labl></catgry>
 <catgry missing="Y"><catValu>9</catValu><labl>eos</labl></catgry><varFormat type="numeric"/><valrng/></var>
<var name="q2"><catgry><labl>no value</labl></catgry></var>
<var name="income" intrvl="contin"><catgry missing="Y" missType="refused"><catValu>-1</catValu></catgry></var>
</dataDscr></codeBook>`
	c, problems, err := Read(strings.NewReader(doc))
	if err != nil || !strings.Contains(problems.Error(), "valrng (1)") {
		t.Fatalf("%v, %v", problems, err)
	}
	vs, missing, problems := c.Describe()
	if len(vs) != 3 || vs[0].Kind != dataset.Categorical || len(vs[0].Codes.Categories) != 2 || vs[1].Kind != dataset.Words || vs[2].Kind != dataset.Numeric {
		t.Errorf("the variables are %+v", vs)
	}
	if vs[0].Label["en"] != "Trust in people" || vs[0].Label["fi"] != "Luottamus" || c.Variables[0].Question["fi"] != "Luotatko?" {
		t.Errorf("the wording of q1 is %v, %v", vs[0].Label, c.Variables[0].Question)
	}
	if missing["q1"]["9"] != dataset.Unknown || missing["income"]["-1"] != dataset.Refused {
		t.Errorf("the missing values are %v", missing)
	}
	if len(problems) != 1 || !strings.Contains(problems[0].Where, "q2") {
		t.Errorf("of categories without values is said: %v", problems)
	}
}

func TestWindows1251IsRead(t *testing.T) {
	c, _, err := Read(strings.NewReader("<?xml version=\"1.0\" encoding=\"windows-1251\"?><codeBook><stdyDscr/><dataDscr><var name=\"a\"><labl xml:lang=\"ru\">\xcf\xee\xeb</labl></var></dataDscr></codeBook>"))
	if err != nil || c.Variables[0].Label["ru"] != "Пол" {
		t.Errorf("%v, %v", c.Variables, err)
	}
}

func FuzzRead(f *testing.F) {
	var out bytes.Buffer
	if err := Write(&out, exile(), V25); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add([]byte(`<codeBook><dataDscr><var name="a"><catgry excls="false"/></var>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, _, err := Read(bytes.NewReader(data)); err == nil {
			c.Describe()
		}
	})
}

func run(t *testing.T, input []byte, program string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.Command(judge.Program(t, program), args...)
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
