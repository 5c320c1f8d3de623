package datacite

import (
	"encoding/json"
	"fmt"
	"io"

	"sojourn/study"
)

// A node is a thing of schema.org; a nil or empty property is left out.
type node map[string]any

func (n node) put(property string, value any, there bool) {
	if there {
		n[property] = value
	}
}

// WriteJSONLD writes the release as schema.org JSON-LD, which stands in the
// head of its page. Words are given in every language with their tag.
func WriteJSONLD(w io.Writer, r Release) error {
	if err := r.Check().Err(); err != nil {
		return err
	}
	address := "https://doi.org/" + r.DOI
	n := node{
		"@context": "https://schema.org", "@type": r.general(), "@id": address, "identifier": address, "url": address,
		"name": r.tagged(r.Title), "description": r.tagged(r.Description), "datePublished": r.Published,
		"publisher": node{"@type": "Organization", "name": r.Publisher}, "inLanguage": r.Languages,
	}
	n.put("url", r.URL, r.URL != "")
	n.put("version", r.Version, r.Version != "")
	n.put("temporalCoverage", span(r.From, r.To), r.From != "")
	n.put("creator", list(r.Creators, Creator.node), true)
	n.put("license", list(r.Licences, func(l Licence) any { return l.URL }), len(r.Licences) > 0)
	n.put("keywords", list(r.Subjects, func(s study.Text) any { return s.In(r.Languages[0]) }), len(r.Subjects) > 0)
	n.put("spatialCoverage", list(r.Countries, func(c study.Text) any { return node{"@type": "Place", "name": r.tagged(c)} }), len(r.Countries) > 0)
	n.put("funder", list(r.Funders, func(f Funder) any { return node{"@type": "Organization", "name": f.Name} }), len(r.Funders) > 0)
	n.put("isPartOf", node{"@type": "CreativeWorkSeries", "name": r.tagged(r.Part)}, len(r.Part) > 0)
	n.put("distribution", list(r.Files, File.node), len(r.Files) > 0)
	n.put("variableMeasured", list(r.Variables, func(v Variable) any {
		return node{"@type": "PropertyValue", "name": v.Name, "description": r.tagged(v.Label)}
	}), len(r.Variables) > 0)
	r.relate(n)
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	if err := out.Encode(n); err != nil {
		return fmt.Errorf("datacite: writing JSON-LD: %w", err)
	}
	return nil
}

func list[T any](of []T, as func(T) any) []any {
	out := make([]any, len(of))
	for i, x := range of {
		out[i] = as(x)
	}
	return out
}

// tagged gives a wording of one language as it is, those of several with tags.
func (r Release) tagged(t study.Text) any {
	langs := r.languages(t)
	if len(langs) == 1 {
		return t[langs[0]]
	}
	return list(langs, func(lang study.Lang) any { return node{"@language": lang, "@value": t[lang]} })
}

func (c Creator) node() any {
	if c.Organisation != "" {
		return node{"@type": "Organization", "name": c.Organisation}
	}
	n := node{"@type": "Person", "name": c.name(), "familyName": c.Family}
	n.put("givenName", c.Given, c.Given != "")
	n.put("@id", "https://orcid.org/"+c.ORCID, c.ORCID != "")
	n.put("affiliation", node{"@type": "Organization", "name": c.Affiliation}, c.Affiliation != "")
	return n
}

func (f File) node() any {
	n := node{"@type": "DataDownload", "name": f.Name, "encodingFormat": f.Format, "contentSize": fmt.Sprintf("%d B", f.Bytes)}
	n.put("contentUrl", f.URL, f.URL != "")
	n.put("sha256", f.SHA256, f.SHA256 != "")
	return n
}

// properties are the words of schema.org for relations that it knows.
var properties = map[string]string{
	"IsPartOf": "isPartOf", "HasPart": "hasPart", "IsTranslationOf": "translationOfWork", "HasTranslation": "workTranslation",
	"IsNewVersionOf": "isBasedOn", "IsDerivedFrom": "isBasedOn", "Cites": "citation", "References": "citation", "IsSupplementTo": "citation", "IsDocumentedBy": "subjectOf",
}

func (r Release) relate(n node) {
	for _, x := range r.Related {
		property, known := properties[x.Relation]
		if !known {
			continue
		}
		address := x.Identifier
		if x.kind() == "DOI" {
			address = "https://doi.org/" + address
		}
		link := node{"@type": "CreativeWork", "@id": address}
		switch before := n[property].(type) {
		case nil:
			n[property] = link
		case []any:
			n[property] = append(before, link)
		default:
			n[property] = []any{before, link}
		}
	}
}
