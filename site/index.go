package site

import (
	"bytes"
	"embed"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sojourn/library"
	"sojourn/library/words"
	"sojourn/study"
)

// The scripts of the site, those of the search and the one that copies citations.
//
//go:embed find/*.js copy.js
var scripts embed.FS

// copying is the script of a work's page.
const copying = "copy.js"

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
type postings struct{ titles, texts []posting }

// A posting is a work and the places of a stem among its words.
type posting struct {
	work   int
	places []int
}

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
		x.put("w"+strconv.Itoa(i), written(shard, steps))
		x.put("p"+strconv.Itoa(i), written(shard, placed))
	}
	for n, block := range blocksOf(x.works) {
		x.put("c"+strconv.Itoa(n), cards(block))
	}
	x.put("facts", facts(x.works))
	x.put("people", described(x.works))
	x.shards = nil
	for _, name := range []string{"stem", "finder", "search"} {
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
		x.add(title, n, func(p *postings) *[]posting { return &p.titles })
		x.add(text, n, func(p *postings) *[]posting { return &p.texts })
	}
}

func (x *index) add(text string, n int, in func(*postings) *[]posting) {
	for place, t := range words.Tokens(text) {
		shard := x.shards[shardOf(t.Stem, len(x.shards))]
		p := shard[t.Stem]
		if p == nil {
			p = &postings{}
			shard[t.Stem] = p
		}
		list := in(p)
		if len(*list) == 0 || (*list)[len(*list)-1].work != n {
			*list = append(*list, posting{work: n})
		}
		last := &(*list)[len(*list)-1]
		last.places = append(last.places, place)
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

// written writes the postings of each stem, those in titles before a bar.
func written(shard map[string]*postings, as func([]posting) string) map[string]string {
	out := make(map[string]string, len(shard))
	for stem, p := range shard {
		out[stem] = as(p.titles) + "|" + as(p.texts)
	}
	return out
}

// steps writes works as steps from one to the next.
func steps(list []posting) string {
	parts, at := make([]string, len(list)), -1
	for i, p := range list {
		parts[i], at = strconv.FormatInt(int64(p.work-at), 36), p.work
	}
	return strings.Join(parts, " ")
}

// placed writes, for each work that steps has, the places as steps from one to
// the next. Only words in quotation marks ask for them.
func placed(list []posting) string {
	var b strings.Builder
	for i, p := range list {
		if i > 0 {
			b.WriteByte(' ')
		}
		at := -1
		for _, place := range p.places {
			b.WriteString(letters(place - at))
			at = place
		}
	}
	return b.String()
}

// letters writes a number with letters for digits, the last a capital one, so
// that nothing need stand between two numbers.
func letters(n int) string {
	s := string(rune('A' + n%26))
	for n /= 26; n > 0; n /= 26 {
		s = string(rune('a'+n%26)) + s
	}
	return s
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

// people are the populations of works as they are worded, each wording once:
// Of has its number for each work.
type people struct {
	Wordings []string `json:"wordings"`
	Of       []int    `json:"of"`
}

func described(works []library.Work) people {
	p := people{Wordings: []string{""}}
	known := map[string]int{"": 0}
	for _, w := range works {
		var all []string
		for _, lang := range slices.Sorted(maps.Keys(w.Population)) {
			all = append(all, w.Population[lang])
		}
		wording := strings.Join(all, "\n")
		if _, ok := known[wording]; !ok {
			known[wording] = len(p.Wordings)
			p.Wordings = append(p.Wordings, wording)
		}
		p.Of = append(p.Of, known[wording])
	}
	return p
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

// A kept index is made when somebody asks for it first.
type kept struct {
	once  sync.Once
	index *index
}
