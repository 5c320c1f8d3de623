package estimate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"sojourn/study"
)

// A Note is something that a reader of an estimate must be told: the sentence,
// and in a form for programs what it says.
//
// Code is stable. Params are its numbers (int or float64), names (string),
// titles in several languages ([study.Text]) and reasons (Note).
type Note struct {
	Code       string `json:"code"`
	Params     []any  `json:"params,omitempty"`
	study.Text `json:"text"`
}

// The codes of notes that the program does not word itself. Others are the keys
// of the words that begin with "note-", and of reasons those with "why-".
const (
	OwnNote     = "own"     // of the estimate, as the team wrote it
	FindingNote = "finding" // with which finding of the library it is compared
	LineageNote = "lineage" // what changed between waves
)

// note words what a code says of its params.
func note(code string, params ...any) Note { return worded(code, "note-"+code, params) }

// worded says the params by a key. A whole number is an int, as it is when it
// is read back.
func worded(code, key string, params []any) Note {
	n := Note{Code: code, Text: say(key, params...)}
	for _, p := range params {
		if x, is := p.(float64); is && x == math.Trunc(x) && math.Abs(x) < 1<<53 {
			p = int(x)
		}
		n.Params = append(n.Params, p)
	}
	return n
}

func (w *work) note(code string, params ...any) { w.notes = append(w.notes, note(code, params...)) }

// UnmarshalJSON reads a note, or the sentence alone, which is all that files of
// earlier versions have.
func (n *Note) UnmarshalJSON(data []byte) error {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(data, &keys); err != nil {
		return err
	}
	*n = Note{}
	if text := bytes.TrimSpace(keys["text"]); len(text) == 0 || text[0] != '{' {
		return json.Unmarshal(data, &n.Text)
	}
	var plain struct {
		Code   string            `json:"code"`
		Params []json.RawMessage `json:"params"`
		Text   study.Text        `json:"text"`
	}
	if err := json.Unmarshal(data, &plain); err != nil {
		return err
	}
	n.Code, n.Text = plain.Code, plain.Text
	for _, raw := range plain.Params {
		p, err := param(raw)
		if err != nil {
			return err
		}
		n.Params = append(n.Params, p)
	}
	return nil
}

// param reads what a note says of: a number, a name, a title or a reason.
func param(raw json.RawMessage) (any, error) {
	switch raw[0] {
	case '"':
		var s string
		return s, json.Unmarshal(raw, &s)
	case '{':
		var reason Note
		if err := json.Unmarshal(raw, &reason); err != nil || reason.Code != "" {
			return reason, err
		}
		return reason.Text, nil
	}
	if n, err := strconv.Atoi(string(raw)); err == nil {
		return n, nil
	}
	x, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return nil, fmt.Errorf("estimate: a note speaks of %s, which is no number, name, title or reason", raw)
	}
	return x, nil
}
