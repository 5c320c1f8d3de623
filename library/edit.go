package library

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/study"
)

// Edit writes into the file of a work what differs in to. Every field that does
// not differ keeps its bytes, comments, order and quotes; of one that does, the
// comments and what is the same inside it stay. Text that is no work is refused
// with its problems, and so is a change that would make it none.
func Edit(name string, data []byte, to Work) ([]byte, error) {
	now, ps := Read(name, data)
	if ps.Err() != nil {
		return nil, ps
	}
	front, _, _ := split(string(data))
	blocks := blocksOf(front)
	before, after, err := fieldsOf(now, to)
	if err != nil {
		return nil, err
	}
	for _, key := range order {
		was, will := before[key], after[key]
		if plain(was) == plain(will) {
			continue
		}
		if blocks, err = replaced(blocks, key, was, will); err != nil {
			return nil, fmt.Errorf("library: writing %s: %w", name, err)
		}
	}
	var b strings.Builder
	b.WriteString(fence)
	for _, x := range blocks {
		b.WriteString(x.text)
	}
	b.WriteString(fence)
	if to.Notes != "" {
		b.WriteString("\n" + strings.TrimRight(to.Notes, "\n") + "\n")
	}
	text := b.String()
	if _, ps := Read(name, []byte(text)); ps.Err() != nil {
		return nil, ps
	}
	if bytes.Contains(data, []byte("\r\n")) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return []byte(text), nil
}

// order is that in which the program writes the fields.
var order = func() []string {
	text, err := yaml.Marshal(everything)
	if err != nil {
		panic(err) // a fault of the program
	}
	var keys []string
	for _, x := range blocksOf(string(text)) {
		keys = append(keys, x.key)
	}
	return keys
}()

// everything is a work of which every field is filled.
var everything = Work{Type: Report, Title: "t", Authors: []Name{{}}, Editors: []Name{{}}, Translators: []Name{{}}, Date: "1", Language: "l", Genre: "g", Container: "c", Series: "s", Volume: "v", Issue: "i", Pages: "p", Number: "n",
	Printing: "p", Publisher: "p", Place: "p", Event: "e", Identifiers: Identifiers{DOI: "d"}, Accessed: "1", Project: "p", ProjectLink: "l", Editions: []Edition{{}}, Relation: Different, Abstract: study.Text{"en": "a"},
	Topics: []string{"t"}, Countries: []string{"GE"}, Population: study.Text{"en": "p"}, Method: &Method{}, Rights: Rights{Copies: Public}, Cited: "c", Sources: []Source{{}}}

// A block is a field of the front matter as it stands, with the comments above it.
type block struct{ key, text string }

var keyLine = regexp.MustCompile(`^"?([a-z_]+)"?:`)

// blocksOf cuts front matter before each field. Comments and empty lines belong
// to the field below them, at the end to nothing.
func blocksOf(front string) []block {
	var blocks []block
	held := ""
	for line := range strings.Lines(front) {
		m := keyLine.FindStringSubmatch(line)
		switch bare := strings.TrimSpace(line); {
		case m != nil:
			blocks = append(blocks, block{m[1], held + line})
			held = ""
		case bare == "" || strings.HasPrefix(line, "#"):
			held += line
		case len(blocks) == 0:
			held += line
		default:
			blocks[len(blocks)-1].text += held + line
			held = ""
		}
	}
	if held != "" {
		blocks = append(blocks, block{"", held})
	}
	return blocks
}

// fieldsOf gives the values of both works by field.
func fieldsOf(works ...Work) (before, after map[string]*yaml.Node, err error) {
	var all [2]map[string]*yaml.Node
	for i, w := range works {
		var node yaml.Node
		text, err := yaml.Marshal(w)
		if err == nil {
			err = yaml.Unmarshal(text, &node)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("library: %w", err)
		}
		all[i] = map[string]*yaml.Node{}
		for k := 0; k+1 < len(node.Content[0].Content); k += 2 {
			all[i][node.Content[0].Content[k].Value] = node.Content[0].Content[k+1]
		}
	}
	return all[0], all[1], nil
}

func plain(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	text, err := yaml.Marshal(n)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// replaced puts a value in the place of a field, takes the field out where there
// is none, and puts a new one where the program would write it.
func replaced(blocks []block, key string, was, will *yaml.Node) ([]block, error) {
	at := slices.IndexFunc(blocks, func(b block) bool { return b.key == key })
	if will == nil {
		return slices.Delete(blocks, at, at+1), nil
	}
	if at < 0 {
		text, err := encoded(&yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{{Kind: yaml.ScalarNode, Value: key}, will}})
		before := order[:slices.Index(order, key)]
		for i, b := range blocks {
			if slices.Contains(before, b.key) {
				at = i
			}
		}
		return slices.Insert(blocks, at+1, block{key, text}), err
	}
	head, rest := blocks[at].text, ""
	if i := strings.Index("\n"+head, "\n"+key+":"); i > 0 {
		head, rest = blocks[at].text[:i], blocks[at].text[i:]
	} else {
		head, rest = "", head
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(rest), &doc); err != nil {
		return nil, err
	}
	merge(doc.Content[0].Content[1], will)
	text, err := encoded(doc.Content[0])
	blocks[at].text = head + text
	return blocks, err
}

func encoded(n *yaml.Node) (string, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(n); err != nil {
		return "", err
	}
	return b.String(), enc.Close()
}

// merge makes the old node say what the new one does and leaves what is the same
// inside it, with its comments and its style, as it is.
func merge(old, to *yaml.Node) {
	if plain(bare(old)) == plain(to) {
		return
	}
	switch {
	case old.Kind != to.Kind:
		head, line, foot := old.HeadComment, old.LineComment, old.FootComment
		*old = *to
		old.HeadComment, old.LineComment, old.FootComment = head, line, foot
	case old.Kind == yaml.MappingNode:
		mergeFields(old, to)
	case old.Kind == yaml.SequenceNode:
		for i := range min(len(old.Content), len(to.Content)) {
			merge(old.Content[i], to.Content[i])
		}
		old.Content = old.Content[:min(len(old.Content), len(to.Content))]
		old.Content = append(old.Content, to.Content[len(old.Content):]...)
	default:
		old.Value, old.Tag, old.Style = to.Value, to.Tag, to.Style
	}
}

func mergeFields(old, to *yaml.Node) {
	var kept []*yaml.Node
	at := func(n *yaml.Node, key string) int {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				return i
			}
		}
		return -1
	}
	for i := 0; i+1 < len(old.Content); i += 2 {
		if k := at(to, old.Content[i].Value); k >= 0 {
			merge(old.Content[i+1], to.Content[k+1])
			kept = append(kept, old.Content[i], old.Content[i+1])
		}
	}
	for k := 0; k+1 < len(to.Content); k += 2 {
		if at(old, to.Content[k].Value) < 0 {
			kept = append(kept, to.Content[k], to.Content[k+1])
		}
	}
	old.Content = kept
}

// bare is a copy of a node without comments and style, to be compared.
func bare(n *yaml.Node) *yaml.Node {
	c := &yaml.Node{Kind: n.Kind, Tag: n.Tag, Value: n.Value}
	for _, x := range n.Content {
		c.Content = append(c.Content, bare(x))
	}
	return c
}
