package staff

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"

	"sojourn/outreach"
	"sojourn/study"
)

// contacts serves GET /sync/contacts?after=ID&limit=N: the sealed contacts in
// the order of their random ids.
func contacts(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		limit, err := number(r, "limit", maxLimit, 1, maxLimit)
		if err != nil {
			return err
		}
		after := r.URL.Query().Get("after")
		return stream(w, int(limit), func(n int) ([]outreach.Sealed, error) {
			page, err := from.Contacts(r.Context(), after, n)
			if len(page) > 0 {
				after = page[len(page)-1].ID
			}
			return page, err
		})
	}
}

// maxNames is how many ids or hashes one request may carry.
const maxNames = 5000

// taken serves POST /sync/contacts/taken: the desk keeps the contacts of the
// ids in the JSON list sent, and the field need not any more.
func taken(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ids, err := names(w, r)
		if err != nil {
			return err
		}
		if err := from.TakeContacts(r.Context(), ids); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// invitations serves POST /mailroom/waves/{wave}/invitations: the hashes of
// personal links, a JSON list, that are to open the wave's panel door.
func invitations(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		wave, err := strconv.ParseUint(r.PathValue("wave"), 10, 16)
		if err != nil || wave == 0 {
			return errRequest
		}
		hashes, err := names(w, r)
		if err != nil {
			return err
		}
		if err := from.Invite(r.Context(), study.WaveID(wave), hashes); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// nameForm is how ids and hashes look: nothing that could carry an address.
var nameForm = regexp.MustCompile(`^[a-z0-9]{26,32}$`)

// names reads the JSON list of a request.
func names(w http.ResponseWriter, r *http.Request) ([]string, error) {
	var list []string
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxNames*40)).Decode(&list)
	if err != nil || len(list) > maxNames {
		return nil, errRequest
	}
	for _, name := range list {
		if !nameForm.MatchString(name) {
			return nil, errRequest
		}
	}
	return list, nil
}
