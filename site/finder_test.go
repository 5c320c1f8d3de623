package site

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sojourn/archive"
	"sojourn/archive/text"
	"sojourn/library"
	"sojourn/study"
)

// A question is what somebody asks of a search, as the script takes it.
type question struct {
	Words  string `json:"words"`
	Filter filter `json:"filter"`
}

type filter struct {
	From       int    `json:"from"`
	To         int    `json:"to"`
	Country    string `json:"country"`
	Population string `json:"population"`
	Method     string `json:"method"`
	Min        int    `json:"min"`
	Max        int    `json:"max"`
}

// invented is works of few words in three scripts, so that words meet in every order.
func invented(r *rand.Rand) []library.Work {
	english := strings.Fields("host society trust newcomers discrimination housing work waiting the of and l'été host's")
	russian := strings.Fields("дискриминация дискриминации принимающее общество общества ёлка жильё ожидания работа и в")
	others := strings.Fields("مهاجرت زندگی ქართველი Müller")
	said := func(from []string, n int) string {
		var words []string
		for range n {
			words = append(words, from[r.IntN(len(from))])
		}
		return strings.Join(words, []string{" ", ", ", "-", ". "}[r.IntN(4)])
	}
	var works []library.Work
	for i := range 250 {
		w := library.Work{ID: library.ID(fmt.Sprintf("w%03d", i)), Title: said(slices.Concat(english, russian, others), 1+r.IntN(5)), Date: library.Date(fmt.Sprint(2015 + r.IntN(10))),
			Abstract: study.Text{"en": said(english, r.IntN(30)), "ru": said(russian, 1+r.IntN(30))}, Publisher: said(english, 2), Topics: []string{said(russian, 2)}}
		if i%3 > 0 {
			w.Countries, w.Authors = []string{"GE", "RS"}[:1+r.IntN(2)], []library.Name{{Family: said(others, 1), Given: "Ana"}}
			w.Method = &library.Method{Kind: []string{"survey", "Interviews"}[r.IntN(2)], N: 100 * r.IntN(8)}
		}
		if i%4 > 0 {
			w.Population = study.Text{"en": []string{"Newcomers in Tbilisi", "People over 30"}[r.IntN(2)], "ru": "Приехавшие после 2022"}
		}
		works = append(works, w)
	}
	return works
}

// questions are of words, of words in quotation marks, of both, and of filters.
func questions(r *rand.Rand) []question {
	words := strings.Fields("host societies trusted newcomer discrimination дискриминацией принимающего общества ёлки елка работы waiting of the и مهاجرت müller l’été ქართველი absent constructor")
	all := []question{{Words: `"host society`}, {Words: `«принимающее общество» trust`}, {Words: `""`}, {Words: `"host" "society"`}, {Words: `“host society trust”`}, {Filter: filter{Population: "ТБИЛ"}}, {Filter: filter{Population: "приехавшие ПОСЛЕ"}}, {Filter: filter{Population: "tbilisi"}}, {Filter: filter{Max: 300}}}
	for range 400 {
		var q question
		for n := r.IntN(4); n > 0; n-- {
			word := words[r.IntN(len(words))]
			switch r.IntN(3) {
			case 0:
				word = `"` + word + " " + words[r.IntN(len(words))] + `"`
			case 1:
				word = "«" + word + ", " + words[r.IntN(4)] + " " + words[r.IntN(4)] + "»"
			}
			q.Words += word + " "
		}
		if r.IntN(2) == 0 {
			q.Filter = filter{From: []int{0, 2018}[r.IntN(2)], To: []int{0, 2021}[r.IntN(2)], Country: []string{"", "RS"}[r.IntN(2)], Population: []string{"", "Newcomers", "over", "послЕ 20"}[r.IntN(4)],
				Method: []string{"", "interviews"}[r.IntN(2)], Min: []int{0, 200}[r.IntN(2)], Max: []int{0, 500}[r.IntN(2)]}
		}
		all = append(all, q)
	}
	return all
}

// TestTheExportedSearchFindsWhatTheDeskFinds asks both the same.
func TestTheExportedSearchFindsWhatTheDeskFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	works, asked := invented(r), questions(r)
	dir := t.TempDir()
	err := New(Content{Works: works}).Export(func(name string, data []byte) error { return write(dir, name, data) })
	if err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "questions.json")
	if err := os.WriteFile(file, written, 0o600); err != nil {
		t.Fatal(err)
	}
	lines := node(t, "find.mjs", dir, file)
	if len(lines) != len(asked) {
		t.Fatalf("%d answers to %d questions", len(lines), len(asked))
	}
	x := indexed(t, works)
	some, phrases := 0, 0
	for i, q := range asked {
		f := q.Filter
		found, err := x.Search(context.Background(), q.Words, library.Filter{From: f.From, To: f.To, Country: f.Country, Population: f.Population, Method: f.Method, MinN: f.Min, MaxN: f.Max}, 0, len(works))
		if err != nil {
			t.Fatal(err)
		}
		want, got := make([]string, len(found.Hits)), strings.Fields(lines[i])
		for i, h := range found.Hits {
			want[i] = string(h.Work.ID)
		}
		if len(want) == len(works) && f == (filter{}) {
			want = nil // nothing was asked: the desk lists every work, a page of a search none
		}
		if found.Unclosed {
			want = append(want, "(unclosed)")
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(want, got) {
			t.Errorf("%q with %+v: the desk finds %s, the site %s", q.Words, f, want, got)
		}
		if len(want) > 0 {
			some++
			if strings.ContainsAny(q.Words, `"«`) {
				phrases++
			}
		}
	}
	if some < 100 || phrases < 50 {
		t.Errorf("only %d questions found something, %d of them with words in quotation marks", some, phrases)
	}
}

// indexed is the index of the desk over the works.
func indexed(t *testing.T, works []library.Work) *archive.Index {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, study.File), []byte("id: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	lib, err := archive.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range works {
		if err := lib.Put(w); err != nil {
			t.Fatal(err)
		}
	}
	x, err := archive.OpenIndex(lib)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	if _, err := x.Update(t.Context(), text.Reader{}, nil); err != nil {
		t.Fatal(err)
	}
	return x
}
