package control

import (
	"errors"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
	"sojourn/study/phrasebook"
	"sojourn/team"
)

// came sets how many responses came by a channel in a language on a day.
func (w *world) came(channel string, lang study.Lang, day study.Day, started, finished int) {
	if w.started == nil {
		w.started, w.ended = map[seal.Header]int{}, map[seal.Header]int{}
	}
	h := seal.Header{Wave: 1, Channel: channel, Lang: lang, Day: day}
	w.started[h], w.ended[h] = started, finished
}

func TestProgressCountsByDayChannelAndLanguage(t *testing.T) {
	w := newWorld(t)
	w.came("friends", "ru", "2022-03-27", 41, 30)
	w.came("friends", "en", "2022-03-28", 9, 3)
	w.came("", "ru", "2022-03-28", 7, 7)
	w.hire(t, "nino", team.Field)
	page := w.ask(t, w.login(t, "nino"), http.MethodGet, "/progress", nil).body
	for _, want := range []string{
		`<dd>57</dd>`, `<dd>40</dd>`, `<dd>70.2 %</dd>`,
		row("Friends", "50", "33", "66.0 %"), row("by personal link, or no channel", "7", "7", "100.0 %"),
		row("Russian", "48", "37", "77.1 %"), row("English", "9", "3", "33.3 %"),
		row("2022-03-27", "41", "30", "73.2 %"), row("2022-03-28", "16", "10", "62.5 %"),
	} {
		if !strings.Contains(bare(page), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestProgressCountsThoseWhoWereLedOutApart(t *testing.T) {
	w := newWorld(t)
	w.study.Exits = []study.Exit{{Name: "young", Kind: study.Ineligible, Page: "about", When: "${age} < 18"}}
	w.came("friends", "ru", "2022-03-27", 50, 30)
	w.started[seal.Header{Wave: 1, Channel: "friends", Lang: "ru", Day: "2022-03-27", Out: true}] = 25
	w.hire(t, "nino", team.Field)
	w.hire(t, "partner", team.Partner, "friends")
	page := bare(w.ask(t, w.login(t, "nino"), http.MethodGet, "/progress", nil).body)
	for _, want := range []string{"<dt>Led out</dt><dd>25</dd>", row("Friends", "75", "30", "25", "60.0 %")} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if page := bare(w.ask(t, w.login(t, "partner"), http.MethodGet, "/progress", nil).body); !strings.Contains(page, row("Friends", "70+", "30+", "20+", "43 %")) {
		t.Error("the partner is not shown tens")
	}
}

func row(name string, numbers ...string) string {
	return `<th scope="row">` + name + `</th><td class="n">` + strings.Join(numbers, `</td><td class="n">`) + `</td>`
}

// cellLabel is what a cell says of itself on a telephone.
var cellLabel = regexp.MustCompile(` data-label="[^"]*"`)

// bare is a page without the bars of its tables and what cells say of themselves.
func bare(page string) string {
	page = cellLabel.ReplaceAllString(html.UnescapeString(page), "")
	for {
		from, to := strings.Index(page, "<svg"), strings.Index(page, "</svg>")
		if from < 0 || to < from {
			return page
		}
		page = page[:from] + page[to+len("</svg>"):]
	}
}

func TestAPartnerSeesTheirOwnChannelsInTensAndNothingSmall(t *testing.T) {
	w := newWorld(t)
	w.came("friends", "ru", "2022-03-27", 57, 34)
	w.came("friends", "en", "2022-03-28", 19, 8)
	w.came("chat", "ru", "2022-03-28", 523, 411)
	w.hire(t, "partner", team.Partner, "friends")
	page := bare(w.ask(t, w.login(t, "partner"), http.MethodGet, "/progress", nil).body)
	for _, want := range []string{
		`<dd>70+</dd>`, `<dd>40+</dd>`, row("Friends", "70+", "40+", "57 %"),
		row("Russian", "50+", "30+", "60 %"), row("English", "under 20", "under 20", "–"),
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, exact := range []string{">76<", ">57<", ">34<", ">42<", ">19<", ">8<", "523", "411", "599", "Chat", "chat"} {
		if strings.Contains(page, exact) {
			t.Errorf("the partner is told %q", exact)
		}
	}
}

func TestNothingUnderTwentyIsWrittenForAPartner(t *testing.T) {
	f := (&site{book: phrasebook.MustOpen(files, "words")}).frame(httptest.NewRequest(http.MethodGet, "/progress", nil), "nav.progress")
	for n := range 200 {
		got := countRow{Started: n, coarse: true}.Start(f)
		switch {
		case n < 20 && got != "under 20":
			t.Errorf("%d is written %q", n, got)
		case n >= 20 && (!strings.HasSuffix(got, "0+") || got == "10+"):
			t.Errorf("%d is written %q", n, got)
		}
	}
}

func TestAQuotaThatIsReachedOrFullIsTold(t *testing.T) {
	w := newWorld(t)
	w.came("friends", "ru", "2022-03-27", 41, 30)
	w.hire(t, "nino", team.Field)
	cookie := w.login(t, "nino")
	for _, tt := range []struct {
		soft, hard, want string
	}{{"31", "40", "there is room"}, {"30", "40", "reached, doors open"}, {"", "30", "full, nobody new comes in"}} {
		w.ask(t, cookie, http.MethodPost, "/waves/1/quotas", url.Values{"language": {"ru"}, "soft": {tt.soft}, "hard": {tt.hard}})
		for _, path := range []string{"/progress", "/waves"} {
			if !strings.Contains(w.ask(t, cookie, http.MethodGet, path, nil).body, tt.want) {
				t.Errorf("soft %s, hard %s: %s does not say %q", tt.soft, tt.hard, path, tt.want)
			}
		}
	}
	w.ask(t, cookie, http.MethodPost, "/waves/1/quotas", url.Values{"language": {"ru"}})
	if quotas, _ := w.Quotas(t.Context()); len(quotas) != 0 {
		t.Errorf("a quota without bounds is still there: %v", quotas)
	}
}

func TestAPublishedFileIsKeptAndGivenBack(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Designer)
	cookie := w.login(t, "nino")
	w.publish = func(fieldwork.Published) (study.Problems, error) {
		return nil, study.Problems{{Severity: study.Error, Where: "wave1.md survey", Row: 7, Column: "name", What: "this name stands twice", Do: "rename one"}}
	}
	got := w.ask(t, cookie, http.MethodPost, "/versions/1", url.Values{"file": {"| bad |"}})
	if got.status != mend || !strings.Contains(got.body, "this name stands twice") || !strings.Contains(got.body, "<code>7</code>") {
		t.Errorf("a file that the linter stops: status %d", got.status)
	}
	w.publish = func(p fieldwork.Published) (study.Problems, error) {
		if p.Wave != 1 || p.File != "wave1.md" || p.Who != "nino" || p.Day != "2022-03-29" {
			return nil, errors.New("not what was sent")
		}
		return study.Problems{{Severity: study.Warning, Where: "wave1.md", What: "no hint in Russian"}}, nil
	}
	if got := w.ask(t, cookie, http.MethodPost, "/versions/1", url.Values{"file": {"| good |"}}); !strings.Contains(got.body, "no hint in Russian") {
		t.Errorf("a warning of the linter is not shown: status %d", got.status)
	}
	back := w.ask(t, cookie, http.MethodGet, "/versions/1/1", nil)
	if back.body != "| good |" || !strings.Contains(back.header.Get("Content-Disposition"), "wave1.md") {
		t.Errorf("the file comes back as %q", back.body)
	}
	if got := w.ask(t, cookie, http.MethodPost, "/versions/1", url.Values{"file": {"| good |"}}); got.status != http.StatusConflict {
		t.Errorf("the same version again: status %d", got.status)
	}
}

func TestNotesOfPostingsAreText(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Field)
	cookie := w.login(t, "nino")
	w.ask(t, cookie, http.MethodPost, "/channels/friends/postings", url.Values{"day": {"2022-03-28"}, "place": {"<b>group</b>"}})
	page := w.ask(t, cookie, http.MethodGet, "/channels", nil).body
	if strings.Contains(page, "<b>group") || !strings.Contains(page, "&lt;b&gt;group") {
		t.Error("a note became markup")
	}
	if !strings.Contains(page, "https://field.example.org/o/friends") {
		t.Error("the link of the channel is not shown")
	}
	if got := w.ask(t, cookie, http.MethodPost, "/channels/friends/postings", url.Values{"day": {"2022-02-30"}, "place": {"x"}}); got.status != mend {
		t.Errorf("a day that is not in the calendar: status %d", got.status)
	}
}

func TestTheAuditLogSaysWhoDidWhat(t *testing.T) {
	w := newWorld(t)
	w.hire(t, "nino", team.Field)
	w.hire(t, "admin", team.Admin)
	w.ask(t, w.login(t, "nino"), http.MethodPost, "/waves/1/doors", pause)
	w.ask(t, "", http.MethodPost, "/login", url.Values{"name": {"nino"}, "password": {"wrong"}, "code": {"000000"}})
	page := w.ask(t, w.login(t, "admin"), http.MethodGet, "/audit", nil).body
	for _, want := range []string{
		"<td>nino</td><td>door paused</td><td>wave 1, open</td>", "<td>nino</td><td>login refused</td>",
		"<td>at the field&#39;s computer</td><td>account made</td><td>nino field</td>", "<td>nino</td><td>logged in</td>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	if strings.Contains(page, "[audit.") || strings.Contains(page, password) {
		t.Error("the log has a key without a wording, or a secret")
	}
}
