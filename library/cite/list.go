package cite

import (
	"cmp"
	"slices"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// A List is the works that one text cites, with what tells them apart: letters
// after the year of works that would be cited alike, and names beyond the first
// where those do. A language chooses the words between names and before pages;
// the entries are those of [Of].
type List struct {
	style Style
	lang  study.Lang
	items []item // in the order of the list
}

type item struct {
	work   library.Work
	names  []library.Name
	shown  int    // names before "et al."
	first  bool   // initials stand before the first name
	letter string // after the year
}

// A Reference is an entry of the list of references.
type Reference struct {
	Work  library.ID
	Entry Entry
}

// NewList arranges works, each once.
func NewList(s Style, lang study.Lang, works []library.Work) *List {
	l := &List{style: s, lang: lang}
	for _, w := range works {
		if l.find(w.ID) == nil {
			names := w.Authors
			switch {
			case len(names) > 0 || w.Type.Part() || s == GOST:
			case len(w.Editors) > 0:
				names = w.Editors
			case s == Chicago && w.Container != "" && (w.Type == library.Webpage || w.Type == library.Blog):
				names = []library.Name{{Literal: w.Container}}
			}
			l.items = append(l.items, item{work: w, names: in(names, w.Title), shown: 1})
		}
	}
	slices.SortStableFunc(l.items, func(a, b item) int {
		return cmp.Or(cmp.Compare(script(s, a.work), script(s, b.work)), collate(a.key(), b.key()), cmp.Compare(a.work.Date.Year(), b.work.Date.Year()),
			cmp.Compare(a.work.Date, b.work.Date), collate(a.work.Title, b.work.Title))
	})
	l.initials()
	l.expand()
	l.letters()
	return l
}

// script puts Russian works before others, as lists after GOST have them.
func script(s Style, w library.Work) int {
	if s == GOST && !strings.HasPrefix(string(w.Language), "ru") {
		return 1
	}
	return 0
}

func collate(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

// key is what the entry is sorted by.
func (i item) key() string {
	if len(i.names) == 0 {
		return i.work.Title
	}
	var parts []string
	for _, n := range i.names {
		parts = append(parts, n.Full()+" "+initials(n.Given))
	}
	return strings.Join(parts, " ")
}

func (l *List) find(id library.ID) *item {
	at := slices.IndexFunc(l.items, func(i item) bool { return i.work.ID == id })
	if at < 0 {
		return nil
	}
	return &l.items[at]
}

// initials sets initials before the first name of works whose first authors
// share a family name and are different people (APA 7, section 8.20; Chicago 17,
// section 15.22).
func (l *List) initials() {
	if l.style == GOST {
		return
	}
	for i := range l.items {
		for k := range l.items {
			a, b := l.items[i].names, l.items[k].names
			if len(a) > 0 && len(b) > 0 && a[0].Full() == b[0].Full() && a[0].Given != "" && b[0].Given != "" && initials(a[0].Given) != initials(b[0].Given) {
				l.items[i].first = true
			}
		}
	}
}

// expand shows as many names as are needed to tell works by different people
// apart (APA 7, section 8.18).
func (l *List) expand() {
	for i := range l.items {
		for l.items[i].shown < len(l.items[i].names)-1 && slices.ContainsFunc(l.items, func(o item) bool {
			return l.same(l.items[i], o, l.items[i].shown) && !slices.EqualFunc(l.items[i].names, o.names, func(a, b library.Name) bool { return a.String() == b.String() })
		}) {
			l.items[i].shown++
		}
	}
}

// same reports whether two works would be cited alike with so many names.
func (l *List) same(a, b item, shown int) bool {
	a.shown, b.shown = shown, shown
	return a.work.Date.Year() == b.work.Date.Year() && l.authors(a, false) == l.authors(b, false)
}

// letters tells works that are still cited alike apart.
func (l *List) letters() {
	count := map[string]int{}
	key := func(i item) string { return l.authors(i, false) + l.year(item{work: i.work}) }
	for _, i := range l.items {
		count[key(i)]++
	}
	next := map[string]int{}
	for i := range l.items {
		if k := key(l.items[i]); count[k] > 1 && next[k] < 26 {
			l.items[i].letter = string(rune('a' + next[k]))
			next[k]++
		}
	}
}

// References lists the entries in the order of the style.
func (l *List) References() []Reference {
	var all []Reference
	for _, i := range l.items {
		all = append(all, Reference{i.work.ID, lettered(l.style, i.work, i.letter)})
	}
	return all
}

// A Mention is one work of a citation.
type Mention struct {
	Work     library.ID
	Prefix   string // such as "see"
	Locator  string // "12", "12-14", "fig. 3"
	YearOnly bool   // the sentence names the author
}

// A Piece is a stretch of a citation; that of a work leads to its entry.
type Piece struct {
	Text string
	Work library.ID
}

// Parenthetical writes a citation that stands in brackets. Works that the list
// lacks are left out.
func (l *List) Parenthetical(mentions []Mention) []Piece {
	opens, closes := "(", ")"
	if l.style == GOST {
		opens, closes = "[", "]"
	}
	pieces := []Piece{{Text: opens}}
	for n, m := range l.ordered(mentions) {
		i := l.find(m.Work)
		text := m.Prefix
		if text != "" {
			text += " "
		}
		if !m.YearOnly {
			text += l.before(*i)
		}
		if n > 0 {
			pieces = append(pieces, Piece{Text: "; "})
		}
		pieces = append(pieces, Piece{text + l.year(*i) + l.locator(m.Locator), m.Work})
	}
	return append(pieces, Piece{Text: closes})
}

// ordered sorts the works of a citation as the list has them where nothing is
// said before one of them, and leaves out what the list lacks.
func (l *List) ordered(mentions []Mention) []Mention {
	known := slices.DeleteFunc(slices.Clone(mentions), func(m Mention) bool { return l.find(m.Work) == nil })
	if l.style != Chicago && !slices.ContainsFunc(known, func(m Mention) bool { return m.Prefix != "" }) {
		at := func(m Mention) int {
			return slices.IndexFunc(l.items, func(i item) bool { return i.work.ID == m.Work })
		}
		slices.SortStableFunc(known, func(a, b Mention) int { return at(a) - at(b) })
	}
	return known
}

// Narrative writes a citation that is part of the sentence: "Vega and Lee (2024)".
func (l *List) Narrative(m Mention) []Piece {
	i := l.find(m.Work)
	if i == nil {
		return nil
	}
	opens, closes := " (", ")"
	if l.style == GOST {
		opens, closes = " [", "]"
	}
	return []Piece{{l.authors(*i, false) + opens + l.year(*i) + l.locator(m.Locator) + closes, m.Work}}
}

// before is what stands before the year in brackets.
func (l *List) before(i item) string {
	names := l.authors(i, true)
	if quoted, ok := strings.CutSuffix(names, "”"); ok && l.style == APA {
		return quoted + ",” "
	}
	if l.style == Chicago && i.work.Date.Year() > 0 {
		return names + " "
	}
	return names + ", "
}

// year is the year of a work with its letter, or that there is none.
func (l *List) year(i item) string {
	none := "n.d."
	if l.russian() || l.style == GOST {
		none = "б. г."
	}
	return withLetter(year(i.work.Date, none), i.letter)
}

// withLetter sets a letter after a year, with a hyphen after words.
func withLetter(year, letter string) string {
	if letter != "" && strings.HasSuffix(year, ".") {
		return year + "-" + letter
	}
	return year + letter
}

func (l *List) russian() bool { return l.lang == "ru" }

// authors names those who wrote a work, within brackets or in the sentence; a
// work that nobody signs is named by its title.
func (l *List) authors(i item, bracketed bool) string {
	var names []string
	for n, name := range i.names {
		full := curly(name.Full())
		if n == 0 && i.first {
			full = initials(name.Given) + " " + full
		}
		names = append(names, full)
	}
	and, others := "and", "et al."
	switch {
	case l.russian():
		and, others = "и", "и др."
	case l.style == APA && bracketed:
		and = "&"
	}
	switch {
	case len(names) == 0:
		return l.titled(i.work)
	case l.style == GOST && len(names) < 4:
		return strings.Join(names, ", ")
	case l.style == GOST:
		return names[0] + " и др."
	case len(names) < 3:
		return strings.Join(names, " "+and+" ")
	case i.shown >= len(names)-1:
		return list(names, and, true)
	case i.shown > 1:
		return strings.Join(names[:i.shown], ", ") + ", " + others
	}
	return names[0] + " " + others
}

func (l *List) titled(w library.Work) string {
	switch {
	case l.style == GOST:
		return curly(w.Title)
	case l.style == Chicago, w.Type.Periodical(), w.Type.Part():
		return "“" + curly(titleCase(w, w.Title)) + "”"
	}
	return curly(titleCase(w, w.Title))
}

// locator says where in the work: pages by their sign, anything else as it is.
func (l *List) locator(s string) string {
	s = strings.TrimSpace(s)
	for _, sign := range []string{"pp.", "p.", "стр.", "с.", "С."} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s = strings.TrimSpace(rest)
			break
		}
	}
	if s == "" {
		return ""
	}
	numbers := strings.Trim(s, "0123456789-–, ") == ""
	s = pages(s)
	switch {
	case !numbers || l.style == Chicago:
		return ", " + s
	case l.russian() || l.style == GOST:
		return ", с. " + s
	case strings.ContainsAny(s, "–,"):
		return ", pp. " + s
	}
	return ", p. " + s
}
