package staff

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/outreach"
	"sojourn/seal"
)

func TestTheDeskFetchesSealedContacts(t *testing.T) {
	got := lines[outreach.Sealed](t, fetch(t, field{}, "/sync/contacts"))
	if len(got) != 120 || got[119].ID != "contact120" || got[119].Sealed[0] != 120 {
		t.Errorf("%d contacts, the last %+v", len(got), got[len(got)-1])
	}
	if got := lines[outreach.Sealed](t, fetch(t, field{}, "/sync/contacts?after=contact118&limit=1")); len(got) != 1 || got[0].ID != "contact119" {
		t.Errorf("behind the 118th: %+v", got)
	}
}

// A name as long as the field gives them.
func nameOf(n int) string { return fmt.Sprintf("%026d", n) }

func TestWhatTheTeamSendsIsDone(t *testing.T) {
	var changes []string
	h := New(field{changes: &changes}, tokens, nil)
	for path, auth := range map[string]string{
		"/sync/contacts/taken":          tokens.Desk,
		"/mailroom/waves/2/invitations": tokens.Mailroom,
	} {
		if status := send(h, path, auth, `["`+nameOf(1)+`","`+nameOf(2)+`"]`); status != http.StatusNoContent {
			t.Errorf("%s: status %d", path, status)
		}
	}
	want := map[string]bool{"taken " + nameOf(1) + " " + nameOf(2): true, "invited to 2 " + nameOf(1) + " " + nameOf(2): true}
	got := map[string]bool{}
	for _, c := range changes {
		got[c] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheDeskLearnsOfWithdrawalsAndHasTheRestErased(t *testing.T) {
	if got := lines[string](t, fetch(t, field{}, "/sync/withdrawals")); len(got) != 2 || got[1] != "b" {
		t.Errorf("marks %q", got)
	}
	if got := lines[seal.Envelope](t, fetch(t, field{}, "/sync/waves/3/tombstones")); len(got) != 1 || got[0].Wave != 3 || got[0].Kind != seal.Withdrawn {
		t.Errorf("tombstones %+v", got)
	}
	var changes []string
	h := New(field{changes: &changes}, tokens, nil)
	if status := send(h, "/sync/erase", tokens.Desk, `[{"wave":2,"key":"`+nameOf(7)+`"}]`); status != http.StatusNoContent || len(changes) != 1 || changes[0] != "erased of 2 "+nameOf(7) {
		t.Errorf("status %d, changed %q", status, changes)
	}
	for _, body := range []string{`[{"wave":0,"key":"` + nameOf(7) + `"}]`, `[{"wave":1,"key":""}]`, `{}`, `x`} {
		if status := send(h, "/sync/erase", tokens.Desk, body); status != http.StatusBadRequest {
			t.Errorf("%s: status %d", body, status)
		}
	}
	if len(changes) != 1 {
		t.Errorf("changed %q", changes)
	}
}

func TestNeitherTokenOpensTheOthersAddresses(t *testing.T) {
	var changes []string
	h := New(field{changes: &changes}, tokens, nil)
	for path, auth := range map[string]string{
		"/sync/contacts/taken":          tokens.Mailroom,
		"/mailroom/waves/2/invitations": tokens.Desk,
	} {
		if status := send(h, path, auth, `["`+nameOf(1)+`"]`); status != http.StatusUnauthorized {
			t.Errorf("%s: status %d", path, status)
		}
	}
	if len(changes) > 0 {
		t.Errorf("changed: %q", changes)
	}
}

func TestAListThatIsNoneChangesNothing(t *testing.T) {
	var changes []string
	h := New(field{changes: &changes}, tokens, nil)
	many := `["` + nameOf(1) + `"` + strings.Repeat(`,"`+nameOf(1)+`"`, maxNames) + `]`
	for _, body := range []string{``, `{}`, `["somebody@example.org"]`, `["` + nameOf(1) + `","X"]`, `[1]`, many, strings.Repeat("[", 1<<20)} {
		if status := send(h, "/mailroom/waves/2/invitations", tokens.Mailroom, body); status != http.StatusBadRequest {
			t.Errorf("%.40s: status %d", body, status)
		}
	}
	if status := send(h, "/mailroom/waves/0/invitations", tokens.Mailroom, `[]`); status != http.StatusBadRequest {
		t.Errorf("wave 0: status %d", status)
	}
	if len(changes) > 0 {
		t.Errorf("changed: %q", changes)
	}
}

func send(h http.Handler, path, token, body string) int {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}
