package dta

import (
	"strings"

	"sojourn/study"
)

// languages are those of the file's labels, the current one first. A file that
// knows only Stata's unnamed language gives none.
func (f *file) languages() []string {
	current := f.marks["_dta"]["_lang_c"]
	if current == "" || current == "default" {
		return nil
	}
	list := []string{current}
	for lang := range strings.FieldsSeq(f.marks["_dta"]["_lang_list"]) {
		if lang != current {
			list = append(list, lang)
		}
	}
	return list
}

// inEach gathers a wording from every language of the file: plain for the
// current one, and what other gives for the rest.
func (f *file) inEach(plain string, other func(lang string) string) study.Text {
	text := study.Text{}
	put := func(lang study.Lang, s string) {
		if s != "" {
			text[lang] = s
		}
	}
	languages := f.languages()
	if len(languages) == 0 {
		put(f.lang, plain)
		languages = []string{""}
	} else {
		put(study.Lang(strings.ToLower(languages[0])), plain)
	}
	for _, lang := range languages[1:] {
		put(study.Lang(strings.ToLower(lang)), other(lang))
	}
	if len(text) == 0 {
		return nil
	}
	return text
}

// label is the label of v in every language, whole where it had to be cut.
func (f *file) label(v *field) study.Text {
	text := f.inEach(v.label, func(lang string) string { return f.marks[v.name]["_lang_v_"+lang] })
	for lang, short := range text {
		if whole := f.mark(v, inLanguage("label", lang)); strings.HasPrefix(whole, short) {
			text[lang] = whole
		}
	}
	return text
}

// question is what the choice of several is about of which v is one category.
func (f *file) question(v *field) study.Text {
	text := study.Text{}
	for _, name := range f.languages() {
		lang := study.Lang(strings.ToLower(name))
		if s := f.mark(v, inLanguage("question", lang)); s != "" {
			text[lang] = s
		}
	}
	if len(text) == 0 {
		return nil
	}
	return text
}

// valueLabel is the wording of a number in every language.
func (f *file) valueLabel(v *field, x float64) study.Text {
	n := int32(x)
	return f.inEach(f.labels[v.set][n], func(lang string) string {
		return f.labels[f.marks[v.name]["_lang_l_"+lang]][n]
	})
}
