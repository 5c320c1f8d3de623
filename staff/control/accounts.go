package control

import (
	"net/http"

	"sojourn/listener"
	"sojourn/study"
	"sojourn/team"
)

// accountsPage is what accounts.html shows.
type accountsPage struct {
	*frame
	Accounts []team.Account
}

// State is the key of how an account stands.
func (accountsPage) State(a team.Account) string {
	switch {
	case a.Ended:
		return "account.ended"
	case a.Ready():
		return "account.ready"
	}
	return "account.waits"
}

// accounts serves GET /accounts.
func (s *site) accounts(w http.ResponseWriter, r *http.Request) error {
	all, err := s.Storage.Accounts(r.Context())
	if err != nil {
		return err
	}
	return s.pages.Show(w, http.StatusOK, "accounts", accountsPage{s.frame(r, "nav.accounts"), all})
}

// endAccount serves POST /accounts/{name}/end. Nobody ends their own: a field
// without an admin would have nobody to read its log.
func (s *site) endAccount(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if name == who(r).Name {
		return study.ErrConflict
	}
	if err := s.Door.End(r.Context(), who(r).Name, name); err != nil {
		return err
	}
	return listener.SeeOther(w, "/accounts")
}
