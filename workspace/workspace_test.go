package workspace

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/staff"
	"sojourn/store"
	"sojourn/study"
)

const smallStudy = `
id: small
title: {en: Small}
languages: [en]
population: {en: nobody}
sampling: {en: none}
waves:
  - number: 1
    title: {en: First}
    instrument: wave1.md
    doors: [{kind: open, opens: 2022-01-01, closes: 2022-12-31}]
samples: [{name: all, title: {en: all}, waves: [1], min: 1}]
completion: {partial: 0.5, complete: 0.8}
disclosure: {min_cell: 10, min_base: 30}
consent: [{version: 1, text: {en: "Yes?"}}]
keys: {answers: [%s], contact: []}
`

const smallInstrument = `
## survey
| type | name | label::English (en) |
| --- | --- | --- |
| begin_group | page | Page |
| integer | age | Age |
| end_group | | |

## settings
| form_id | version | default_language |
| --- | --- | --- |
| small | 1 | en |
`

// A rig is a field with a desk beside it.
type rig struct {
	*testing.T
	project *Project
	field   Field
	db      *store.DB
	key     custody.Identity
}

func newRig(t *testing.T) *rig {
	t.Helper()
	key, err := custody.NewIdentity(custody.Answers, "2022-01-01")
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{T: t, key: key}
	r.serve(filepath.Join(t.TempDir(), "data"))
	r.project = r.desk()
	return r
}

// serve lets the field run on a folder.
func (r *rig) serve(data string) {
	r.Helper()
	db, err := store.Open(data)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { db.Close() })
	server := httptest.NewServer(staff.New(db, staff.Tokens{Desk: "token"}, nil))
	r.Cleanup(server.Close)
	r.db, r.field = db, Field{Address: server.URL, Token: "token"}
}

// desk opens the study folder anew, in a place of its own.
func (r *rig) desk() *Project {
	r.Helper()
	dir := r.TempDir()
	for name, text := range map[string]string{"study.yaml": fmt.Sprintf(smallStudy, r.key.Public()), "wave1.md": smallInstrument} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			r.Fatal(err)
		}
	}
	p, _, err := Open(dir)
	if err != nil {
		r.Fatal(err)
	}
	return p
}

// receive puts a finished response into the field.
func (r *rig) receive(who string, age int) {
	r.Helper()
	key, err := seal.NewDraftKey(rand.Reader)
	if err != nil {
		r.Fatal(err)
	}
	to, err := fieldwork.Recipients(r.project.Study)
	if err != nil {
		r.Fatal(err)
	}
	e, err := fieldwork.SealResponse(fieldwork.Response{Study: "small", Wave: 1, Form: "small", Version: "1", Panelist: panel.ID(who), Language: "en",
		Day: "2022-03-01", Finished: true, Answers: instrument.Answers{"age": {Values: []string{fmt.Sprint(age)}}}}, key, seal.Final, to)
	if err != nil {
		r.Fatal(err)
	}
	if err := r.db.Add(context.Background(), []seal.Envelope{e}); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) sync(p *Project) Synced {
	r.Helper()
	all, err := p.Sync(context.Background(), r.field, nil)
	if err != nil {
		r.Fatal(err)
	}
	return all[0]
}

func (r *rig) open(p *Project) Opened {
	r.Helper()
	all, err := p.OpenEnvelopes([]custody.Identity{r.key}, nil)
	if err != nil {
		r.Fatal(err)
	}
	return all[0]
}

func TestSyncGoesOnWhereItStopped(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	r.receive("b", 40)
	if s := r.sync(r.project); s.New != 2 || s.All != 2 || len(s.Breaks) > 0 {
		t.Errorf("the first sync brings %+v", s)
	}
	r.receive("c", 50)
	if s := r.sync(r.project); s.New != 1 || s.All != 3 {
		t.Errorf("the second sync brings %+v", s)
	}
	if o := r.open(r.project); o.New != 3 {
		t.Errorf("first opened: %+v", o)
	}
	if o := r.open(r.project); o.New != 0 || o.Finished != 3 {
		t.Errorf("opened again: %+v", o)
	}
}

func TestWhatIsNewAddsUpWithWhatIsOpen(t *testing.T) {
	body := func(n byte) seal.Hash { return seal.Hash{n} }
	led := fieldwork.Response{Out: "minors"}
	records := []record{
		{Key: "a", Kind: seal.Final, Body: body(1)}, {Key: "a", Kind: seal.Revision, Body: body(2)}, // sent twice
		{Key: "b", Kind: seal.Final, Body: body(3)}, {Key: "b", Kind: seal.Partial, Body: body(4)}, // finished meanwhile
		{Key: "c", Kind: seal.Partial, Body: body(5)}, {Key: "d", Kind: seal.Final, Body: body(6), Response: led}}
	var first, second Opened
	first.count(slices.Clone(records), nil)
	if first.Finished != 2 || first.Partial != 1 || first.Out != 1 || first.New != 3 {
		t.Errorf("at first %+v", first)
	}
	second.count(records, map[seal.Hash]record{body(4): records[3], body(9): {Key: "c", Kind: seal.Partial, Body: body(9)}})
	if second.Finished != 2 || second.Partial != 1 || second.New != 1 {
		t.Errorf("after b and c were open as partial %+v", second)
	}
}

func TestOneBadEnvelopeIsListedAndSkipped(t *testing.T) {
	r := newRig(t)
	for i, who := range []string{"a", "b", "c"} {
		r.receive(who, 30+i)
	}
	r.sync(r.project)
	name := r.project.path(finishedName(1)...)
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	at := strings.Index(lines[1], `"body":"`) + 2000
	lines[1] = lines[1][:at] + swapped(lines[1][at]) + lines[1][at+1:]
	if err := os.WriteFile(name, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	o := r.open(r.project)
	if o.Finished != 2 || len(o.Refused) != 1 || !strings.Contains(o.Refused[0], "envelope 2 of wave 1") {
		t.Errorf("opened %+v", o)
	}
	if s := r.sync(r.project); len(s.Breaks) == 0 {
		t.Error("the altered envelope is not named by the chain")
	}
	if all, err := r.project.Status(); err != nil || all[0].Opened != 2 || len(all[0].Refused) != 1 || len(all[0].Breaks) == 0 {
		t.Errorf("the status is %+v, %v", all, err)
	}
}

func swapped(c byte) string {
	if c == 'A' {
		return "B"
	}
	return "A"
}

func TestTheWrongKeyIsNamedAndWhatWasOpenStaysOpen(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	r.sync(r.project)
	r.open(r.project)
	r.receive("b", 40)
	r.sync(r.project)
	other, err := custody.NewIdentity(custody.Answers, "2022-01-01")
	if err != nil {
		t.Fatal(err)
	}
	all, err := r.project.OpenEnvelopes([]custody.Identity{other}, nil)
	if err != nil || all[0].Finished != 1 || len(all[0].Refused) != 1 {
		t.Errorf("with another key: %+v, %v", all, err)
	}
	if _, err := r.desk().OpenEnvelopes([]custody.Identity{other}, nil); err != nil {
		t.Errorf("with nothing to open: %v", err)
	}
	if o := r.open(r.project); o.Finished != 2 {
		t.Errorf("with the right key again: %+v", o)
	}
}

// TestWhatWasOpenedOfAnAnswerStaysWhenTheNextPartOfItDoesNotOpen has the key
// change while somebody is answering.
func TestWhatWasOpenedOfAnAnswerStaysWhenTheNextPartOfItDoesNotOpen(t *testing.T) {
	r := newRig(t)
	r.receive("a", 30)
	r.sync(r.project)
	draft, err := seal.NewDraftKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	partial := func(p *Project) {
		t.Helper()
		to, err := fieldwork.Recipients(p.Study)
		if err != nil {
			t.Fatal(err)
		}
		e, err := fieldwork.SealResponse(fieldwork.Response{Study: "small", Wave: 1, Form: "small", Version: "1", Panelist: "b", Language: "en", Day: "2022-03-01"}, draft, seal.Partial, to)
		if err != nil {
			t.Fatal(err)
		}
		line, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.project.write(append(line, '\n'), partialName(1)...); err != nil {
			t.Fatal(err)
		}
	}
	partial(r.project)
	if o := r.open(r.project); o.Partial != 1 || len(o.Refused) > 0 {
		t.Fatalf("first opened: %+v", o)
	}
	former := r.key
	if r.key, err = custody.NewIdentity(custody.Answers, "2022-01-01"); err != nil {
		t.Fatal(err)
	}
	partial(r.desk())
	r.key = former
	for range 2 {
		if o := r.open(r.project); o.Finished != 1 || o.Partial != 1 || len(o.Refused) != 1 {
			t.Errorf("with the former key: %+v", o)
		}
	}
}

func TestTheOrderOfArrivalDoesNotChangeTheCut(t *testing.T) {
	people := []string{"a", "b", "c", "d"}
	var hashes []string
	for range 2 {
		r := newRig(t)
		for _, who := range people {
			r.receive(who, int(who[0]))
		}
		slices.Reverse(people)
		r.sync(r.project)
		r.open(r.project)
		cut, err := r.project.MakeCut()
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(r.project.path("cuts", cut.Hash, "data.parquet"))
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, cut.Hash+seal.HashOf(data).String())
		again, err := r.project.Cut("")
		if err != nil || again.Hash != cut.Hash || again.Data.Rows != 4 {
			t.Errorf("the cut is read back as %+v, %v", again, err)
		}
	}
	if hashes[0] != hashes[1] {
		t.Error("the same answers in another order give another cut")
	}
}

func TestAPrivateKeyInTheStudyFolderIsFound(t *testing.T) {
	r := newRig(t)
	if ps := PrivateKeys(r.project.Dir); len(ps) != 0 {
		t.Errorf("found %v where there is none", ps)
	}
	var open strings.Builder
	if err := r.key.Write(&open); err != nil {
		t.Fatal(err)
	}
	locked, err := r.key.Lock("some words to lock it", 10)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"open": open.String(), "locked": string(locked)} {
		name := filepath.Join(r.project.Dir, "old", "answers.key")
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if ps := PrivateKeys(r.project.Dir); len(ps) != 1 || strings.Contains(ps.Error(), "AGE-SECRET") {
			t.Errorf("%s: found %v", what, ps)
		}
		if err := Check(r.project.Dir).Err(); err == nil {
			t.Errorf("%s: the check passes a folder with a private key in it", what)
		}
	}
}

func TestADamagedPublicKeyIsNamedWithItsList(t *testing.T) {
	r := newRig(t)
	damaged := strings.Replace(fmt.Sprintf(smallStudy, r.key.Public()), "age1pq1", "age1pqX1", 1)
	cut := fmt.Sprintf(smallStudy, r.key.Public()[:len(r.key.Public())-4])
	for what, text := range map[string]string{"a letter changed": damaged, "four letters lost": cut} {
		if err := os.WriteFile(filepath.Join(r.project.Dir, study.File), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Check(r.project.Dir).Err(); err == nil || !strings.Contains(err.Error(), "keys.answers") || !strings.Contains(err.Error(), "sojourn key show") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestALanguageInWhichNothingIsWordedIsNamed(t *testing.T) {
	r := newRig(t)
	text := strings.Replace(fmt.Sprintf(smallStudy, r.key.Public()), "languages: [en]", "languages: [en, ka]", 1)
	if err := os.WriteFile(filepath.Join(r.project.Dir, study.File), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if ps := Check(r.project.Dir); !slices.ContainsFunc(ps, func(p study.Problem) bool { return p.Code == "missing-language" && p.Column == "label::ka" }) {
		t.Errorf("%v", ps)
	}
}

func TestAStudyWithoutAnswersHasNoCut(t *testing.T) {
	r := newRig(t)
	if _, err := r.project.MakeCut(); err == nil || !strings.Contains(err.Error(), "sojourn sync") {
		t.Errorf("a cut of nothing gives %v", err)
	}
	if _, err := r.project.LatestCut(); err != study.ErrNotFound {
		t.Errorf("the latest cut is %v", err)
	}
}

func TestTheCheckFollowsEveryNameToWhatItNames(t *testing.T) {
	r := newRig(t)
	write := func(files map[string]string) {
		for name, text := range files {
			path := filepath.Join(r.project.Dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(map[string]string{
		"estimates.yaml":        "estimates: [{name: age, measure: mean, item: age, waves: [1], sample: all}]",
		"figures.yaml":          "figures: [{name: age, kind: bars, estimate: age}]",
		"reports/r/report.yaml": "title: {en: R}\nauthors: [{name: {en: A}}]\ndate: 2022-04-01\neditions: [en]",
		"reports/r/en.md":       "The mean age is {{age}}, of the young {{age wave=1 show=interval}}, of {{sample all show=n}}; see figure {{figure age}}.\n\n{{figure age}}\n\n{{table age}}\n",
	})
	if err := Check(r.project.Dir).Err(); err != nil {
		t.Fatalf("a sound folder: %v", err)
	}
	for want, change := range map[string]map[string]string{
		`no sample "some"`:                        {"estimates.yaml": "estimates: [{name: age, measure: mean, item: age, waves: [1], sample: some}]"},
		"height":                                  {"estimates.yaml": "estimates: [{name: age, measure: mean, item: height, waves: [1], sample: all}]"},
		`no estimate "weight"`:                    {"figures.yaml": "figures: [{name: age, kind: bars, estimate: weight}]"},
		`measure "median_of_all"`:                 {"estimates.yaml": "estimates: [{name: age, measure: median_of_all, item: age, waves: [1], sample: all}]"},
		`no estimate named "aeg"`:                 {"reports/r/en.md": "The mean age is {{aeg}}."},
		"show=mode is not known":                  {"reports/r/en.md": "The mean age is {{age show=mode}}."},
		"no figure named":                         {"reports/r/en.md": "{{figure aeg}}\n"},
		"no figure and no estimate":               {"reports/r/en.md": "{{table aeg}}\n"},
		"no wave 9":                               {"reports/r/en.md": "In {{wave 9}}."},
		"17 % is typed by hand":                   {"reports/r/en.md": "It is 17 %."},
		"no work":                                 {"reports/r/en.md": "As said before [@nobody]."},
		"among the languages of the study":        {"reports/r/report.yaml": "title: {en: R, ru: R}\nauthors: [{name: {en: A, ru: A}}]\ndate: 2022-04-01\neditions: [en, ru]"},
		"edition in ru is listed and has no text": {"reports/r/report.yaml": "title: {en: R, ru: R}\nauthors: [{name: {en: A, ru: A}}]\ndate: 2022-04-01\neditions: [en, ru]"},
	} {
		kept := map[string]string{}
		for name := range change {
			data, err := os.ReadFile(filepath.Join(r.project.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			kept[name] = string(data)
		}
		write(change)
		if ps := Check(r.project.Dir); ps.Err() == nil || !strings.Contains(ps.Error(), want) || strings.Count(ps.Error(), want) > 1 {
			t.Errorf("a fault that should read %s gives %v", want, ps)
		}
		write(kept)
	}
}
