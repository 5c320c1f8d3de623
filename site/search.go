package site

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sojourn/library"
	"sojourn/library/words"
	"sojourn/study"
)

// The scripts of the search, the only ones that a page of the site has.
//
//go:embed find/*.js
var scripts embed.FS

const (
	// mostSearched is how many works the index of the exported search holds, the
	// newest; it bounds what a browser loads.
	mostSearched = 20000
	perBlock     = 100 // cards in a file
	perShard     = 60  // works for each file of words
	mostShards   = 256
	mostText     = 200 // letters of an abstract on a card
)

// An index is the search of the exported site: words by stem, cards in blocks,
// and what the filters ask. Its files are scripts that hand their content over.
type index struct {
	works  []library.Work // newest first
	shards []map[string]*postings
	files  map[string][]byte
}

// postings are the works in which a stem stands, each list rising.
type postings struct{ titles, texts []int }

// searchIndex makes the index of the content, once.
func (p *Public) searchIndex() *index {
	p.once.Do(func() { p.index = newIndex(p.view) })
	return p.index
}

func newIndex(v *view) *index {
	x := &index{files: map[string][]byte{}}
	for _, i := range v.newest[:min(len(v.newest), mostSearched)] {
		x.works = append(x.works, v.Works[i])
	}
	x.shards = make([]map[string]*postings, min(mostShards, 1+len(x.works)/perShard))
	for i := range x.shards {
		x.shards[i] = map[string]*postings{}
	}
	x.post()
	for i, shard := range x.shards {
		x.put("w"+strconv.Itoa(i), written(shard))
	}
	for n, block := range blocksOf(x.works) {
		x.put("c"+strconv.Itoa(n), cards(block))
	}
	x.put("facts", facts(x.works))
	x.shards = nil
	for _, name := range []string{"stem", "search"} {
		script, err := scripts.ReadFile("find/" + name + ".js")
		if err != nil {
			panic(err) // embedded: a fault of the build
		}
		x.files[name] = script
	}
	return x
}

func blocksOf(works []library.Work) [][]library.Work {
	return slices.Collect(slices.Chunk(works, perBlock))
}

// put writes a file of the index.
func (x *index) put(name string, content any) {
	var b bytes.Buffer
	b.WriteString("sojournIndex(" + strconv.Quote(name) + ",")
	enc := json.NewEncoder(&b) // escapes what would end a script
	if err := enc.Encode(content); err != nil {
		panic(err) // texts and numbers alone: a fault of the program
	}
	b.Truncate(b.Len() - 1)
	b.WriteString(");\n")
	x.files[name] = b.Bytes()
}

// post notes the stems of every work.
func (x *index) post() {
	for n, w := range x.works {
		title, text := words.Card(w)
		x.add(title, n, func(p *postings) *[]int { return &p.titles })
		x.add(text, n, func(p *postings) *[]int { return &p.texts })
	}
}

func (x *index) add(text string, n int, in func(*postings) *[]int) {
	for _, t := range words.Tokens(text) {
		shard := x.shards[shardOf(t.Stem, len(x.shards))]
		p := shard[t.Stem]
		if p == nil {
			p = &postings{}
			shard[t.Stem] = p
		}
		if list := in(p); len(*list) == 0 || (*list)[len(*list)-1] != n {
			*list = append(*list, n)
		}
	}
}

// shardOf is the file that has a stem: FNV-1a over its letters, as the script has it.
func shardOf(stem string, shards int) int {
	h := uint32(2166136261)
	for _, r := range stem {
		h = (h ^ uint32(r)) * 16777619
	}
	return int(h % uint32(shards))
}

// written writes works as steps from one to the next, those with the stem in
// the title before a bar.
func written(shard map[string]*postings) map[string]string {
	steps := func(list []int) string {
		parts, at := make([]string, len(list)), -1
		for i, n := range list {
			parts[i], at = strconv.FormatInt(int64(n-at), 36), n
		}
		return strings.Join(parts, " ")
	}
	out := make(map[string]string, len(shard))
	for stem, p := range shard {
		out[stem] = steps(p.titles) + "|" + steps(p.texts)
	}
	return out
}

// cards are what a result shows: name, title, language, details, beginning of the abstract.
func cards(works []library.Work) [][]string {
	out := make([][]string, len(works))
	for i, w := range works {
		details := slices.DeleteFunc([]string{authors(w, 4), string(w.Date)}, func(s string) bool { return s == "" })
		out[i] = []string{string(w.ID), w.Title, string(w.Language), strings.Join(details, " · "), beginning(w.AbstractText(), mostText)}
	}
	return out
}

// beginning is the first part of a text, cut between words.
func beginning(text string, most int) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	short := string(runes[:most])
	if at := strings.LastIndexByte(short, ' '); at > 0 {
		short = short[:at]
	}
	return short + " …"
}

// searchFacts are what the filters ask, a place for each work.
type searchFacts struct {
	Years     []int    `json:"years"`
	People    []int    `json:"people"`
	Countries []string `json:"countries"`
	Methods   []string `json:"methods"`
}

func facts(works []library.Work) searchFacts {
	var f searchFacts
	for _, w := range works {
		kind := ""
		if w.Method != nil {
			kind = w.Method.Kind
		}
		f.Years, f.People = append(f.Years, w.Date.Year()), append(f.People, w.N())
		f.Countries, f.Methods = append(f.Countries, strings.Join(w.Countries, " ")), append(f.Methods, kind)
	}
	return f
}

// names lists the files of the index.
func (x *index) names() []string {
	var names []string
	for name := range x.files {
		names = append(names, "find/"+name+".js")
	}
	slices.Sort(names)
	return names
}

// script gives a file of the index.
func (p *Public) script(name string) ([]byte, error) {
	if path.Dir(name) == "find" {
		if data, ok := p.searchIndex().files[strings.TrimSuffix(path.Base(name), ".js")]; ok {
			return data, nil
		}
	}
	return nil, study.ErrNotFound
}

// seekPage is the page of the search.
type seekPage struct {
	setting
	Works, Left, Shards, Block int
	Methods, Countries         []count
	Words                      string // JSON: what the script says
}

func (p *Public) seekPage(s setting) (fragment, error) {
	x := p.searchIndex()
	page := seekPage{setting: s, Works: len(x.works), Left: len(p.view.Works) - len(x.works), Block: perBlock}
	for name := range x.files {
		if strings.HasPrefix(name, "w") {
			page.Shards++
		}
	}
	for _, g := range p.view.countries {
		page.Countries = append(page.Countries, count{Name: s.Country(g.Key), Href: g.Key})
	}
	slices.SortFunc(page.Countries, func(a, b count) int { return strings.Compare(a.Name, b.Name) })
	for _, g := range p.view.group(methodsOf, strings.ToLower) {
		page.Methods = append(page.Methods, count{Name: g.Name})
	}
	say, err := json.Marshal(map[string]string{"found": s.Say("search.n"), "nothing": s.Say("search.nothing"), "broken": s.Say("search.broken")})
	if err != nil {
		return fragment{}, fmt.Errorf("site: search: %w", err)
	}
	page.Words = string(say)
	f, err := s.filled("seek", s.Say("search.go"), page)
	f.Scripts = true
	return f, err
}

func methodsOf(w library.Work) []string {
	if w.Method == nil || w.Method.Kind == "" {
		return nil
	}
	return []string{w.Method.Kind}
}

// A kept index is made when somebody asks for it first.
type kept struct {
	once  sync.Once
	index *index
}
