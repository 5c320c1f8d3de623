// Package control is what the team sees of a running field in a browser: how a
// wave goes, its doors, quotas, versions and channels, who may do what, and
// the log of what was done.
//
// The pages lie on the listener of the team, never on that of respondents.
// Whoever is not let in is led to the login from every address alike. Each
// route names the roles that may use it, and no role may use all.
//
// # What the package refuses to know
//
// It counts headers and sees no envelope, no contact and no respondent. A
// partner is shown the channels of their own in tens, and nothing under
// twenty. It keeps no log of requests; what was changed, and by whom, the
// audit log says.
package control

import (
	"context"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"sojourn/fieldwork"
	"sojourn/listener"
	"sojourn/look"
	"sojourn/seal"
	"sojourn/study"
	"sojourn/study/phrasebook"
	"sojourn/team"
)

//go:embed *.html control.css passkey.js words
var files embed.FS

// Storage is what the pages need of the field's storage. A change and its entry
// in the audit log are one.
type Storage interface {
	Counts(ctx context.Context) (started, finished map[seal.Header]int, err error)
	Doors(ctx context.Context) ([]fieldwork.DoorSetting, error)
	SetDoors(ctx context.Context, settings []fieldwork.DoorSetting, e team.Entry) error
	Quotas(ctx context.Context) ([]fieldwork.Quota, error)
	SetQuota(ctx context.Context, q fieldwork.Quota, e team.Entry) error
	Published(ctx context.Context) ([]fieldwork.Published, error)
	Postings(ctx context.Context) ([]fieldwork.Posting, error)
	NotePosting(ctx context.Context, p fieldwork.Posting, e team.Entry) error
	Accounts(ctx context.Context) ([]team.Account, error)
	Entries(ctx context.Context, limit int) ([]team.Entry, error)
}

// A Version is a questionnaire that a wave asks.
type Version struct {
	Name string
	File string
}

// Config is what the pages need.
type Config struct {
	Study   *study.Study
	Door    *team.Door
	Storage Storage
	// First is the version of each wave in the study folder.
	First map[study.WaveID]Version
	// Current is the name of the version that a wave asks now.
	Current func(study.WaveID) string
	// Publish checks a questionnaire's file and makes it the current version of
	// its wave. What a person can mend comes back as [study.Problems].
	Publish func(ctx context.Context, p fieldwork.Published, e team.Entry) (study.Problems, error)
	Clock   func() time.Time
	Log     *slog.Logger
}

// site serves the pages. It is filled once and never changed.
type site struct {
	Config
	book   *phrasebook.Book
	pages  listener.Pages
	style  template.CSS
	script template.JS
	policy string
	// scripted is the policy of pages that ask for passkeys.
	scripted string
}

// New returns the pages.
func New(c Config) http.Handler {
	s := &site{Config: c, book: phrasebook.MustOpen(files, "words"), pages: listener.ParsePages(files, []string{"frame.html"},
		"login", "enrol", "app", "enrolled", "progress", "waves", "versions", "channels", "accounts", "audit", "keys", "trouble")}
	css, errCSS := files.ReadFile("control.css")
	js, errJS := files.ReadFile("passkey.js")
	if err := errors.Join(errCSS, errJS); err != nil {
		panic(err) // embedded: a fault of the build
	}
	s.style = template.CSS(look.Base + string(css))
	s.script = template.JS(js)
	s.policy = listener.Policy(look.StyleHash(string(s.style)), "img-src 'self'")
	s.scripted = listener.Scripted(s.policy, look.StyleHash(string(s.script)))

	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.Handle(r.pattern, s.admitted(r))
	}
	mux.Handle("/", s.admitted(route{serve: s.missing, roles: team.Roles()}))
	return s.guard(mux)
}

// A route is an address and who may use it.
type route struct {
	pattern string
	serve   listener.Serve
	roles   []team.Role // empty: also who is not let in
}

func only(roles ...team.Role) []team.Role { return roles }

// routes lists every address there is.
func (s *site) routes() []route {
	const admin, designer, field, custodian, partner = team.Admin, team.Designer, team.Field, team.Custodian, team.Partner
	return []route{
		{"GET /login", s.askLogin, nil},
		{"POST /login", s.login, nil},
		{"POST /login/key", s.loginByKey, nil},
		{"GET /enrol", s.askEnrol, nil},
		{"POST /enrol", s.enrol, nil},
		{"POST /enrol/confirm", s.confirm, nil},
		{"GET /{$}", s.first, team.Roles()},
		{"POST /logout", s.logout, team.Roles()},
		{"GET /keys", s.keys, team.Roles()},
		{"POST /keys", s.addKey, team.Roles()},
		{"POST /keys/remove", s.removeKey, team.Roles()},
		{"GET /progress", s.progress, only(admin, designer, field, partner)},
		{"GET /waves", s.waves, only(admin, designer, field, custodian)},
		{"POST /waves/{wave}/doors", s.setDoor, only(field)},
		{"POST /waves/{wave}/close", s.closeWave, only(field)},
		{"POST /waves/{wave}/quotas", s.setQuota, only(field)},
		{"GET /versions", s.versions, only(admin, designer, field)},
		{"GET /versions/{wave}/{place}", s.versionFile, only(admin, designer, field)},
		{"POST /versions/{wave}", s.publish, only(designer)},
		{"GET /channels", s.channels, only(admin, field, partner)},
		{"GET /channels/{channel}/qr.svg", s.codeSVG, only(admin, field, partner)},
		{"GET /channels/{channel}/qr.png", s.codePNG, only(admin, field, partner)},
		{"POST /channels/{channel}/postings", s.notePosting, only(field, partner)},
		{"GET /accounts", s.accounts, only(admin)},
		{"POST /accounts/{name}/end", s.endAccount, only(admin)},
		{"GET /audit", s.audit, only(admin)},
	}
}
