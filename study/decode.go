package study

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Decode reads one YAML document of the study folder into v. A key that v does
// not know is a problem, so that a slip of the pen is never silently ignored.
// Problems are told in the words of the file: line, key, and what may stand there.
func Decode(file string, data []byte, v any) error {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	err := dec.Decode(v)
	if err == nil {
		return fractions(file, placesIn(data, v)).Err()
	}
	if several := (*yaml.TypeError)(nil); errors.As(err, &several) {
		return misread(file, data, v, several.Errors)
	}
	p := Problem{Severity: Error, Code: "yaml", Where: file, What: strings.TrimPrefix(err.Error(), "yaml: "),
		Do: "mend the line; indentation and key names matter"}
	if errors.Is(err, io.EOF) {
		p.What, p.Do = "the file is empty", "write it, or restore it from version control"
	}
	return Problems{p}
}

// What the reader of YAML says of a value that does not fit. The words after
// "type" and "into" are of the program and are not told.
var (
	unknownKey = regexp.MustCompile(`(?s)^line (\d+): field (.+) not found in type .*$`)
	keyTwice   = regexp.MustCompile(`(?s)^line (\d+): (?:field (.+) already set in type .*|mapping key "(.+)" already defined at line \d+)$`)
	wrongKind  = regexp.MustCompile("(?s)^line (\\d+): cannot unmarshal (!!\\w+)(?: `.*`)? into (.*)$")
)

// misread puts what the reader found into problems.
func misread(file string, data []byte, v any, found []string) Problems {
	places := placesIn(data, v)
	var ps Problems
	for _, text := range found {
		p := Problem{Severity: Error, Code: "yaml", Where: file}
		if m := unknownKey.FindStringSubmatch(text); m != nil {
			p.What = fmt.Sprintf("line %s: there is no key %q here", m[1], m[2])
			p.Do = cmp.Or(keysAt(places, m[1], m[2]), "correct the name or take the line out")
		} else if m := keyTwice.FindStringSubmatch(text); m != nil {
			p.What, p.Do = fmt.Sprintf("line %s: the key %q stands here a second time", m[1], m[2]+m[3]), "leave one of the two"
		} else if m := wrongKind.FindStringSubmatch(text); m != nil {
			key, wanted := valueAt(places, m[1], m[2])
			p.What = fmt.Sprintf("line %s: %s is %s", m[1], key, kinds[m[2]])
			p.Do = "write " + cmp.Or(wanted, fallback(m[3])) + " there"
		} else {
			p.What, p.Do = text, "mend the line; indentation and key names matter"
		}
		ps = append(ps, p)
	}
	return ps
}

// kinds are the words for what YAML takes a value for.
var kinds = map[string]string{"!!str": "a text", "!!int": "a whole number", "!!float": "a number", "!!bool": "true or false",
	"!!seq": "a list", "!!map": "a group of keys", "!!null": "empty", "!!timestamp": "a date", "!!binary": "a code of bytes"}

// A place is a value of the document with the key it stands under and what the
// program reads it into; nil where that is not known.
type place struct {
	node *yaml.Node
	key  string
	of   reflect.Type
}

// fractions lists whole numbers that are written with a fraction, which YAML cuts
// off without a word.
func fractions(file string, places []place) (ps Problems) {
	for _, p := range places {
		if p.of != nil && p.node.ShortTag() == "!!float" && allowed(p.of) == fallback("int") {
			ps = append(ps, Problem{Severity: Error, Code: "yaml", Where: file, What: fmt.Sprintf("line %d: %q is %s", p.node.Line, p.key, kinds["!!float"]),
				Do: "write " + fallback("int") + " there"})
		}
	}
	return ps
}

// placesIn lists the values of a document that is read into v.
func placesIn(data []byte, v any) []place {
	var doc yaml.Node
	if yaml.Unmarshal(data, &doc) != nil || len(doc.Content) == 0 {
		return nil
	}
	return placesOf(nil, place{node: doc.Content[0], of: reflect.TypeOf(v)})
}

// placesOf lists a value and all within it.
func placesOf(all []place, p place) []place {
	for p.of != nil && p.of.Kind() == reflect.Pointer {
		p.of = p.of.Elem()
	}
	all = append(all, p)
	within := func(key string) reflect.Type {
		switch {
		case p.of == nil || reflect.PointerTo(p.of).Implements(reflect.TypeFor[yaml.Unmarshaler]()):
			return nil
		case p.of.Kind() == reflect.Struct:
			return fieldsOf(p.of)[key]
		case p.of.Kind() == reflect.Map || p.of.Kind() == reflect.Slice:
			return p.of.Elem()
		}
		return nil
	}
	switch p.node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(p.node.Content); i += 2 {
			key := p.node.Content[i].Value
			all = placesOf(all, place{p.node.Content[i+1], key, within(key)})
		}
	case yaml.SequenceNode:
		for _, n := range p.node.Content {
			all = placesOf(all, place{n, p.key, within("")})
		}
	}
	return all
}

// fieldsOf are the keys that a struct is read from, and what each is read into.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for f := range t.Fields() {
		if name := nameOf(f); name != "" {
			fields[name] = f.Type
		}
	}
	return fields
}

// keysOf are the keys of a struct in the order in which they are documented.
func keysOf(t reflect.Type) (keys []string) {
	for f := range t.Fields() {
		if name := nameOf(f); name != "" {
			keys = append(keys, name)
		}
	}
	return keys
}

// nameOf is the key of a field; empty for one that no file sets.
func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	if name == "-" || !f.IsExported() {
		return ""
	}
	return cmp.Or(name, strings.ToLower(f.Name))
}

// keysAt says which keys may stand where a line has one that may not.
func keysAt(places []place, line, key string) string {
	for _, p := range places {
		if p.of == nil || p.of.Kind() != reflect.Struct || p.node.Kind != yaml.MappingNode {
			continue
		}
		for i := 0; i < len(p.node.Content); i += 2 {
			if n := p.node.Content[i]; n.Value == key && fmt.Sprint(n.Line) == line {
				return "the keys here are " + strings.Join(keysOf(p.of), ", ")
			}
		}
	}
	return ""
}

// valueAt is the key of the value on a line that YAML takes for something that
// does not fit, and what would.
func valueAt(places []place, line, tag string) (key, wanted string) {
	for _, p := range places {
		if fmt.Sprint(p.node.Line) != line || p.node.ShortTag() != tag || fits(p.of, tag) {
			continue
		}
		key = "the document"
		if p.key != "" {
			key = fmt.Sprintf("%q", p.key)
		}
		return key, allowed(p.of)
	}
	return "a value", ""
}

// fits reports whether what YAML takes a value for is read into the type.
func fits(t reflect.Type, tag string) bool {
	if t == nil {
		return false
	}
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return tag == "!!map"
	case reflect.Slice:
		return tag == "!!seq"
	case reflect.String:
		return tag != "!!map" && tag != "!!seq"
	case reflect.Interface:
		return true
	}
	return false
}

// allowed says what may stand where the program reads into the type; empty where
// that is not known.
func allowed(t reflect.Type) string {
	if t == nil {
		return ""
	}
	if t == reflect.TypeFor[Text]() {
		return "a text, or one for each language,"
	}
	switch t.Kind() {
	case reflect.Struct:
		return "the keys " + strings.Join(keysOf(t), ", ")
	case reflect.Map:
		return "keys with values"
	case reflect.Slice:
		return "a list, such as [a, b],"
	}
	return fallback(t.Kind().String())
}

// fallback says the same by the name of a type of the language.
func fallback(name string) string {
	switch {
	case strings.HasPrefix(name, "[]"):
		return "a list, such as [a, b],"
	case strings.HasPrefix(name, "map["):
		return "keys with values"
	case strings.HasPrefix(name, "int"), strings.HasPrefix(name, "uint"):
		return "a whole number"
	case strings.HasPrefix(name, "float"):
		return "a number"
	case name == "bool":
		return "true or false"
	case name == "string":
		return "a text"
	}
	return "another kind of value"
}
