package limesurvey

import (
	"html"
	"regexp"
	"strings"

	"sojourn/study"
)

var (
	breaks  = regexp.MustCompile(`(?i)<\s*(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>`)
	scripts = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)\s*>`)
	tags    = regexp.MustCompile(`(?s)<[^>]*>`)
	spaces  = regexp.MustCompile(`[ \t\x{00A0}]+`)
	lines   = regexp.MustCompile(`\s*\n\s*`)
	loss    = regexp.MustCompile(`(?i)<\s*(img|script|iframe|audio|video|object|embed|table|input)\b`)
	braces  = regexp.MustCompile(`\{([^{}\n]*)\}`)
)

// text is a field of a thing in every language, as plain text.
func (r *reader) text(t thing, field string) study.Text {
	text := study.Text{}
	for _, lang := range r.file.languages {
		written := t.texts[lang][field]
		if m := loss.FindStringSubmatch(written); m != nil {
			r.lost(t, "the wording has a <"+strings.ToLower(m[1])+">, of which only the words are kept")
		}
		if plain := r.pipes(t, plain(written)); plain != "" {
			text[lang] = plain
		}
	}
	if len(text) == 0 {
		return nil
	}
	return text
}

// plain takes the words out of HTML.
func plain(s string) string {
	s = scripts.ReplaceAllString(s, "")
	s = strings.NewReplacer("\r\n", " ", "\n", " ").Replace(s)
	s = tags.ReplaceAllString(breaks.ReplaceAllString(s, "\n"), "")
	s = lines.ReplaceAllString(spaces.ReplaceAllString(html.UnescapeString(s), " "), "\n")
	return strings.TrimSpace(s)
}

// pipes makes {Q1.shown} a reference. Any other expression inside a wording
// did not carry over and stays as it is written.
func (r *reader) pipes(t thing, s string) string {
	return braces.ReplaceAllStringFunc(s, func(slot string) string {
		inner := strings.TrimSpace(slot[1 : len(slot)-1])
		name, suffix, _ := strings.Cut(inner, ".")
		if item, ok := r.find(name); ok && item.choice == "" && (suffix == "" || suffix == "shown" || suffix == "NAOK" || suffix == "value" || suffix == "code") {
			return "${" + item.name + "}"
		}
		if variable.MatchString(inner) || strings.ContainsAny(inner, "()=<>*/") {
			r.lost(t, "an expression inside the wording stays as it is written: "+slot)
		}
		return strings.NewReplacer("{", "(", "}", ")", "$", "").Replace(slot)
	})
}
