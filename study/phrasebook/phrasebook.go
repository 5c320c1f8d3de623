// Package phrasebook gives the program its own words in every interface
// language: short texts by key, plurals, and numbers as a reader of that
// language writes them.
//
// It does not hold any words itself. Each package with something to say embeds
// a directory of catalogs, one YAML file a language (en.yaml, ru.yaml, …), and
// opens it with [Open], which refuses a catalog that lacks a key or whose
// placeholders differ, so that no reader meets a hole.
//
// A catalog maps keys to wordings. Placeholders are {0}, {1}, …. A key with
// plural forms is a map of CLDR categories:
//
//	greeting: Hello, {0}
//	people:
//	  one: "{0} person"
//	  other: "{0} people"
package phrasebook

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/study"
)

// A Book holds the catalogs of one package.
type Book struct {
	catalogs map[study.Lang]map[string]wording
	fallback study.Lang
}

// A wording is the text of one key by plural category; "other" is always there.
type wording map[string]string

// UnmarshalYAML reads a plain string as the form for every number.
func (w *wording) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*w = wording{"other": node.Value}
		return nil
	}
	forms := map[string]string{}
	if err := node.Decode(&forms); err != nil {
		return err
	}
	*w = forms
	return nil
}

// Open reads every *.yaml in the directory dir of files. English must be among
// them: it is the measure for the others, and what an unknown language gets.
func Open(files fs.FS, dir string) (*Book, error) {
	names, err := fs.Glob(files, path.Join(dir, "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("phrasebook: %w", err)
	}
	b := &Book{catalogs: map[study.Lang]map[string]wording{}, fallback: "en"}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("phrasebook: %w", err)
		}
		catalog := map[string]wording{}
		if err := yaml.Unmarshal(data, &catalog); err != nil {
			return nil, fmt.Errorf("phrasebook: %s: %w", name, err)
		}
		b.catalogs[study.Lang(strings.TrimSuffix(path.Base(name), ".yaml"))] = catalog
	}
	return b, b.check()
}

// MustOpen is [Open] for catalogs that are embedded in the program, where a
// fault is a fault of the build and not of anybody's data.
func MustOpen(files fs.FS, dir string) *Book {
	b, err := Open(files, dir)
	if err != nil {
		panic(err)
	}
	return b
}

var placeholder = regexp.MustCompile(`\{(\d+)\}`)

func (b *Book) check() error {
	english, ok := b.catalogs[b.fallback]
	if !ok {
		return fmt.Errorf("phrasebook: there is no English catalog")
	}
	for _, lang := range b.Languages() {
		catalog := b.catalogs[lang]
		for _, key := range slices.Sorted(maps.Keys(english)) {
			w, ok := catalog[key]
			if !ok || w["other"] == "" {
				return fmt.Errorf("phrasebook: %s lacks %q", lang, key)
			}
			if got, want := slots(w["other"]), slots(english[key]["other"]); got != want {
				return fmt.Errorf("phrasebook: %s: %q has placeholders %q, English has %q", lang, key, got, want)
			}
		}
		for key := range catalog {
			if _, ok := english[key]; !ok {
				return fmt.Errorf("phrasebook: %s has %q, which English lacks", lang, key)
			}
		}
	}
	return nil
}

// slots names the placeholders of s, sorted, each once.
func slots(s string) string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return strings.Join(slices.Compact(found), "")
}

// Languages lists the languages of the book, sorted.
func (b *Book) Languages() []study.Lang { return slices.Sorted(maps.Keys(b.catalogs)) }

// Has reports whether the book has a catalog in lang.
func (b *Book) Has(lang study.Lang) bool { return b.catalogs[lang] != nil }

// In returns the voice of the book in lang. A language without a catalog is
// answered by that of its primary subtag, then by English. It is never matched
// to a merely related language: see docs/languages.md.
func (b *Book) In(lang study.Lang) Voice {
	primary, _, _ := strings.Cut(string(lang), "-")
	for _, l := range []study.Lang{lang, study.Lang(primary)} {
		if b.Has(l) {
			return Voice{Lang: l, catalog: b.catalogs[l]}
		}
	}
	return Voice{Lang: b.fallback, catalog: b.catalogs[b.fallback]}
}

// A Voice speaks one language.
type Voice struct {
	Lang    study.Lang
	catalog map[string]wording
}

// Say returns the wording of key with the placeholders filled in. Whole
// numbers are written in the manner of the language; the first one chooses the
// plural form. A key that is not in the catalog is an error of the program and
// is shown as the key itself in brackets.
func (v Voice) Say(key string, args ...any) string {
	w, ok := v.catalog[key]
	if !ok {
		return "[" + key + "]"
	}
	form := "other"
	for _, a := range args {
		if n, ok := a.(int); ok {
			form = plural(v.Lang, n)
			break
		}
	}
	s, ok := w[form]
	if !ok {
		s = w["other"]
	}
	if !strings.Contains(s, "{") { // most of a page's words
		return s
	}
	return placeholder.ReplaceAllStringFunc(s, func(slot string) string {
		var i int
		fmt.Sscanf(slot, "{%d}", &i)
		if i >= len(args) {
			return slot
		}
		if n, ok := args[i].(int); ok {
			return v.Count(n)
		}
		return fmt.Sprint(args[i])
	})
}

// plural is the CLDR category of a whole number n in lang. Languages without a
// rule here use the English one.
func plural(lang study.Lang, n int) string {
	if n < 0 {
		n = -n
	}
	primary, _, _ := strings.Cut(string(lang), "-")
	switch primary {
	case "ru", "uk", "be":
		switch {
		case n%10 == 1 && n%100 != 11:
			return "one"
		case n%10 >= 2 && n%10 <= 4 && (n%100 < 12 || n%100 > 14):
			return "few"
		}
		return "many"
	case "fa":
		if n <= 1 {
			return "one"
		}
		return "other"
	}
	if n == 1 {
		return "one"
	}
	return "other"
}
