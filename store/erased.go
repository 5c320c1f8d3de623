package store

import (
	"encoding/json"
	"errors"
	"io"

	"sojourn/fieldwork"
)

// Erased lists what was withdrawn, for a storage that is set back to an older
// copy. The desk keeps it: what the field had of it may be lost.
type Erased struct {
	Marks     []string                 `json:"marks"`
	Responses []fieldwork.ResponseName `json:"responses"`
}

// ReadErased reads the list from JSON.
func ReadErased(r io.Reader) (Erased, error) {
	var e Erased
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		return e, errors.New("store: this is no list of withdrawals")
	}
	return e, nil
}

// withdrawals gives the list in the form in which the storage takes it.
func (e Erased) withdrawals() []fieldwork.Withdrawal {
	all := []fieldwork.Withdrawal{{Responses: e.Responses}}
	for _, m := range e.Marks {
		all = append(all, fieldwork.Withdrawal{Mark: m})
	}
	return all
}
