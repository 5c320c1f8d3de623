package system

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/store"
	"sojourn/study"
)

// TestAStolenFieldDoesNotTellWhoCameByWhom is the linking attack on referral
// links. The attacker has every file of the field as it was after each single
// person, and the key by which it knows its links. Linking means to name the
// response of the person by whom a given one came. Chance is what somebody
// reaches who takes any response that was finished before.
//
// SOJOURN_PROVE=1 takes 2,000 people.
func TestAStolenFieldDoesNotTellWhoCameByWhom(t *testing.T) {
	people := 150
	if os.Getenv("SOJOURN_PROVE") != "" {
		people = 2000
	}
	g := grow(t, people, false)
	g.derived(t)
	got := g.attack(t)
	t.Logf("%.2f %% of recruitments found, by chance %.2f %%", 100*got.reached, 100*got.chance)
	if got.reached > got.chance+0.01 {
		t.Errorf("%.2f %% of recruitments found, by chance %.2f %%", 100*got.reached, 100*got.chance)
	}
}

// TestTheAttackFindsWhoCameByWhomWhereLinksAreListed keeps the attack honest: a
// field that wrote links down when they were given would tell.
func TestTheAttackFindsWhoCameByWhomWhereLinksAreListed(t *testing.T) {
	got := grow(t, 60, true).attack(t)
	t.Logf("%.0f %% of recruitments found, by chance %.1f %%", 100*got.reached, 100*got.chance)
	if got.reached < 0.9 {
		t.Errorf("only %.1f %% are found: the attack is too weak to prove anything", 100*got.reached)
	}
}

// A growth is what an attacker has of a snowball and, apart from it, the truth.
type growth struct {
	seen map[string]int // person with whom a text was first in any table
	came []string       // lookup of the link by which each person came, as the files tell; empty: none
	by   []int          // truth: by whom each person came, -1: by themselves
}

// grow plays a snowball of people who come one after the other.
func grow(t *testing.T, people int, listed bool) *growth {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	db, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s := &study.Study{ID: "exile", Languages: []study.Lang{"en"}, Title: study.Text{"en": "Exile"}, Field: "https://field.example",
		Waves:    []study.Wave{{Number: 1, Doors: []study.Door{{Kind: study.OpenDoor, Opens: "2022-03-01", Closes: "2022-03-31"}}}},
		Keys:     study.Keys{Answers: []string{identity(t, custody.Answers).Public()}},
		Consent:  []study.Consent{{Version: 1, Text: study.Text{"en": "Yes?"}}},
		Snowball: study.Snowball{On: true, Coupons: 3, Uses: map[bool]int{false: 1, true: 2}[listed]}}
	yesno := &dataset.CodeList{Name: "yesno", Categories: []dataset.Category{{Code: "yes"}, {Code: "no"}}}
	in := &instrument.Instrument{Form: "small", Version: "1", Languages: s.Languages, Pages: []*instrument.Page{
		{Name: "one", Items: []*instrument.Item{{Name: "work", Type: instrument.SelectOne, Codes: yesno}}}}}
	service, err := fieldwork.New(fieldwork.Config{Study: s, Storage: db, Coupons: db, Rand: rand.Reader,
		Now: func() time.Time { return time.Date(2022, 3, 2, 0, 0, 0, 0, time.UTC) }, Instruments: map[study.WaveID][]*instrument.Instrument{1: {in}}})
	if err != nil {
		t.Fatal(err)
	}
	type link struct {
		of    int
		token string
	}
	var open []link
	g := &growth{seen: map[string]int{}}
	random := mathrand.New(mathrand.NewPCG(5, uint64(people)))
	for i := range people {
		from := link{of: -1}
		if len(open) > 0 && random.IntN(10) > 0 {
			at := random.IntN(len(open))
			from = open[at]
			open = append(open[:at], open[at+1:]...)
		}
		g.by = append(g.by, from.of)
		token := comeAndFinish(t, service, from.token)
		links, err := service.Referrals(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		for n, one := range links.Tokens {
			open = append(open, link{i, one})
			if listed {
				list(t, db, token, n+1)
			}
		}
		g.look(t, dir, i)
	}
	return g
}

// comeAndFinish answers the whole questionnaire and gives the token of it.
func comeAndFinish(t *testing.T, service *fieldwork.Service, coupon string) string {
	t.Helper()
	ctx := context.Background()
	e, err := service.Enter(ctx, "", "")
	if coupon != "" {
		e, err = service.EnterReferred(ctx, coupon)
	}
	if err != nil {
		t.Fatal(err)
	}
	token, err := service.Start(ctx, fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Coupon: e.Coupon, Language: "en", Consent: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := service.Save(ctx, fieldwork.SaveRequest{Token: token, Page: "one", Form: map[string][]string{"work": {"yes"}}}); err != nil {
		t.Fatal(err)
	}
	return token
}

// list writes a link down as given, as a weaker field would.
func list(t *testing.T, db *store.DB, token string, place int) {
	t.Helper()
	key, err := seal.ParseDraftKey(token)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.UseCoupon(t.Context(), key.Coupon(place).Lookup(), "given", 2); err != nil {
		t.Fatal(err)
	}
}

// look reads every text of every table after a person, and which link they used.
func (g *growth) look(t *testing.T, dir string, person int) {
	t.Helper()
	g.came = append(g.came, "")
	for _, file := range []string{"field.db", "contact.db", "staff.db"} {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, file)+"?mode=ro")
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range texts(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table'`) {
			for _, column := range texts(t, db, `SELECT name FROM pragma_table_info('`+table+`')`) {
				for _, text := range texts(t, db, `SELECT CAST("`+column+`" AS TEXT) FROM "`+table+`"`) {
					if _, known := g.seen[text]; !known {
						g.seen[text] = person
					}
				}
			}
		}
		if file == "contact.db" {
			for _, use := range texts(t, db, `SELECT lookup || ' ' || use FROM coupon_use WHERE use <> 'given'`) {
				if _, known := g.seen["pair "+use]; !known {
					g.seen["pair "+use] = person
					fmt.Sscan(use, &g.came[person])
				}
			}
		}
		db.Close()
	}
}

func texts(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text sql.NullString
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text.String)
	}
	return all
}

// attack names for each person who came by a link the one by whom they came:
// whoever finished when the link was first anywhere in the files, or else the
// last one before.
func (g *growth) attack(t *testing.T) accuracy {
	t.Helper()
	var a accuracy
	n := 0.0
	for i, lookup := range g.came {
		if (lookup != "") != (g.by[i] >= 0) {
			t.Fatalf("person %d: the files say %q", i, lookup)
		}
		if lookup == "" {
			continue
		}
		n++
		a.chance += 1 / float64(i)
		guess := i - 1
		if first := g.seen[lookup]; first < i {
			guess = first
		}
		if guess == g.by[i] {
			a.reached++
		}
	}
	a.reached, a.chance = a.reached/n, a.chance/n
	return a
}

// derived takes everything in the files for the key from which coupons follow,
// and looks for what follows from it.
func (g *growth) derived(t *testing.T) {
	t.Helper()
	for text := range g.seen {
		keys := []seal.DraftKey{seal.DraftKey(seal.HashOf([]byte(text)))}
		if len(text) == 32 {
			keys = append(keys, seal.DraftKey([]byte(text)))
		}
		for _, key := range keys {
			for place := range 3 {
				if _, known := g.seen[key.Coupon(place+1).Lookup()]; known {
					t.Error("a link follows from what is in the files")
				}
			}
		}
	}
}
