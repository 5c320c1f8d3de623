package team

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"sojourn/seal"
	"sojourn/study"
	"sojourn/team/passkey"
)

// A Door lets staff in. It is safe for concurrent use.
type Door struct {
	storage Storage
	now     func() time.Time
	rand    io.Reader
	places  chan struct{} // passwords being tried at once: each takes 64 MiB
	tries   tries
	asked   challenges
	site    passkey.Site // where passkeys are asked for; zero: nowhere
}

// atOnce is how many passwords are tried at the same time; a flood of logins
// would else take all memory.
const atOnce = 2

// NewDoor returns the door of a field.
func NewDoor(s Storage, now func() time.Time, rand io.Reader) *Door {
	return &Door{storage: s, now: now, rand: rand, places: make(chan struct{}, atOnce), tries: tries{wrong: map[string]miss{}}, asked: challenges{open: map[string]challenge{}}}
}

var codeLetters = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// Add makes an account, by somebody who has the field's computer, and returns
// the code with which its holder chooses a password. The code is kept as a
// hash and can be used once.
func (d *Door) Add(ctx context.Context, a Account) (code string, err error) {
	if code, err = d.enrolment(&a); err != nil {
		return "", err
	}
	return code, d.storage.AddAccount(ctx, a, d.entry("", "account.add", a.Name+" "+string(a.Role)))
}

// Renew ends what an account had, sessions included, and gives its holder a
// code to enrol anew: after a lost telephone.
func (d *Door) Renew(ctx context.Context, name string) (code string, err error) {
	a, err := d.storage.Account(ctx, name)
	if err != nil {
		return "", err
	}
	a.Login, a.Ended = seal.Login{}, false
	if code, err = d.enrolment(&a); err != nil {
		return "", err
	}
	return code, d.storage.ChangeAccount(ctx, a, d.entry("", "account.renew", name))
}

func (d *Door) enrolment(a *Account) (string, error) {
	random := make([]byte, 15)
	if _, err := io.ReadFull(d.rand, random); err != nil {
		return "", fmt.Errorf("team: drawing a code: %w", err)
	}
	code := codeLetters.EncodeToString(random)
	a.Enrolment, a.Until = hashOf("enrolment", code), d.now().Add(enrolDays*24*time.Hour)
	var parts []string
	for i := 0; i < len(code); i += 6 {
		parts = append(parts, code[i:i+6])
	}
	return strings.Join(parts, "-"), nil
}

// End keeps an account out from now on.
func (d *Door) End(ctx context.Context, by, name string) error {
	a, err := d.storage.Account(ctx, name)
	if err != nil {
		return err
	}
	a.Ended, a.Enrolment, a.Login = true, "", seal.Login{}
	return d.storage.ChangeAccount(ctx, a, d.entry(by, "account.end", name))
}

// leastPassword is how many letters a password has at least, and leastStrength
// how many bits [seal.Strength] must give it: less than the passphrase of a key,
// since it is tried slowly and only with the digits of an app.
const (
	leastPassword = 12
	leastStrength = 28
)

// ErrPassword says that a password is too short, soon guessed, or the name.
var ErrPassword = errors.New("team: the password is too short, or soon guessed")

// Enrol takes the password of a new account and returns the secret for its
// authenticator app. The account works only after [Door.Confirm], so that
// nobody is locked out by an app that did not take the secret.
func (d *Door) Enrol(ctx context.Context, name, code, password string) (seal.CodeSecret, error) {
	a, err := d.invited(ctx, name, code)
	if err != nil {
		return seal.CodeSecret{}, err
	}
	if utf8.RuneCountInString(password) < leastPassword || strings.Contains(strings.ToLower(password), a.Name) && len(password) < 2*leastPassword || seal.Strength(password) < leastStrength {
		return seal.CodeSecret{}, ErrPassword
	}
	secret, err := seal.NewCodeSecret(d.rand)
	if err != nil {
		return secret, err
	}
	d.places <- struct{}{}
	a.Login, err = seal.NewLogin(a.Name, password, secret, d.rand)
	<-d.places
	if err != nil {
		return secret, err
	}
	return secret, d.storage.ChangeAccount(ctx, a, d.entry(a.Name, "account.password", a.Name))
}

// Confirm ends an enrolment with the first code of the app.
func (d *Door) Confirm(ctx context.Context, name, code, password, typed string) error {
	a, err := d.invited(ctx, name, code)
	if err != nil {
		return err
	}
	step, err := d.try(a, password, typed)
	if err != nil {
		return err
	}
	a.Enrolment, a.Step = "", step
	return d.storage.ChangeAccount(ctx, a, d.entry(a.Name, "account.enrol", a.Name))
}

// invited finds the account that may enrol with the code.
func (d *Door) invited(ctx context.Context, name, code string) (Account, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if d.tries.tooMany(name, d.now()) {
		return Account{}, ErrWait
	}
	a, err := d.storage.Account(ctx, name)
	if err != nil && !errors.Is(err, study.ErrNotFound) {
		return a, err
	}
	code = strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code))
	if a.Enrolment == "" || a.Ended || !d.now().Before(a.Until) || !same(a.Enrolment, hashOf("enrolment", code)) {
		d.tries.miss(name, d.now())
		return Account{}, ErrRefused
	}
	return a, nil
}

// Login lets a browser in and returns what its cookie is to hold. Name,
// password and code that are wrong look alike and take alike.
func (d *Door) Login(ctx context.Context, name, password, typed string) (cookie string, err error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if d.tries.tooMany(name, d.now()) {
		return "", ErrWait
	}
	a, err := d.storage.Account(ctx, name)
	if err != nil && !errors.Is(err, study.ErrNotFound) {
		return "", err
	}
	if !a.Ready() {
		a.Login = seal.Login{}
	}
	step, err := d.try(a, password, typed)
	if err != nil {
		d.tries.miss(name, d.now())
		return "", d.refused(ctx, a, err)
	}
	cookie, session, err := d.session(a.Name)
	if err != nil {
		return "", err
	}
	err = d.storage.Admit(ctx, session, step, d.entry(a.Name, "login", ""))
	if errors.Is(err, study.ErrConflict) { // the same code came twice at once
		return "", d.refused(ctx, a, ErrRefused)
	}
	if err == nil {
		d.tries.forget(name)
	}
	return cookie, err
}

// refused notes a login that went wrong under a name that exists. Names that
// do not are not noted: people type passwords there.
func (d *Door) refused(ctx context.Context, a Account, cause error) error {
	if a.Name == "" || !errors.Is(cause, ErrRefused) {
		return cause
	}
	return errors.Join(cause, d.storage.Note(ctx, d.entry(a.Name, "login.refused", "")))
}

// try checks both factors. The wait for a place is the only thing that depends
// on others.
func (d *Door) try(a Account, password, typed string) (int64, error) {
	d.places <- struct{}{}
	secret, err := a.Login.Open(a.Name, password)
	<-d.places
	if err != nil {
		return 0, ErrRefused
	}
	step, ok := secret.Accept(typed, d.now(), a.Step)
	if !ok {
		return 0, ErrRefused
	}
	return step, nil
}

// session opens a session of an account.
func (d *Door) session(account string) (cookie string, s Session, err error) {
	key, err := seal.NewSecret(d.rand)
	if err != nil {
		return "", s, err
	}
	cookie, now := key.Token(), d.now()
	return cookie, Session{Hash: hashOf("session", cookie), Account: account, Began: now, Seen: now}, nil
}

// touchEvery is how often the use of a session is noted.
const touchEvery = time.Minute

// Inside gives the account whose browser holds the cookie, or [ErrRefused].
func (d *Door) Inside(ctx context.Context, cookie string) (Account, error) {
	if cookie == "" {
		return Account{}, ErrRefused
	}
	hash, now := hashOf("session", cookie), d.now()
	s, err := d.storage.Session(ctx, hash)
	if errors.Is(err, study.ErrNotFound) || err == nil && !s.Live(now) {
		return Account{}, ErrRefused
	}
	if err != nil {
		return Account{}, err
	}
	a, err := d.storage.Account(ctx, s.Account)
	if err != nil || !a.Ready() {
		return Account{}, errors.Join(ErrRefused, err)
	}
	if now.Sub(s.Seen) >= touchEvery {
		err = d.storage.Touch(ctx, hash, now)
	}
	return a, err
}

// Leave ends the session of a cookie.
func (d *Door) Leave(ctx context.Context, by, cookie string) error {
	return d.storage.EndSession(ctx, hashOf("session", cookie), d.entry(by, "logout", ""))
}

// FormToken is what every form of a session carries. It follows from the
// cookie and not from what is stored of it.
func FormToken(cookie string) string { return hashOf("form", cookie) }

// Same reports whether two tokens are the same, in a time that does not tell
// where they differ.
func Same(a, b string) bool { return same(a, b) }

func (d *Door) entry(who, what, of string) Entry {
	return Entry{At: d.now(), Who: who, What: what, Of: of}
}

func hashOf(use, text string) string {
	return seal.HashOf([]byte("sojourn/v1/team/" + use + "\n" + text)).String()
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
