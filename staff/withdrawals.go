package staff

import (
	"encoding/json"
	"net/http"

	"sojourn/fieldwork"
)

// tombstones serves GET /sync/waves/{wave}/tombstones: the places of the
// wave's chain that were withdrawn.
func tombstones(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		wave, _, err := place(r)
		if err != nil {
			return err
		}
		all, err := from.Tombstones(r.Context(), wave)
		if err != nil {
			return err
		}
		return writeLines(w, all)
	}
}

// withdrawals serves GET /sync/withdrawals: the marks of those who withdrew
// altogether.
func withdrawals(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		all, err := from.Withdrawals(r.Context())
		if err != nil {
			return err
		}
		return writeLines(w, all)
	}
}

// erase serves POST /sync/erase: responses, a JSON list, that the desk found
// to be of somebody who withdrew, and that the field cannot find by itself.
func erase(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var list []fieldwork.ResponseName
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxNames*60)).Decode(&list)
		if err != nil || len(list) > maxNames {
			return errRequest
		}
		for _, name := range list {
			if name.Wave < 1 || !nameForm.MatchString(name.Key) {
				return errRequest
			}
		}
		if err := from.Withdraw(r.Context(), fieldwork.Withdrawal{Responses: list}); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}
