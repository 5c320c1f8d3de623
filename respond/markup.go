package respond

import (
	"html"
	"html/template"
	"strings"
)

// What stands on a page by the dozen is written here and not by a template,
// which took most of the time of a page. Everything that is not markup already
// is escaped.

// options writes the lines of a menu.
func options(cs []choice) template.HTML {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(`<option value="` + html.EscapeString(c.Value) + `"`)
		if c.Own {
			b.WriteString(` class="own"`)
		}
		if c.Checked {
			b.WriteString(` selected`)
		}
		b.WriteString(`>` + html.EscapeString(c.Plain) + "</option>\n")
	}
	return template.HTML(b.String())
}

// boxes writes choices of which each has an input of the kind, radio or
// checkbox, and posts under the name.
func boxes(kind, name string, cs []choice) template.HTML {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(`<label class="choice" for="` + c.ID + `"><input type="` + kind + `" id="` + c.ID + `" name="` + html.EscapeString(name) +
			`" value="` + html.EscapeString(c.Value) + `"`)
		if c.Checked {
			b.WriteString(` checked`)
		}
		b.WriteString(`>`)
		if c.Point != "" {
			b.WriteString(`<span class="point">` + html.EscapeString(c.Point) + `</span>`)
		}
		b.WriteString(`<span class="t">` + string(c.Label) + "</span></label>\n")
		if c.Specify != nil {
			b.WriteString(string(c.Specify.html()))
		}
	}
	return template.HTML(b.String())
}

// html writes the line for a wording of one's own.
func (s *specify) html() template.HTML {
	return `<div class="specify"><label for="` + template.HTML(s.ID) + `">` + s.Choice + `: ` + s.Say("other") + `</label>
<input type="text" id="` + template.HTML(s.ID) + `" name="` + template.HTML(html.EscapeString(s.Name)) + `" value="` +
		template.HTML(html.EscapeString(s.Value)) + `" dir="auto" autocomplete="off" maxlength="1000"></div>
`
}
