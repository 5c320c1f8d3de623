package preview_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/preview"
	"sojourn/seal/custody"
	"sojourn/store"
	"sojourn/study"
)

const moving = `## survey

| type          | name | label::English (en) | label::Русский (ru) | relevant     |
| ------------- | ---- | ------------------- | ------------------- | ------------ |
| begin_group   | one  |                     |                     |              |
| select_one yn | left | Did you leave?      | Вы уехали?          |              |
| end_group     |      |                     |                     |              |
| begin_group   | two  |                     |                     | ${left}='no' |
| select_one yn | plan | Do you plan to?     |                     |              |
| end_group     |      |                     |                     |              |

## choices

| list_name | name | label::English (en) | label::Русский (ru) |
| --------- | ---- | ------------------- | ------------------- |
| yn        | yes  | Yes                 | Да                  |
| yn        | no   | No                  | Нет                 |
`

// A file is a questionnaire that somebody is writing.
type file struct {
	mu    sync.Mutex
	text  string
	saves int
	gone  bool
	study *study.Study // in whose folder it lies
}

func (f *file) save(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.text = text
	f.saves++
}

func (f *file) read() (preview.Form, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		return preview.Form{}, &fs.PathError{Op: "open", Path: "/home/somebody/wave1.md", Err: fs.ErrNotExist}
	}
	form := preview.Form{Stamp: fmt.Sprint(f.saves), Study: f.study, Wave: 2}
	wb, ps := xlsform.ReadMarkdown("wave1.md", []byte(f.text))
	in, more := xlsform.Instrument(wb)
	form.Problems = append(ps, more...)
	if form.Problems.Err() == nil {
		form.Instrument = in
		form.Problems = append(form.Problems, instrument.Check(in)...)
	}
	return form, nil
}

// open serves the preview of a file.
func open(t *testing.T, f *file) *httptest.Server {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "field") // one that the storage makes for itself is closed to others
	db, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	var keys study.Keys
	for role, public := range map[custody.Role]*[]string{custody.Answers: &keys.Answers, custody.Contact: &keys.Contact} {
		id, err := custody.NewIdentity(role, "2022-09-01")
		if err != nil {
			t.Fatal(err)
		}
		*public = []string{id.Public()}
	}
	server := httptest.NewUnstartedServer(nil)
	server.Config.Handler = preview.New(preview.Config{Name: "wave1.md", Source: f.read, Host: server.Listener.Addr().String(), Storage: db, Keys: keys,
		Clock: time.Now, Rand: rand.Reader, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Pause: 5 * time.Millisecond, In: []string{"http://127.0.0.1:8090"}})
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// get follows to where the address leads.
func get(t *testing.T, address string) (string, *http.Response) {
	t.Helper()
	r, err := http.Get(address)
	return body(t, r, err)
}

func post(t *testing.T, address string, pairs ...string) (string, *http.Response) {
	t.Helper()
	form := url.Values{}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
	}
	r, err := http.PostForm(address, form)
	return body(t, r, err)
}

func body(t *testing.T, r *http.Response, err error) (string, *http.Response) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data), r
}

func has(t *testing.T, page string, all ...string) {
	t.Helper()
	for _, s := range all {
		if !strings.Contains(page, s) {
			t.Errorf("the page does not say %q", s)
		}
	}
}

func TestTheFormIsShownInEveryLanguageWithTheProblemsBesideIt(t *testing.T) {
	s := open(t, &file{text: moving})
	page, _ := get(t, s.URL+"/preview?lang=ru&ui=en")
	has(t, page, `src="/?lang=ru"`, "lang=en", "has no wording in ru", "row 6", "Show page two")
	page, _ = get(t, s.URL+"/preview?ui=ru")
	has(t, page, `<html lang="ru"`, "Замечания", "Показать страницу two")
	form, r := get(t, s.URL+"/?lang=ru")
	has(t, form, "предварительный просмотр", `lang="ru"`)
	if csp := r.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'self' http://127.0.0.1:8090;") || r.Header.Get("X-Frame-Options") != "" {
		t.Errorf("the form cannot stand in the frame: %s", csp)
	}
}

func TestAProblemLeadsToItsPageThroughTheAnswersBefore(t *testing.T) {
	s := open(t, &file{text: moving})
	page, r := post(t, s.URL+"/preview/page", "page", "two", "lang", "en", "ui", "en")
	at := r.Request.URL.Query().Get("at")
	has(t, page, `src="`+at+`"`)
	form, _ := get(t, s.URL+at)
	has(t, form, "Do you plan to?")
	page, _ = post(t, s.URL+"/preview/page", "page", "nowhere", "lang", "en", "ui", "en")
	has(t, page, "Nobody of 60 made-up respondents came to this page")
}

func TestTheFormOfARowIsShownWithoutThePagesAround(t *testing.T) {
	s := open(t, &file{text: moving})
	form, r := get(t, s.URL+"/preview/form?row=6&lang=en")
	has(t, form, "Do you plan to?")
	again, second := get(t, s.URL+"/preview/form?row=6&lang=en")
	has(t, again, "Do you plan to?")
	if r.Request.URL.Path != second.Request.URL.Path {
		t.Error("each time another sitting is begun")
	}
	start, _ := get(t, s.URL+"/preview/form?row=99&lang=ru")
	has(t, start, "<form")
}

func TestPlayingShowsWhatWasReached(t *testing.T) {
	s := open(t, &file{text: strings.Replace(moving, "='no'", "='never'", 1)})
	page, _ := post(t, s.URL+"/preview/play", "lang", "en", "ui", "en")
	has(t, page, "100 of 100 came to the end", "shown: 1 of 2", "another: 0 of 1", "Nobody came to a dead end", "Play 100 others")
}

func TestASavedFileIsToldToOpenPagesAndTheSittingGoesOn(t *testing.T) {
	f := &file{text: moving}
	s := open(t, f)
	_, r := post(t, s.URL+"/preview/page", "page", "two", "lang", "en", "ui", "en")
	at := s.URL + r.Request.URL.Query().Get("at")
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	q, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/preview/changes?stamp=0", nil)
	stream, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	f.save(strings.Replace(moving, "Do you plan to?", "Are you going to?", 1))
	if line, err := bufio.NewReader(stream.Body).ReadString('\n'); err != nil || line != "event: changed\n" {
		t.Errorf("the open page hears %q, %v", line, err)
	}
	form, _ := get(t, at)
	has(t, form, "Are you going to?")
}

func TestAFileThatIsBrokenForNowLeavesTheFormAsItWas(t *testing.T) {
	f := &file{text: moving}
	s := open(t, f)
	get(t, s.URL+"/preview")
	f.save("| type |\nno table\n")
	page, _ := get(t, s.URL+"/preview?ui=en")
	has(t, page, "The form is shown as it was before", `class="error"`, "<iframe")
	form, _ := get(t, s.URL+"/?lang=en")
	has(t, form, "<form")
	f.gone = true
	page, _ = get(t, s.URL+"/preview?ui=en")
	has(t, page, "The file cannot be opened")
	if strings.Contains(page, "somebody") {
		t.Error("the page names the folder of the file")
	}
	f = &file{text: ""}
	page, r := get(t, open(t, f).URL+"/")
	has(t, page, "cannot be read as a questionnaire yet")
	if r.Request.URL.Path != "/preview" {
		t.Errorf("without a form, the address of the form leads to %s", r.Request.URL)
	}
}

func TestOtherPagesCannotReachThePreview(t *testing.T) {
	s := open(t, &file{text: moving})
	r, _ := http.NewRequest(http.MethodGet, s.URL+"/preview", nil)
	r.Host = "evil.example"
	if _, answer := send(t, r); answer.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("a request for another host is answered %d", answer.StatusCode)
	}
	r, _ = http.NewRequest(http.MethodPost, s.URL+"/preview/play", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if _, answer := send(t, r); answer.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another page is answered %d", answer.StatusCode)
	}
}

func send(t *testing.T, q *http.Request) (string, *http.Response) {
	t.Helper()
	r, err := http.DefaultClient.Do(q)
	return body(t, r, err)
}

// withExits is a study whose second wave leads out who stayed and who plans to.
func withExits() *study.Study {
	return &study.Study{ID: "moving", Languages: []study.Lang{"en", "ru"}, Waves: []study.Wave{{Number: 1}, {Number: 2}},
		Help: []study.Help{{Title: study.Text{"en": "A help line", "ru": "Линия помощи"}, Address: "https://help.example"}},
		Exits: []study.Exit{
			{Name: "former", Kind: study.Unsafe, Waves: []study.WaveID{1}, Page: "one", When: "${left} = 'yes'"},
			{Name: "stayed", Kind: study.Ineligible, Waves: []study.WaveID{2}, Page: "one", When: "${left} = 'no'"},
			{Name: "goers", Kind: study.Unsafe, Page: "two", When: "${plan} = 'yes'", Text: study.Text{"en": "Not from there.", "ru": "Не оттуда."}},
		}}
}

func TestTheStudysExitsLeadOutInThePreviewToo(t *testing.T) {
	s := open(t, &file{text: strings.Replace(moving, "${left}='no'", "", 1), study: withExits()})
	page, _ := get(t, s.URL+"/preview?ui=en")
	has(t, page, "stayed", "whom the study is not about", "goers", "for whom answering is not safe", "at=%2Fout%2F2%3Flang%3Den")
	if strings.Contains(page, "former") {
		t.Error("an exit of another wave is listed")
	}
	form, r := get(t, s.URL+"/out/2?lang=ru")
	has(t, form, "Не оттуда.", "Линия помощи")
	if r.Header.Get("Clear-Site-Data") != "" {
		t.Error("looking at an exit makes the browser forget what it knows of this computer")
	}
	_, r = post(t, s.URL+"/preview/page", "page", "one", "lang", "en", "ui", "en")
	at := r.Request.URL.Query().Get("at")
	_, r = post(t, s.URL+at+"?lang=en", "left", "no", "do", "next")
	if r.Request.URL.Path != "/out/1" {
		t.Errorf("who stayed is led to %s", r.Request.URL.Path)
	}
	page, _ = post(t, s.URL+"/preview/page", "page", "two", "lang", "en", "ui", "en")
	has(t, page, `src="/c/`)
}

func TestPlayingCountsWhoWasLedOut(t *testing.T) {
	about := withExits()
	s := open(t, &file{text: strings.Replace(moving, "${left}='no'", "", 1), study: about})
	page, _ := post(t, s.URL+"/preview/play", "lang", "en", "ui", "en")
	m := regexp.MustCompile(`(\d+) of 100 came to the end[^<]*? (\d+) of 100 were led out by an exit`).FindStringSubmatch(page)
	led := regexp.MustCompile(`In the rehearsal it led out (\d+) respondents`).FindAllStringSubmatch(page, -1)
	if m == nil || len(led) != 2 {
		t.Fatalf("the page tells %q of the rehearsal and %q of the exits", m, led)
	}
	count := func(text string) int { n, _ := strconv.Atoi(text); return n }
	if count(led[0][1]) < 10 || count(led[1][1]) < 5 || count(led[0][1])+count(led[1][1]) != count(m[2]) || count(m[1])+count(m[2]) != 100 {
		t.Errorf("%s finished, %s were led out, the exits led out %s and %s", m[1], m[2], led[0][1], led[1][1])
	}
	page, _ = post(t, s.URL+"/preview/play", "lang", "ru", "ui", "ru")
	has(t, page, "Через выходы ушли", "В репетиции вывел")
}

func TestAnExitThatTheFormCannotHaveIsAProblemAndLeadsNobodyOut(t *testing.T) {
	about := withExits()
	about.Exits[1].Page = "oen"
	page, _ := get(t, open(t, &file{text: moving, study: about}).URL+"/preview?ui=en")
	has(t, page, "study.yaml exit stayed", "there is no page", "<iframe")
	if strings.Contains(page, "Show what they see") {
		t.Error("an exit is shown as if it led out")
	}
}
