package team

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"sojourn/study"
	"sojourn/team/passkey"
)

// A Passkey is a key of a member of staff, in a telephone, a computer or a
// token. Of its use nothing finer than the last day is kept.
type Passkey struct {
	passkey.Key
	Account string
	Name    string // given by its holder
	Added   study.Day
	Used    study.Day // empty: never
}

// mostKeys is how many passkeys an account may have.
const mostKeys = 10

// longestName is how long the name of a key may be, in letters.
const longestName = 60

// ErrKeys says that an account has as many passkeys as it may have.
var ErrKeys = errors.New("team: there are too many passkeys")

// At says at which address of the pages passkeys are asked for. Browsers bind
// a key to the host, and know no key for a host that is a bare number.
func (d *Door) At(origin string) error {
	u, err := url.Parse(origin)
	local := err == nil && u.Scheme == "http" && u.Hostname() == "localhost"
	if err != nil || u.Scheme != "https" && !local || u.Host == "" || u.Path != "" || strings.Trim(u.Hostname(), "0123456789.:") == "" {
		return study.Problem{Severity: study.Error, Code: "team-address", Where: "--team", What: "passkeys cannot be bound to this address",
			Do: "give the address of the staff pages as the team opens it: https://team.example.org or http://localhost:8081"}
	}
	d.site = passkey.Site{Origin: origin, ID: u.Hostname()}
	return nil
}

// Site is where passkeys are asked for; empty where they are not.
func (d *Door) Site() passkey.Site { return d.site }

// Handle is the name under which an account's passkeys know it. It follows
// from the account's and does not show it.
func Handle(account string) []byte {
	raw, err := hex.DecodeString(hashOf("passkey", account))
	if err != nil { // a hash is hexadecimal
		return []byte(account)
	}
	return raw
}

// challengeFor is how long a challenge waits for its answer.
const challengeFor = 5 * time.Minute

// mostChallenges are open at once; when there are more, all begin anew.
const mostChallenges = 10_000

// challenges are those given out, by what they are for, in memory alone.
type challenges struct {
	mu   sync.Mutex
	open map[string]challenge
}

// A challenge is what a passkey is to sign.
type challenge struct {
	bytes []byte
	until time.Time
}

// Challenge draws what a passkey is to sign for a browser, which is known by a
// cookie: that of a session to make a key, that of a login to come in. A new
// one takes the place of the former.
func (d *Door) Challenge(cookie string) ([]byte, error) {
	drawn := make([]byte, 32)
	if _, err := io.ReadFull(d.rand, drawn); err != nil {
		return nil, fmt.Errorf("team: drawing a challenge: %w", err)
	}
	d.asked.mu.Lock()
	defer d.asked.mu.Unlock()
	if len(d.asked.open) >= mostChallenges {
		clear(d.asked.open)
	}
	d.asked.open[hashOf("challenge", cookie)] = challenge{drawn, d.now().Add(challengeFor)}
	return drawn, nil
}

// Waiting draws a challenge for a browser that wants to come in, and what its
// cookie is to hold meanwhile.
func (d *Door) Waiting() (cookie string, asked []byte, err error) {
	cookie, _, err = d.session("")
	if err != nil {
		return "", nil, err
	}
	asked, err = d.Challenge(cookie)
	return cookie, asked, err
}

// answered takes the challenge of a cookie back: each is answered once.
func (d *Door) answered(cookie string) ([]byte, bool) {
	d.asked.mu.Lock()
	defer d.asked.mu.Unlock()
	key := hashOf("challenge", cookie)
	c, open := d.asked.open[key]
	delete(d.asked.open, key)
	return c.bytes, open && cookie != "" && d.now().Before(c.until)
}

// Keys lists the passkeys of an account.
func (d *Door) Keys(ctx context.Context, account string) ([]Passkey, error) {
	return d.storage.Passkeys(ctx, account)
}

// AddKey keeps a new passkey of the account in whose session the browser is.
// Password and digits are asked for once more: whoever finds an open session
// must not leave with a key to it.
func (d *Door) AddKey(ctx context.Context, cookie, name, password, typed string, made passkey.Created) error {
	asked, open := d.answered(cookie)
	a, err := d.Inside(ctx, cookie)
	if err != nil {
		return err
	}
	if d.tries.tooMany(a.Name, d.now()) {
		return ErrWait
	}
	step, err := d.try(a, password, typed)
	if err != nil {
		d.tries.miss(a.Name, d.now())
		return d.refused(ctx, a, err)
	}
	key, err := d.site.Register(made, asked)
	if !open || err != nil || d.site.ID == "" {
		return d.refused(ctx, a, ErrRefused)
	}
	keys, err := d.storage.Passkeys(ctx, a.Name)
	if err != nil {
		return err
	}
	if len(keys) >= mostKeys {
		return ErrKeys
	}
	name = strings.TrimSpace(strings.ToValidUTF8(name, ""))
	if name == "" || utf8.RuneCountInString(name) > longestName {
		name = fmt.Sprintf("%d", len(keys)+1)
	}
	k := Passkey{Key: key, Account: a.Name, Name: name, Added: study.DayOf(d.now())}
	err = d.storage.AddPasskey(ctx, k, step, d.entry(a.Name, "passkey.add", name))
	if errors.Is(err, study.ErrConflict) { // the digits came twice at once, or the key is there
		return d.refused(ctx, a, ErrRefused)
	}
	return err
}

// RemoveKey forgets a passkey of an account.
func (d *Door) RemoveKey(ctx context.Context, account string, id []byte) error {
	k, err := d.storage.Passkey(ctx, id)
	if err == nil && k.Account != account {
		err = study.ErrNotFound
	}
	if err != nil {
		return err
	}
	return d.storage.RemovePasskey(ctx, account, id, d.entry(account, "passkey.remove", k.Name))
}

// LoginByKey lets a browser in whose holder has signed its challenge, and
// returns what its cookie is to hold. Whatever is wrong is refused alike, and
// the challenge is used up by it.
func (d *Door) LoginByKey(ctx context.Context, waiting string, said passkey.Signed) (cookie string, err error) {
	asked, open := d.answered(waiting)
	k, err := d.storage.Passkey(ctx, said.ID)
	if err != nil && !errors.Is(err, study.ErrNotFound) {
		return "", err
	}
	a, errA := d.storage.Account(ctx, k.Account)
	if errA != nil && !errors.Is(errA, study.ErrNotFound) {
		return "", errA
	}
	count, errC := d.site.Check(k.Key, said, asked)
	if d.site.ID == "" || !open || errors.Join(err, errA, errC) != nil || !a.Ready() || !same(string(said.User), string(Handle(a.Name))) {
		return "", d.refused(ctx, a, ErrRefused)
	}
	cookie, session, err := d.session(a.Name)
	if err != nil {
		return "", err
	}
	err = d.storage.AdmitByPasskey(ctx, session, k.ID, count, study.DayOf(d.now()), d.entry(a.Name, "login.passkey", k.Name))
	if errors.Is(err, study.ErrConflict) { // the count was reached by another login at the same time
		return "", d.refused(ctx, a, ErrRefused)
	}
	return cookie, err
}
