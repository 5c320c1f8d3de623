package respond

import (
	"html"
	"html/template"
	"strconv"
	"strings"
)

// What stands on a page by the dozen is written here and not by a template,
// which took most of the time of a page.

// A sheet is a part of a page being written. What is not markup already goes
// through text, in attributes too.
type sheet struct{ strings.Builder }

// put writes markup.
func (w *sheet) put(markup ...string) {
	for _, part := range markup {
		w.WriteString(part)
	}
}

// text writes what is text.
func (w *sheet) text(text string) { w.WriteString(html.EscapeString(text)) }

// has writes an attribute whose value is text.
func (w *sheet) has(attribute, value string) {
	w.put(` `, attribute, `="`)
	w.text(value)
	w.put(`"`)
}

// html is what was written.
func (w *sheet) html() template.HTML { return template.HTML(w.String()) }

// options writes the lines of a menu.
func (w *sheet) options(cs []choice) {
	for _, c := range cs {
		w.put(`<option`)
		w.has("value", c.Value)
		if c.Own {
			w.put(` class="own"`)
		}
		if c.Checked {
			w.put(` selected`)
		}
		w.put(`>`)
		w.text(c.Plain)
		w.put("</option>\n")
	}
}

// input writes an input of a choice.
func (w *sheet) input(kind, id, name, value string, checked bool) {
	w.put(`<input type="`, kind, `"`)
	w.has("id", id)
	w.has("name", name)
	w.has("value", value)
	if checked {
		w.put(` checked`)
	}
	w.put(`>`)
}

// boxes writes choices of which each has an input of the kind, radio or
// checkbox, and posts under the name.
func (w *sheet) boxes(kind, name string, cs []choice) {
	for _, c := range cs {
		w.put(`<label class="choice"`)
		w.has("for", c.ID)
		w.put(`>`)
		w.input(kind, c.ID, name, c.Value, c.Checked)
		if c.Point != "" {
			w.put(`<span class="point">`)
			w.text(c.Point)
			w.put(`</span>`)
		}
		w.put(`<span class="t">`, string(c.Label), "</span></label>\n")
		if c.Specify != nil {
			w.specify(c.Specify)
		}
	}
}

// specify writes the line for a wording of one's own.
func (w *sheet) specify(s *specify) {
	w.put(`<div class="specify"><label`)
	w.has("for", s.ID)
	w.put(`>`, string(s.Choice), `: `, string(s.Say("other")), "</label>\n"+`<input type="text"`)
	w.has("id", s.ID)
	w.has("name", s.Name)
	w.has("value", s.Value)
	w.put(` dir="auto" autocomplete="off" maxlength="1000"></div>` + "\n")
}

// boxes is [sheet.boxes] for a template.
func boxes(kind, name string, cs []choice) template.HTML {
	var w sheet
	w.boxes(kind, name, cs)
	return w.html()
}

// paragraphs writes each part between the markup before and after it.
func (w *sheet) paragraphs(before string, parts []template.HTML, after string) {
	for _, part := range parts {
		w.put(before, string(part), after)
	}
}

// guide writes the longer explanation, folded.
func (w *sheet) guide(a *asked) {
	if len(a.Guide) == 0 {
		return
	}
	w.put(`<details class="guide"><summary>`, string(a.Say("guide")), `</summary>`)
	w.paragraphs(`<p>`, a.Guide, `</p>`)
	w.put("</details>\n")
}

// about writes what stands between a question and its answers.
func (w *sheet) about(a *asked) {
	for n, hint := range a.Hints {
		w.put(`<p class="hint"`)
		w.has("id", a.ID+"-hint-"+strconv.Itoa(n))
		w.put(`>`, string(hint), "</p>\n")
	}
	w.guide(a)
	if a.Fault != "" {
		w.put(`<p class="fault"`)
		w.has("id", a.ID+"-fault")
		w.put(`>`, string(a.Fault), "</p>\n")
	}
	if !a.Follows {
		return
	}
	w.put(`<p class="match">`)
	if a.Bare() {
		w.put(`<span class="hint">`, string(a.Say("match.first")), `</span> `)
	}
	w.put(`<button class="quiet" name="do" value="match">`, string(a.Say("match")), "</button></p>\n")
}
