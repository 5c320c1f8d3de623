package bundle

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/study"
)

// readme writes for a human, in each language, what is in the bundle.
func (m *maker) readme() {
	for _, lang := range languages() {
		m.put("README."+string(lang)+".md", []byte(m.readmeIn(lang)))
	}
}

func (m *maker) readmeIn(lang study.Lang) string {
	v, st := book.In(lang), m.Study
	text := func(t study.Text) string { return t.In(lang, st.Default()) }
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n\n", args...) }
	put("# %s", v.Say("readme_title", text(st.Title)))
	if st.Synthetic {
		put("**%s**", v.Say("made_up"))
	}
	put("%s", say("profile." + string(m.Outcome.Profile) + ".about")[lang])
	if abstract := text(st.About.Abstract); abstract != "" {
		put("%s", abstract)
	}
	if citation := m.citation(lang); citation != "" {
		put("## %s", v.Say("readme_cite"))
		put("%s", citation)
	}
	put("## %s", v.Say("readme_files"))
	for _, f := range []struct{ name, key string }{{"data/", "data"}, {"codebook/", "codebook"}, {"questionnaire/", "questionnaire"}, {"metadata/", "metadata"},
		{"protection." + string(lang) + ".html", "protection"}, {"method." + string(lang) + ".md", "method"}, {manifestName, "manifest"}, {sums, "sums"}} {
		if f.name == sums || slices.ContainsFunc(m.files, func(x File) bool { return strings.HasPrefix(x.Name, f.name) }) {
			fmt.Fprintf(&b, "- `%s` %s\n", f.name, v.Say("readme_"+f.key))
		}
	}
	put("\n## %s", v.Say("readme_use"))
	put("%s", v.Say("readme_try"))
	put("%s", v.Say("readme_missing"))
	put("%s", v.Say("readme_guard"))
	for _, t := range m.Outcome.Tables {
		put("%s", v.Say("readme_table", t.Name))
	}
	put("## %s", v.Say("readme_terms"))
	if len(st.About.Rights) == 0 {
		put("%s", v.Say("readme_no_terms"))
	}
	for _, r := range st.About.Rights {
		put("%s", strings.TrimSpace(text(r.Name)+" "+r.URL))
	}
	fmt.Fprintf(&b, "release %s\n", m.Outcome.ID)
	return b.String()
}

// citation gives author, year, title, version, publisher and DOI, as far as
// the study folder says them, in the order that DataCite recommends.
func (m *maker) citation(lang study.Lang) string {
	a := m.Study.About
	var authors, parts []string
	for _, x := range a.Authors {
		name := x.Organisation
		if name == "" {
			name = strings.TrimSuffix(x.Family+", "+x.Given, ", ")
		}
		authors = append(authors, name)
	}
	if len(authors) == 0 {
		return ""
	}
	year := ""
	if a.Published != "" {
		year = " (" + string(a.Published)[:4] + ")"
	}
	parts = append(parts, strings.Join(authors, "; ")+year, m.Study.Title.In(lang, m.Study.Default()))
	for _, part := range []string{a.Version, a.Publisher, m.Study.About.Address()} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ". ")
}

// method writes how the study was made.
func (m *maker) method(lang study.Lang) string {
	v, st := book.In(lang), m.Study
	text := func(t study.Text) string { return t.In(lang, st.Default()) }
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n\n", args...) }
	put("# %s", v.Say("method"))
	put("## %s\n\n%s", v.Say("method_population"), text(st.Population))
	put("## %s\n\n%s", v.Say("method_sample"), text(st.Sampling))
	put("%s", v.Say("method_mode"))
	put("## %s", v.Say("method_waves"))
	for _, w := range m.book.Waves {
		people := v.Say("method_few", st.Disclosure.MinBase)
		if w.People > 0 {
			people = v.Say("method_people", w.People)
		}
		if len(w.Doors) == 0 {
			fmt.Fprintf(&b, "- %s\n", v.Say("method_elsewhere", text(w.Title), people))
			continue
		}
		fmt.Fprintf(&b, "- %s\n", v.Say("method_wave", text(w.Title), w.Opens(), w.Closes(), people))
	}
	put("\n## %s\n\n%s", v.Say("method_cleaning"), v.Say("method_cleaning_about"))
	for _, log := range m.Logs {
		wave, err := st.Wave(log.Wave)
		if err != nil {
			continue
		}
		fmt.Fprintf(&b, "- %s\n", v.Say("method_raw", text(wave.Title), log.Raw))
		for _, t := range log.Tallies {
			if t.Removed > 0 {
				fmt.Fprintf(&b, "  - %s\n", v.Say("method_rule", t.Rule, t.Removed, text(t.Reason)))
			}
		}
		fmt.Fprintf(&b, "  - %s\n", v.Say("method_clean", log.Clean))
	}
	put("\n## %s", v.Say("method_weights"))
	if len(m.Outcome.Weights) == 0 {
		put("%s", v.Say("method_no_weights"))
	}
	for _, w := range m.Outcome.Weights {
		c, err := m.Outcome.Data.Column("weight_" + w.Name)
		if err == nil {
			put("%s", v.Say("method_weight", w.Name, text(c.Label)))
		}
	}
	put("## %s\n\n%s", v.Say("method_limits"), v.Say("method_limits_about"))
	return b.String()
}
