package system

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/store"
	"sojourn/study"
)

// TestWithOneKeyAndEveryBackupNobodyIsJoinedToTheirAnswers is the linking
// attack. The attacker has the field's storage as it was at the end of every
// hour of a wave, and at the end of a second wave, and one of the two keys.
// With the contact key there come also all contacts in the clear, as the
// mailroom has them. Linking means to say which response is whose. Chance is
// what somebody reaches who knows only everybody's language, which is clear.
//
// SOJOURN_PROVE=1 takes 2,000 people.
func TestWithOneKeyAndEveryBackupNobodyIsJoinedToTheirAnswers(t *testing.T) {
	people := 240
	if os.Getenv("SOJOURN_PROVE") != "" {
		people = 2000
	}
	h := history(t, people, false)
	for name, got := range map[string]accuracy{
		"contact key":                   h.byContactKey(t),
		"contact key, over two waves":   h.acrossWaves(t),
		"answers key and all addresses": h.byAnswersKey(t),
	} {
		t.Logf("%s: %.2f %% of people linked, by chance %.2f %%", name, 100*got.reached, 100*got.chance)
		if got.reached > got.chance+0.01 {
			t.Errorf("%s: %.2f %% of people linked, by chance %.2f %%", name, 100*got.reached, 100*got.chance)
		}
	}
}

// TestTheLinkingAttackFindsWhatAWeakerVaultWouldShow keeps the attack honest:
// where contacts are sealed to the contact key alone, the hour in which they
// came gives many people away.
func TestTheLinkingAttackFindsWhatAWeakerVaultWouldShow(t *testing.T) {
	got := history(t, 120, true).byContactKey(t)
	t.Logf("%.0f %% of people linked, by chance %.1f %%", 100*got.reached, 100*got.chance)
	if got.reached < got.chance+0.1 {
		t.Errorf("only %.1f %% are linked: the attack is too weak to prove anything", 100*got.reached)
	}
}

// accuracy is the share of people whom an attacker links, and by chance.
type accuracy struct{ reached, chance float64 }

// A past is what an attacker can have and, apart from it, the truth.
type past struct {
	contactKey, answersKey custody.Identity
	seen                   map[string]int // hour in which a row was first there, by table and name
	contacts               map[string][]byte
	envelopes              map[study.WaveID][]seal.Envelope

	phrases []string                           // of those who finished the first wave
	boxes   map[string][]byte                  // all that is kept behind phrases, by name
	left    []outreach.Contact                 // as the mailroom opens them, in no order
	truth   map[study.WaveID]map[string]string // response key by the token of the person's secret
}

const study21Days = 21 * 24

// history plays two waves: people finish at any hour, some leave a contact a
// few minutes later, half of those come back by their personal link.
func history(t *testing.T, people int, weak bool) *past {
	t.Helper()
	p := &past{seen: map[string]int{}, truth: map[study.WaveID]map[string]string{1: {}, 2: {}}, envelopes: map[study.WaveID][]seal.Envelope{}}
	p.contactKey, p.answersKey = identity(t, custody.Contact), identity(t, custody.Answers)
	hours := study21Days * people / 2000 // as many people an hour as 2,000 in three weeks
	dir := filepath.Join(t.TempDir(), "data")
	db, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2022, 3, 1, 0, 0, 0, 0, time.UTC)
	f := newLinkField(t, p, db, &now, weak)
	random := mathrand.New(mathrand.NewPCG(7, uint64(people)))

	finish := make([][]int, hours+1) // people by the hour in which they finish
	for i := range people {
		h := random.IntN(hours)
		finish[h] = append(finish[h], i)
	}
	for h := range hours {
		for _, i := range finish[h] {
			f.interview(1, i, "", random.IntN(100) < 60)
		}
		p.backup(t, dir, h)
		now = now.Add(time.Hour)
	}
	p.contacts = contactRows(t, db)
	p.keepBoxes(t, dir)

	now = time.Date(2022, 9, 1, 0, 0, 0, 0, time.UTC)
	f.secondWave(random, hours, dir)
	for _, w := range []study.WaveID{1, 2} {
		if p.envelopes[w], err = db.Envelopes(t.Context(), w, 0, 1<<20); err != nil {
			t.Fatal(err)
		}
	}
	random.Shuffle(len(p.left), func(i, j int) { p.left[i], p.left[j] = p.left[j], p.left[i] })
	return p
}

// linkField is a field in this process.
type linkField struct {
	t       *testing.T
	past    *past
	db      *store.DB
	service *fieldwork.Service
	vault   *outreach.Vault
	now     *time.Time
}

func newLinkField(t *testing.T, p *past, db *store.DB, now *time.Time, weak bool) *linkField {
	s := &study.Study{ID: "exile", Languages: []study.Lang{"ru", "en"}, Title: study.Text{"en": "Exile"},
		Waves: []study.Wave{
			{Number: 1, Doors: []study.Door{{Kind: study.OpenDoor, Opens: "2022-03-01", Closes: "2022-03-31"}}},
			{Number: 2, Doors: []study.Door{{Kind: study.PanelDoor, Opens: "2022-09-01", Closes: "2022-09-30"}}}},
		Keys:    study.Keys{Answers: []string{p.answersKey.Public()}, Contact: []string{p.contactKey.Public()}},
		Consent: []study.Consent{{Version: 1, Text: study.Text{"en": "Yes?"}}}}
	yesno := &dataset.CodeList{Name: "yesno", Categories: []dataset.Category{{Code: "yes"}, {Code: "no"}}}
	in := &instrument.Instrument{Form: "small", Version: "1", Languages: s.Languages, Pages: []*instrument.Page{
		{Name: "one", Items: []*instrument.Item{{Name: "work", Type: instrument.SelectOne, Codes: yesno, Carry: true}}}}}
	service, err := fieldwork.New(fieldwork.Config{Study: s, Storage: db, Rand: rand.Reader, Now: func() time.Time { return *now },
		Instruments: map[study.WaveID][]*instrument.Instrument{1: {in}, 2: {in}}})
	if err != nil {
		t.Fatal(err)
	}
	of := *s
	if weak {
		of.Keys.Answers = of.Keys.Contact // so that the contact key opens the outer seal too
	}
	vault, err := outreach.NewVault(&of, db, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &linkField{t: t, past: p, db: db, service: service, vault: vault, now: now}
}

// interview answers a wave and, if told to, leaves a contact. One in five
// people answers in English.
func (f *linkField) interview(w study.WaveID, i int, link string, contact bool) {
	ctx := context.Background()
	lang := study.Lang("ru")
	if i%5 == 0 {
		lang = "en"
	}
	e, err := f.service.Enter(ctx, "", link)
	if err != nil || !e.Open {
		f.t.Fatalf("entering: %v, open: %v", err, e.Open)
	}
	token, err := f.service.Start(ctx, fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Language: lang, Consent: 1})
	if err != nil {
		f.t.Fatal(err)
	}
	if _, faults, err := f.service.Save(ctx, fieldwork.SaveRequest{Token: token, Page: "one", Form: map[string][]string{"work": {"yes"}}, Language: lang}); err != nil || len(faults) > 0 {
		f.t.Fatal(err, faults)
	}
	key, err := seal.ParseDraftKey(token)
	if err != nil {
		f.t.Fatal(err)
	}
	f.past.truth[w][e.Secret] = key.ResponseKey()
	thanks, err := f.service.Thanks(ctx, token)
	if err != nil {
		f.t.Fatal(err)
	}
	if w == 1 {
		f.past.phrases = append(f.past.phrases, thanks.Phrase)
	}
	if contact {
		c := outreach.Contact{Medium: outreach.Email, Address: fmt.Sprintf("person%d@example.org", i), Language: lang, Consent: 1, Secret: e.Secret}
		if err := f.vault.Leave(ctx, c); err != nil {
			f.t.Fatal(err)
		}
		f.past.left = append(f.past.left, c)
	}
}

// secondWave invites all who left a contact; half of them answer.
func (f *linkField) secondWave(random *mathrand.Rand, hours int, dir string) {
	var hashes []string
	back := make([][]int, hours)
	for i, c := range f.past.left {
		secret, err := seal.ParseSecret(c.Secret)
		if err != nil {
			f.t.Fatal(err)
		}
		hashes = append(hashes, secret.Invitation("exile", 2))
		if random.IntN(2) == 0 {
			h := random.IntN(hours)
			back[h] = append(back[h], i)
		}
	}
	if err := f.db.Invite(context.Background(), 2, hashes); err != nil {
		f.t.Fatal(err)
	}
	for h := range hours {
		for _, i := range back[h] {
			c := f.past.left[i]
			n := 1
			if c.Language == "en" {
				n = 0
			}
			f.interview(2, n, c.Secret, false)
		}
		f.past.backup(f.t, dir, study21Days*10+h)
		*f.now = f.now.Add(time.Hour)
	}
}

// backup notes which rows are there that were not before.
func (p *past) backup(t *testing.T, dir string, hour int) {
	t.Helper()
	for file, tables := range map[string]map[string]string{
		"field.db":   {"envelope": "response_key", "partial": "response_key", "draft": "id", "phrase": "lookup", "invitation": "hash"},
		"contact.db": {"contact": "id"},
	} {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, file)+"?mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		for table, name := range tables {
			rows, err := db.Query("SELECT " + name + " FROM " + table)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				var id string
				if err := rows.Scan(&id); err != nil {
					t.Fatal(err)
				}
				if _, known := p.seen[table+" "+id]; !known {
					p.seen[table+" "+id] = hour
				}
			}
			rows.Close()
		}
		db.Close()
	}
}

func contactRows(t *testing.T, db *store.DB) map[string][]byte {
	t.Helper()
	all, err := db.Contacts(t.Context(), "", 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]byte{}
	for _, c := range all {
		rows[c.ID] = c.Sealed
	}
	return rows
}

func identity(t *testing.T, role custody.Role) custody.Identity {
	t.Helper()
	key, err := custody.NewIdentity(role, "2022-03-01")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// candidates are the response keys of a wave whose clear headers fit a
// language and, if hour is not negative, that came in that hour.
func (p *past) candidates(t *testing.T, w study.WaveID, lang study.Lang, hour int) []string {
	var fit []string
	for _, e := range p.envelopes[w] {
		header, err := seal.ParseHeader(e.Header)
		if err != nil {
			t.Fatal(err)
		}
		if header.Lang == lang && (hour < 0 || p.seen["envelope "+e.Key] == hour) {
			fit = append(fit, e.Key)
		}
	}
	return fit
}

// byContactKey: all contacts are known in the clear. What does the storage add?
func (p *past) byContactKey(t *testing.T) accuracy {
	hours := map[string]int{} // in which a contact came, by its secret
	for id, sealed := range p.contacts {
		plain, err := custody.OpenClosed(sealed, p.contactKey)
		if err == nil {
			plain, err = custody.OpenClosed(plain, p.contactKey)
		}
		if err != nil {
			continue
		}
		if c, err := outreach.ReadContact(plain); err == nil {
			hours[c.Secret] = p.seen["contact "+id]
		}
	}
	return p.guess(t, 1, func(c outreach.Contact) []string {
		hour, ok := hours[c.Secret]
		if !ok {
			hour = -1
		}
		return p.candidates(t, 1, c.Language, hour)
	})
}

// guess is how often somebody is right who takes any of the responses that an
// attack leaves, unless a name computed from the person's secret stands in the
// storage.
func (p *past) guess(t *testing.T, w study.WaveID, attack func(outreach.Contact) []string) accuracy {
	var a accuracy
	n := 0.0
	for _, c := range p.left {
		key, answered := p.truth[w][c.Secret]
		if !answered {
			continue
		}
		n++
		a.chance += 1 / float64(len(p.candidates(t, w, c.Language, -1)))
		left := attack(c)
		if named := p.named(t, c.Secret, w); len(named) > 0 {
			left = named
		}
		if slices.Contains(left, key) {
			a.reached += 1 / float64(len(left))
		}
	}
	return accuracy{a.reached / n, a.chance / n}
}

// named are the responses whose name in the storage can be computed from a
// person's secret in any of the ways in which names are made.
func (p *past) named(t *testing.T, token string, w study.WaveID) []string {
	secret, err := seal.ParseSecret(token)
	if err != nil {
		t.Fatal(err)
	}
	key := seal.DraftKey(secret)
	var found []string
	for _, name := range []string{secret.Panelist("exile"), secret.Invitation("exile", w), key.ID(), key.ResponseKey()} {
		for _, table := range []string{"envelope ", "partial ", "draft ", "phrase "} {
			if _, ok := p.seen[table+name]; ok {
				found = append(found, name)
			}
		}
	}
	return found
}

// acrossWaves: which response of the second wave is a contact's?
func (p *past) acrossWaves(t *testing.T) accuracy {
	return p.guess(t, 2, func(c outreach.Contact) []string { return p.candidates(t, 2, c.Language, -1) })
}

// byAnswersKey: all answers are known, with pseudonyms and the hours in which
// they came, and somebody gave the attacker the bare list of addresses.
func (p *past) byAnswersKey(t *testing.T) accuracy {
	at := map[int][]string{} // addresses that came in an hour, if they can be read
	for id, sealed := range p.contacts {
		inner, err := custody.OpenClosed(sealed, p.answersKey)
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := custody.OpenClosed(inner, p.answersKey); err == nil {
			inner = plain
		}
		if c, err := outreach.ReadContact(inner); err == nil {
			hour := p.seen["contact "+id]
			at[hour] = append(at[hour], c.Secret)
		}
	}
	var a accuracy
	for _, c := range p.left {
		key := p.truth[1][c.Secret]
		all := float64(len(p.left))
		a.chance += 1 / all
		if fit := at[p.seen["envelope "+key]]; slices.Contains(fit, c.Secret) {
			a.reached += 1 / float64(len(fit))
			continue
		}
		a.reached += 1 / all
	}
	n := float64(cmp.Or(len(p.left), 1))
	return accuracy{a.reached / n, a.chance / n}
}
