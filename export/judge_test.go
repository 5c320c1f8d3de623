package export

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/internal/judge"
	"sojourn/study"
)

var complaint = regexp.MustCompile(`(?i).*(warning|error):.*`)

func TestPSPPTakesTheSyntheticStudyWithoutAWarning(t *testing.T) {
	s := source(t)
	d := dataset.New(s.Data.Rows)
	for _, c := range s.Data.Columns { // its syntax cannot read a text of several lines: the export warns of these
		one := *c
		one.Texts = nil
		for _, text := range c.Texts {
			one.Texts = append(one.Texts, strings.NewReplacer("\r", " ", "\n", " ").Replace(text))
		}
		if err := d.Add(&one); err != nil {
			t.Fatal(err)
		}
	}
	s.Data = d
	for _, lang := range []study.Lang{"ru", "en"} {
		dir := folder(t.TempDir())
		if _, _, err := Write(s, Options{Formats: []Format{SAV, ZSAV, CSV}, Language: lang}, dir.create); err != nil {
			t.Fatal(err)
		}
		for _, begin := range []string{"GET FILE='exile-panel.sav'.", "GET FILE='exile-panel.zsav'.", string(dir.read(t, "exile-panel.sps"))} {
			said := judge.Ask(t, string(dir), begin+"\nDISPLAY DICTIONARY.\nMRSETS /DISPLAY NAME=ALL.\nFREQUENCIES /VARIABLES=left_when_w1.\n", "pspp", "-O", "format=txt", "-")
			if found := complaint.FindString(said); found != "" {
				t.Errorf("%s, %.40s: PSPP says: %s", lang, begin, found)
			}
			if want := labelled.Reason(dataset.NotInWave, lang); !strings.Contains(said, want) {
				t.Errorf("%s, %.40s: PSPP does not show %q", lang, begin, want)
			}
		}
	}
}

func TestReadstatFindsTheSameRowsAndNames(t *testing.T) {
	dir, _, _ := exported(t, Options{Formats: []Format{SAV, ZSAV, DTA}, Language: "ru"})
	for _, name := range []string{"exile-panel.sav", "exile-panel.zsav", "exile-panel.dta"} {
		said := judge.Ask(t, string(dir), "", "readstat", name)
		if want := fmt.Sprintf("Rows: %d", source(t).Data.Rows); !strings.Contains(said, want) {
			t.Errorf("%s: readstat says %q", name, said)
		}
	}
}

// tellFrequencies prints for every labelled variable of every file how often
// each label and each reason for an empty cell occurs.
const tellFrequencies = `
suppressMessages(library(haven))
for (f in c("exile-panel.sav", "exile-panel.zsav", "exile-panel.dta")) {
  x <- if (grepl("dta$", f)) read_dta(f) else read_sav(f, user_na = TRUE)
  for (n in names(x)) {
    v <- x[[n]]; l <- attr(v, "labels", exact = TRUE)
    if (is.null(l) || !is.numeric(v)) next
    v <- unclass(v); l <- unclass(l)
    key <- function(z) ifelse(is.na(z), paste0(".", na_tag(z)), as.character(as.numeric(z)))
    t <- table(names(l)[match(key(v), key(l))])
    if (length(t)) cat(paste(f, n, names(t), t, sep = "|"), sep = "\n")
  }
}
source("exile-panel.R", encoding = "UTF-8")
for (n in names(data)) if (is.factor(data[[n]])) {
  t <- table(data[[n]]); t <- t[t > 0]
  if (length(t)) cat(paste("exile-panel.R", sub(".missing$", "", n), names(t), t, sep = "|"), sep = "\n")
}
`

func TestRFindsEveryLabelAndReasonAsOftenAsTheCut(t *testing.T) {
	judge.R(t, "haven")
	s := source(t)
	dir, _, _ := exported(t, Options{Formats: []Format{SAV, ZSAV, DTA, CSV}, Language: "ru"})
	got := map[string]map[string]string{}
	for line := range strings.Lines(judge.Ask(t, string(dir), "", "Rscript", "-e", tellFrequencies)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		of := cells[0] + " " + cells[1]
		if got[of] == nil {
			got[of] = map[string]string{}
		}
		got[of][cells[2]] = cells[3]
	}
	for _, c := range s.Data.Columns {
		if c.Kind != dataset.Categorical {
			continue
		}
		want := map[string]string{}
		for label, n := range labels(c, "ru") {
			want[label] = fmt.Sprint(n)
		}
		for _, file := range []string{"exile-panel.sav", "exile-panel.zsav", "exile-panel.dta", "exile-panel.R"} {
			if diff := cmp.Diff(want, got[file+" "+c.Name]); diff != "" {
				t.Errorf("%s, %s (-cut +R):\n%s", file, c.Name, diff)
			}
		}
	}
}

// askDuckDB prints the rows of one query as JSON.
const askDuckDB = `
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
  const c = await (await DuckDBInstance.create(':memory:')).connect();
  await c.run("create table parquet as select * from 'exile-panel.parquet'");
  await c.run("create table csv as select * from read_csv('exile-panel.csv', strict_mode = true, all_varchar = true, header = true)");
  for (const r of (await c.runAndReadAll(require('fs').readFileSync(0, 'utf8'))).getRows()) console.log(r.map(String).join('|'));
})();
`

// modules lets Node.js find a package that scripts/setup has fetched.
func modules(t *testing.T, name string) {
	t.Helper()
	judge.Fetched(t, "node_modules", name)
	t.Setenv("NODE_PATH", judge.Fetched(t, "node_modules"))
}

func TestDuckDBCountsCodesAndReasonsOfParquetAndCSVAsTheCut(t *testing.T) {
	modules(t, "@duckdb/node-api")
	s := source(t)
	dir, _, _ := exported(t, Options{Formats: []Format{Parquet, CSV}, Language: "ru"})
	var queries []string
	want := map[string]string{}
	for _, table := range []string{"parquet", "csv"} {
		for _, c := range s.Data.Columns {
			if slices.ContainsFunc(c.Missing, func(m dataset.Missing) bool { return m != dataset.Present }) { // why cells are empty, of every kind of variable
				why := c.Name + ".missing"
				queries = append(queries, fmt.Sprintf(`select '%s %s', "%s", count(*) from %s where "%s" <> '' group by 2`, table, why, why, table, why))
				for _, m := range c.Missing {
					if key := table + " " + why + "|" + m.String(); m != dataset.Present {
						want[key] = fmt.Sprint(1 + atoi(want[key]))
					}
				}
			}
			if c.Kind != dataset.Categorical {
				continue
			}
			queries = append(queries, fmt.Sprintf(`select '%s %s', "%s", count(*) from %s where "%s" is not null group by 2`, table, c.Name, c.Name, table, c.Name))
			for row, m := range c.Missing {
				if m == dataset.Present {
					key := table + " " + c.Name + "|" + c.CodeAt(row)
					want[key] = fmt.Sprint(1 + atoi(want[key]))
				}
			}
		}
	}
	got := map[string]string{}
	for line := range strings.Lines(judge.Ask(t, string(dir), strings.Join(queries, " union all "), "node", "-e", askDuckDB)) {
		at := strings.LastIndexByte(line, '|')
		got[line[:at]] = strings.TrimSpace(line[at+1:])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-cut +DuckDB)\n%s", diff[:min(len(diff), 3000)])
	}
}

// readPackage holds datapackage.json to its profile and every cell to its type,
// and prints how many rows each file has, or what is wrong.
const readPackage = `
const { Package } = require('datapackage');
(async () => {
  const p = await Package.load('datapackage.json');
  for (const e of p.errors) console.log(e.message);
  for (const r of p.resources) {
    let n = 0;
    for await (const row of await r.iter({ cast: true })) n++;
    console.log(r.name, n);
  }
})().catch((e) => console.log(e.message, ...(e.errors ?? []).map((one) => one.message)));
`

func TestFrictionlessReadsTheCSVByItsDescription(t *testing.T) {
	modules(t, "datapackage")
	s := source(t)
	dir, _, _ := exported(t, Options{Formats: []Format{CSV}, Language: "ru"})
	labels := strings.Count(string(dir.read(t, "exile-panel-labels.csv")), "\r\n") - 1
	want := fmt.Sprintf("data %d\nlabels %d\n", s.Data.Rows, labels)
	if got := judge.Ask(t, string(dir), "", "node", "--no-warnings", "-e", readPackage); got != want {
		t.Errorf("it reads %q, want %q", got, want)
	}
	described := strings.Replace(string(dir.read(t, "datapackage.json")), `"type": "string"`, `"type": "number"`, 1) // of the pseudonyms
	if err := os.WriteFile(filepath.Join(string(dir), "datapackage.json"), []byte(described), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := judge.Ask(t, string(dir), "", "node", "--no-warnings", "-e", readPackage); got == want {
		t.Error("it takes texts for numbers: the judge does not judge")
	}
}

func atoi(s string) (n int) {
	fmt.Sscan(s, &n)
	return n
}

func TestArchivesTakeEveryDocumentOfTheSyntheticStudy(t *testing.T) {
	for version, schema := range map[string]string{"2.5": "ddi-codebook-2.5/ddi_codebook_2_5.xsd", "2.6": "ddi-codebook-2.6/codebook.xsd"} {
		schema := judge.Standards.Need(t, "schemas", schema)
		o := Options{Formats: []Format{DDI}, Language: "ru"}
		if version == "2.6" {
			o.DDI = "2.6"
		}
		dir, files, _ := exported(t, o)
		n := 0
		for _, f := range files {
			if !strings.HasSuffix(f.Name, ".xml") {
				continue
			}
			n++
			judge.Ask(t, string(dir), "", "xmllint", "--noout", "--nonet", "--schema", schema, f.Name)
			if version == "2.5" {
				profile := map[bool]string{true: "cdc25_profile.xml", false: "eqb25_profile.xml"}[strings.HasPrefix(f.Name, "ddi")]
				meetsProfile(t, dir, profile, f.Name)
			}
		}
		if n != 6 {
			t.Errorf("%d documents are written, want two for each of three waves", n)
		}
	}
}

// meetsProfile asks for each path that the profile requires whether the
// document has it.
func meetsProfile(t *testing.T, dir folder, name, document string) {
	t.Helper()
	data, err := os.ReadFile(judge.Standards.Need(t, "schemas", "cessda-profiles", name))
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Namespaces []struct {
			Prefix string `xml:"XMLPrefix"`
			Name   string `xml:"XMLNamespace"`
		} `xml:"XMLPrefixMap"`
		Used []struct {
			Path     string `xml:"xpath,attr"`
			Required bool   `xml:"isRequired,attr"`
		} `xml:"Used"`
	}
	if err := xml.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	var commands strings.Builder
	for _, n := range p.Namespaces {
		fmt.Fprintf(&commands, "setns %s=%s\n", n.Prefix, n.Name)
	}
	var required []string
	for _, u := range p.Used {
		if u.Required {
			fmt.Fprintf(&commands, "xpath boolean(%s)\n", u.Path)
			required = append(required, u.Path)
		}
	}
	verdicts := regexp.MustCompile("Object is a Boolean : (true|false)").FindAllStringSubmatch(judge.Ask(t, string(dir), commands.String(), "xmllint", "--nonet", "--shell", document), -1)
	if len(verdicts) != len(required) {
		t.Fatalf("%s: %d of %d paths have a verdict", document, len(verdicts), len(required))
	}
	for i, v := range verdicts {
		if v[1] != "true" {
			t.Errorf("%s lacks %s, which %s requires", document, required[i], name)
		}
	}
}
