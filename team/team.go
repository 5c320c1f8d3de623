// Package team knows who of a study's staff may do what at the field: accounts
// with a role, how they are enrolled and let in, how long a session lasts, and
// what the audit log says.
//
// Nobody is a superuser of answers: what staff see at the field are counts and
// settings, because the field has nothing else. The package keeps passwords
// and codes in no form from which they could be used: see [seal.Login]. It
// does no I/O and knows neither pages nor how anything is stored; clock and
// randomness are passed in.
package team

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	"sojourn/seal"
	"sojourn/study"
)

// A Role says what somebody may do. There is no role that may do everything.
type Role string

// The roles. A role may do only what is listed for it: see package control.
const (
	Admin     Role = "admin"     // accounts and the audit log
	Designer  Role = "designer"  // versions of the questionnaire
	Field     Role = "field"     // doors, quotas, channels
	Custodian Role = "custodian" // of contacts; sees which doors are open
	Partner   Role = "partner"   // sees the channels of their own, without small counts
)

// Roles are all of them.
func Roles() []Role { return []Role{Admin, Designer, Field, Custodian, Partner} }

// An Account is a member of staff as the field keeps them.
type Account struct {
	Name     string
	Role     Role
	Channels []string // of a partner
	Ended    bool     // may not come in any more

	Enrolment string    // hash of the code that lets them choose a password; empty once it was used
	Until     time.Time // the enrolment's end
	Login     seal.Login
	Step      int64 // of the last code used
}

// Sees reports whether the account may see the channel's numbers and links.
func (a Account) Sees(channel string) bool {
	return a.Role != Partner || slices.Contains(a.Channels, channel)
}

// Ready reports whether somebody has enrolled.
func (a Account) Ready() bool { return a.Enrolment == "" && !a.Ended }

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9.-]{1,30}$`)

// Check says what is wrong with an account before it is made.
func (a Account) Check(s *study.Study) error {
	bad := func(column, what, do string) error {
		return study.Problem{Severity: study.Error, Code: "account", Where: "account " + a.Name, Column: column, What: what, Do: do}
	}
	if !nameForm.MatchString(a.Name) {
		return bad("name", "this name cannot be used", "take 2 to 31 small letters, digits, dots and hyphens, a letter first")
	}
	if !slices.Contains(Roles(), a.Role) {
		return bad("role", fmt.Sprintf("there is no role %q", a.Role), "use admin, designer, field, custodian or partner")
	}
	if a.Role == Partner && len(a.Channels) == 0 {
		return bad("channel", "a partner without a channel sees nothing", "name one or more with --channel")
	}
	if a.Role != Partner && len(a.Channels) > 0 {
		return bad("channel", "only partners have channels of their own", "leave --channel out")
	}
	for _, name := range a.Channels {
		if !slices.ContainsFunc(s.Channels, func(c study.Channel) bool { return c.Name == name }) {
			return bad("channel", fmt.Sprintf("the study has no channel %q", name), "list it in "+study.File+" or correct the name")
		}
	}
	return nil
}

// How long a session lasts: without a request, and in all.
const (
	Idle     = 30 * time.Minute
	Absolute = 12 * time.Hour
)

// enrolDays is how long an enrolment waits to be used.
const enrolDays = 3

// A Session is a browser that was let in, by the hash of what its cookie holds.
type Session struct {
	Hash    string
	Account string
	Began   time.Time
	Seen    time.Time
}

// Live reports whether the session still holds at now.
func (s Session) Live(now time.Time) bool {
	return now.Sub(s.Began) < Absolute && now.Sub(s.Seen) < Idle
}

// An Entry is one line of the audit log. It never holds anything of a
// respondent.
type Entry struct {
	Seq  int64
	At   time.Time
	Who  string // account; empty where nobody was let in yet
	What string // stable key, such as "login" or "door.pause"
	Of   string // what it was done to, such as "wave 1 open"
}

// ErrRefused says that name, password or code is wrong. Which of them is told
// to nobody.
var ErrRefused = errors.New("team: name, password or code is wrong")

// ErrWait says that too many tries went wrong lately.
var ErrWait = errors.New("team: too many tries; wait")
