package archive

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sojourn/archive/text"
	"sojourn/internal/judge"
	"sojourn/library"
	"sojourn/study"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == text.ChildCommand {
		if err := text.Child(os.Args[2], os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func emptyLibrary(t testing.TB) *Library {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, study.File), []byte("id: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func put(t testing.TB, l *Library, works ...library.Work) {
	t.Helper()
	for _, w := range works {
		if err := l.Put(w); err != nil {
			t.Fatal(err)
		}
	}
}

func pdfReader(t testing.TB) text.Reader {
	t.Helper()
	r, err := text.Standard()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func indexed(t testing.TB, l *Library) *Index {
	t.Helper()
	x, err := OpenIndex(l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	update(t, x)
	return x
}

func update(t testing.TB, x *Index) study.Problems {
	t.Helper()
	ps, err := x.Update(context.Background(), pdfReader(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

func found(t testing.TB, x *Index, query string, f library.Filter) string {
	t.Helper()
	r, err := x.Search(context.Background(), query, f, 0, 20)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range r.Hits {
		ids = append(ids, string(h.Work.ID))
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

var shelf = []library.Work{
	{ID: "a", Title: "Housing of newcomers", Date: "2022", Language: "en", Countries: []string{"GE"}, Method: &library.Method{Kind: "survey", N: 1200}, Abstract: study.Text{"en": "On discrimination by landlords."}},
	{ID: "b", Title: "Ожидание", Date: "2023", Language: "ru", Countries: []string{"GE", "RS"}, Method: &library.Method{Kind: "interviews", N: 30}, Abstract: study.Text{"ru": "О дискриминации при найме жилья."}, Population: study.Text{"en": "Students abroad"}},
	{ID: "c", Title: "Discriminations", Language: "en"},
}

func TestAQuotationMarkThatIsNotClosedIsToldAndClosesAtTheEnd(t *testing.T) {
	l := emptyLibrary(t)
	put(t, l, shelf...)
	x := indexed(t, l)
	for query, unclosed := range map[string]bool{`newcomers "housing of`: true, `«housing of newcomers`: true, `"housing of" newcomers`: false, `housing`: false, ``: false} {
		r, err := x.Search(context.Background(), query, library.Filter{}, 0, 20)
		if err != nil || r.Unclosed != unclosed {
			t.Errorf("%s: %v, %v", query, r.Unclosed, err)
		}
	}
	if got := found(t, x, `newcomers "housing of`, library.Filter{}); got != found(t, x, `newcomers "housing of"`, library.Filter{}) || got != "a" {
		t.Errorf("found is %q", got)
	}
}

func TestWordsAreFoundInAllTheirFormsAndFiltersNarrow(t *testing.T) {
	l := emptyLibrary(t)
	put(t, l, shelf...)
	x := indexed(t, l)
	tests := []struct {
		query  string
		filter library.Filter
		want   string
	}{
		{"discrimination", library.Filter{}, "a c"},
		{"дискриминация", library.Filter{}, "b"},
		{"landlord housing", library.Filter{}, "a"},
		{"landlord waiting", library.Filter{}, ""},
		{"landlords discrimination", library.Filter{}, "a"},
		{`"by landlords"`, library.Filter{}, "a"},
		{`«landlords by»`, library.Filter{}, ""},
		{"", library.Filter{}, "a b c"},
		{"", library.Filter{Country: "GE"}, "a b"},
		{"", library.Filter{From: 2023}, "b"},
		{"", library.Filter{MinN: 100}, "a"},
		{"", library.Filter{MaxN: 100}, "b"},
		{"", library.Filter{Method: "Interviews"}, "b"},
		{"", library.Filter{Population: "students"}, "b"},
		{"discrimination", library.Filter{To: 2022}, "a"},
		{`" AND OR NEAR( * ^ title:`, library.Filter{}, ""},
		{"(((", library.Filter{}, "a b c"},
	}
	for _, tt := range tests {
		if got := found(t, x, tt.query, tt.filter); got != tt.want {
			t.Errorf("%q with %+v finds %q, want %q", tt.query, tt.filter, got, tt.want)
		}
	}
}

func TestTheIndexFollowsTheFiles(t *testing.T) {
	l := emptyLibrary(t)
	put(t, l, shelf...)
	x := indexed(t, l)
	changed := shelf[0]
	changed.Abstract = study.Text{"en": "On kindness."}
	put(t, l, changed)
	if err := os.Remove(l.path("c")); err != nil {
		t.Fatal(err)
	}
	update(t, x)
	if got := found(t, x, "discrimination", library.Filter{}); got != "" {
		t.Errorf("what is gone is still found: %s", got)
	}
	if got := found(t, x, "kind kindness", library.Filter{}); got != "a" {
		t.Errorf("what is new is found as %q", got)
	}
}

func TestAFileThatIsNoWorkIsListedAndHidesNoOther(t *testing.T) {
	l := emptyLibrary(t)
	put(t, l, shelf...)
	if err := os.WriteFile(filepath.Join(l.Dir, library.Dir, "bad.md"), []byte("---\ntitle: [\n---\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	works, ps, err := l.Works()
	if err != nil || len(works) != 3 || !strings.Contains(ps.Error(), "library/bad.md row 2") {
		t.Errorf("%d works, %v, %v", len(works), ps, err)
	}
}

func TestAnEditKeepsWhatItsAuthorWroteAndOverwritesNobody(t *testing.T) {
	l := emptyLibrary(t)
	put(t, l, shelf[0])
	_, version, err := l.Source("a")
	if err != nil {
		t.Fatal(err)
	}
	const edited = "---\n# why we keep it\ntitle:   Housing   \n---\nWords.\n"
	if err := l.Replace("a", version, []byte(edited)); err != nil {
		t.Fatal(err)
	}
	if text, _, _ := l.Source("a"); string(text) != edited {
		t.Errorf("the file became %q", text)
	}
	if err := l.Replace("a", version, []byte(edited)); err == nil || !strings.Contains(err.Error(), "somebody else") {
		t.Errorf("an old version overwrites: %v", err)
	}
	_, version, _ = l.Source("a")
	if err := l.Replace("a", version, []byte("---\ntitel: x\n---\n")); err == nil || !strings.Contains(err.Error(), "titel") {
		t.Errorf("a file that is no work is taken: %v", err)
	}
	if err := l.Replace("../study", version, nil); err == nil {
		t.Error("a file outside of the library can be written")
	}
}

func TestALocalFileIsAttachedOnceByItsHash(t *testing.T) {
	l := emptyLibrary(t)
	put(t, l, shelf[0], library.Work{ID: "two", Title: "Two", Editions: []library.Edition{{Language: "en"}, {Language: "ru"}}})
	name := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(name, []byte("%PDF-1.4 not really"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := l.Attach("a", "", name, "2026-11-22"); err != nil {
			t.Fatal(err)
		}
	}
	w, _ := l.Work("a")
	if c := w.Copies(); len(c) != 1 || c[0].Media != "application/pdf" || c[0].From != "file report.pdf" || c[0].Saved != "2026-11-22" {
		t.Errorf("%+v", c)
	}
	if _, err := l.Attach("two", "", name, "2026-11-22"); err == nil || !strings.Contains(err.Error(), "--language") {
		t.Errorf("an edition is guessed: %v", err)
	}
	if _, err := l.Attach("two", "ru", name, "2026-11-22"); err != nil {
		t.Error(err)
	}
}

// TestTheStudysOwnPapersAreFoundByPage attaches the PDFs of the field, where
// they are at hand.
func TestTheStudysOwnPapersAreFoundByPage(t *testing.T) {
	pdfs := judge.Study.Need(t, "pdf")
	l := emptyLibrary(t)
	candidates, _, err := l.Propose(judge.Study.Need(t, "seed.md"))
	if err != nil || len(candidates) != 4 {
		t.Fatalf("%d works, %v", len(candidates), err)
	}
	files := []struct {
		work int
		lang study.Lang
		pdf  string
	}{{0, "", "mmc"}, {1, "", "w1"}, {2, "", "w2"}, {3, "en", "w3en"}, {3, "ru", "w3ru"}}
	for _, c := range candidates {
		put(t, l, c.Work)
	}
	for _, f := range files {
		if _, err := l.Attach(candidates[f.work].Work.ID, f.lang, filepath.Join(pdfs, f.pdf+".pdf"), "2026-11-22"); err != nil {
			t.Fatal(err)
		}
	}
	x := indexed(t, l)
	for query, want := range map[string][]int{"дискриминация": {1, 3}, "discrimination": {2, 3}} {
		r, err := x.Search(context.Background(), query, library.Filter{}, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		var got []library.ID
		for _, h := range r.Hits {
			got = append(got, h.Work.ID)
			for _, p := range h.Places {
				t.Logf("%s: %s edition %d page %d: %v", query, h.Work.ID, p.Edition, p.Page, p.Snippet)
				if p.Page > 0 && h.Work.ID == candidates[3].Work.ID && (p.Edition == 0) != (query == "discrimination") {
					t.Errorf("%s is found in edition %d", query, p.Edition)
				}
			}
		}
		for _, i := range want {
			if !slices.Contains(got, candidates[i].Work.ID) {
				t.Errorf("%s is not found in %s, only in %v", query, candidates[i].Work.ID, got)
			}
		}
	}
}

// manyWorks fills a library with made-up works.
func manyWorks(t testing.TB, l *Library, n int) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(l.Dir, library.Dir), 0o755); err != nil {
		t.Fatal(err)
	}
	topics := strings.Fields("housing work school language return border family health money friends")
	subjects := strings.Fields("newcomers students workers families artists programmers teachers nurses writers drivers")
	for i := range n {
		a, b := subjects[i%10], topics[i/10%10]
		w := library.Work{ID: library.ID(fmt.Sprintf("w%05d", i)), Type: library.Report, Title: fmt.Sprintf("%s and %s, part %d", a, b, i), Date: library.Date(fmt.Sprint(1990 + i%35)), Language: "en",
			Authors: []library.Name{{Family: fmt.Sprintf("Author%d", i%977), Given: "A."}}, Countries: []string{[]string{"GE", "RS", "KZ", "AM", "TR"}[i%5]}, Topics: []string{b},
			Abstract: study.Text{"en": fmt.Sprintf("A survey of %s about %s in number %d. The respondents told of discrimination, of %s and of what they hope for.", a, b, i, topics[i/100%10]),
				"ru": fmt.Sprintf("Опрос номер %d: респонденты рассказали о дискриминации и надеждах.", i)}}
		text, err := w.Write()
		if err == nil {
			err = os.WriteFile(l.path(w.ID), text, 0o600) // not made durable: 20,000 of them
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	l := emptyLibrary(b)
	manyWorks(b, l, 20000)
	start := time.Now()
	x := indexed(b, l)
	b.Logf("20,000 works indexed in %s", time.Since(start).Round(time.Millisecond))
	for name, query := range map[string]string{"in every work": "discrimination", "in a tenth": "nurses housing", "in one": "1234 nurses", "in Russian, in every work": "дискриминация надежды", "by filter": ""} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Search(context.Background(), query, library.Filter{From: 2000, Country: "GE"}, 0, 20); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestAFileThatIsCalledAPDFAndIsNoneIsRefused(t *testing.T) {
	l := emptyLibrary(t)
	put(t, l, library.Work{ID: "road", Title: "Road", Editions: []library.Edition{{Language: "en"}}})
	for content, what := range map[string]string{"": "empty", "<!doctype html><p>Log in": "web page", "a note": "is none"} {
		if _, err := l.AttachData("road", "en", "paper.PDF", []byte(content), "2026-11-22"); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("a .pdf that is %q: %v", content, err)
		}
	}
}

func TestAttachingKeepsTheCommentsOfAWorksFile(t *testing.T) {
	l := emptyLibrary(t)
	text := "---\n# ask Ana\ntitle:   Road # as on the cover\neditions:\n- language: en\n---\n\nNotes.\n"
	if err := writeFile(l.path("road"), []byte(text)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.AttachData("road", "en", "a.pdf", []byte("%PDF-1.4"), "2026-11-22"); err != nil {
		t.Fatal(err)
	}
	got, _, err := l.Source("road")
	if err != nil || !strings.HasPrefix(string(got), "---\n# ask Ana\ntitle:   Road # as on the cover\n") || !strings.Contains(string(got), "media: application/pdf") || !strings.HasSuffix(string(got), "---\n\nNotes.\n") {
		t.Errorf("%v\n%s", err, got)
	}
}

func TestAFindingIsAddedUnderTheOthersInTheirColumns(t *testing.T) {
	l := emptyLibrary(t)
	name := filepath.Join(l.Dir, filepath.FromSlash(library.FindingsFile))
	f := library.Finding{Work: "road", Page: 3, LabelEN: "Has work, of any kind", Value: "44.5", Unit: "percent"}
	if err := l.AddFinding(f); err != nil {
		t.Fatal(err)
	}
	own := "\ufeffid,source,value, label_en ,checked by\r\nroad-001,road,41,\"Of \"\"all\"\"\",Ana"
	if err := os.WriteFile(name, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.AddFinding(f); err == nil || !strings.Contains(err.Error(), "add the column") {
		t.Errorf("a column that the table lacks: %v", err)
	}
	if err := l.AddFinding(library.Finding{Work: "road", LabelEN: "Has work, of any kind", Value: "44.5"}); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(name); err != nil || string(got) != own+"\nroad-002,road,44.5,\"Has work, of any kind\",\r\n" {
		t.Errorf("%v %q", err, got)
	}
	for _, bad := range []library.Finding{{Work: "road"}, {ID: "road-001", Work: "road", Value: "1"}, {Work: "../x", Value: "1"}} {
		if err := l.AddFinding(bad); err == nil {
			t.Errorf("%+v is added", bad)
		}
	}
	if found, _, err := l.Findings(); err != nil || len(found) != 2 {
		t.Errorf("%d findings, %v", len(found), err)
	}
}
