package editor

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/study"
)

// The states of a translation, in the order in which they are to be worked on.
const (
	missing = iota
	stale   // the source changed since
	done
)

// A rendering is one text with its translation.
type rendering struct {
	What     string
	Href     string
	Source   string
	Field    field
	State    int
	Earlier  string // the key by which a stale one is marked as still right
	sequence int
}

// Word is the key of the word for the state.
func (r rendering) Word() string { return []string{"missing", "stale", "done"}[r.State] }

// textsPage is the questionnaire from one language into another.
type textsPage struct {
	*visit
	From, Into study.Lang
	Renderings []rendering
	Counts     [3]int
	Pages      []option
	At         int
}

// into is the language into which is translated: the one asked for, or the first
// that is not the source.
func (v *visit) into() study.Lang {
	to := study.Lang(v.r.FormValue("to"))
	if slices.Contains(v.in.Languages, to) && to != v.first() {
		return to
	}
	for _, lang := range v.in.Languages {
		if lang != v.first() {
			return lang
		}
	}
	return ""
}

// texts serves GET texts.
func (e *Editor) texts(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	p := textsPage{visit: v, From: v.first(), Into: v.into()}
	if p.Into != "" {
		p.Renderings = v.renderings(p.Into)
		for _, r := range p.Renderings {
			p.Counts[r.State]++
		}
		p.At, _ = strconv.Atoi(v.r.FormValue("from"))
		p.At = max(0, min(p.At, len(p.Renderings)-1)) / leaf * leaf
		for from := 0; len(p.Renderings) > leaf && from < len(p.Renderings); from += leaf {
			p.Pages = append(p.Pages, option{v.To("texts", "to", p.Into, "from", from), strconv.Itoa(from+1) + "–" + strconv.Itoa(min(from+leaf, len(p.Renderings))), from == p.At})
		}
		p.Renderings = p.Renderings[p.At:min(len(p.Renderings), p.At+leaf)]
	}
	return v.show(http.StatusOK, "texts", v.Say("texts"), p)
}

// renderings lists what there is to translate, what is missing first and then what
// was made from another wording.
func (v *visit) renderings(to study.Lang) []rendering {
	made := v.folder.Sources(v.Name)
	var all []rendering
	for n, t := range edit.Texts(v.wb, v.in.Languages) {
		source := t.By[v.first()]
		if source == "" {
			continue
		}
		r := rendering{What: strings.TrimPrefix(visible(t.Item)+" · "+v.Say("column."+t.Family), " · "), Source: source, State: done, sequence: n,
			Field: field{Name: "t:" + t.Sheet + ":" + strconv.Itoa(t.Row) + ":" + t.Family, Label: v.Tongue(to), Lang: to, Value: t.By[to], Long: true}}
		switch t.Sheet {
		case "survey":
			r.Href = v.To("item", "row", t.Row)
		case "choices":
			list, _, _ := strings.Cut(t.Item, " ")
			r.Href = v.To("list", "list", list)
		default:
			r.Href = v.To("settings")
		}
		if t.By[to] == "" {
			r.State = missing
		} else if from, told := made[sourceKey(t, to)]; told && from != brief(source) {
			r.State, r.Earlier = stale, sourceKey(t, to)
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b rendering) int {
		return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.sequence, b.sequence))
	})
	return all
}

func sourceKey(t edit.Text, lang study.Lang) string { return t.Key() + "/" + string(lang) }

func brief(text string) string { return history.Stamp([]byte(text))[:16] }

// saveTexts serves POST texts.
func (e *Editor) saveTexts(v *visit) error {
	if err := v.open(); err != nil {
		return err
	}
	form := v.r.PostForm
	to := v.into()
	if form.Get("stamp") != v.Stamp || to == "" {
		return v.changed(nil)
	}
	var changes []edit.Change
	right := map[string]string{}
	for _, t := range edit.Texts(v.wb, v.in.Languages) {
		name := "t:" + t.Sheet + ":" + strconv.Itoa(t.Row) + ":" + t.Family
		if form.Has(name) && plain(form.Get(name)) != t.By[to] {
			changes = append(changes, edit.Set(t.Sheet, t.Row, edit.WordingColumn(v.wb.Sheet(t.Sheet), t.Family, to, false), plain(form.Get(name))))
		}
		if slices.Contains(form["right"], sourceKey(t, to)) {
			right[sourceKey(t, to)] = brief(t.By[v.first()])
		}
	}
	if len(changes) > 0 {
		if err := v.commit(edit.All(changes...), "translated", v.Tongue(to)); err != nil {
			return v.outcome(err, "")
		}
	}
	if len(right) > 0 {
		sources := v.folder.Sources(v.Name)
		maps.Copy(sources, right)
		if err := v.folder.KeepSources(v.Name, sources); err != nil {
			return err
		}
	}
	return v.seeOther(v.To("texts", "to", to))
}

// keepSources notes after a change from which wording each translation was made: a
// translation that was written now, from the present one; one that stayed while
// its source changed, from the earlier one.
func (v *visit) keepSources(next *xlsform.Workbook) error {
	if len(v.in.Languages) < 2 {
		return nil
	}
	before := map[string]edit.Text{}
	for _, t := range edit.Texts(v.wb, v.in.Languages) {
		before[t.Key()] = t
	}
	sources := v.folder.Sources(v.Name)
	noted := len(sources)
	changed := false
	for _, t := range edit.Texts(next, v.in.Languages) {
		was, there := before[t.Key()]
		for _, lang := range v.in.Languages[1:] {
			key := sourceKey(t, lang)
			switch source := t.By[v.first()]; {
			case t.By[lang] == "":
			case !there || was.By[lang] != t.By[lang]:
				sources[key], changed = brief(source), true
			case was.By[v.first()] != source && sources[key] == "":
				sources[key], changed = brief(was.By[v.first()]), true
			}
		}
	}
	if !changed && len(sources) == noted {
		return nil
	}
	return v.folder.KeepSources(v.Name, sources)
}
