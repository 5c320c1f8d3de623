package system

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sojourn/fieldwork/scenario"
	"sojourn/instrument"
	"sojourn/seal"
)

// A member is somebody of the team at a browser.
type member struct {
	t      *testing.T
	name   string
	client *http.Client
	base   string
	cookie string
	token  string
}

// join makes an account by the command, enrols and logs in.
func join(t *testing.T, s *server, studyDir, data, name, role string) *member {
	t.Helper()
	m, secret, password := enrol(t, s, studyDir, data, name, role, 0)
	m.post("/login", url.Values{"name": {name}, "password": {password}, "code": {secret.Code(time.Now().Unix()/30 + 1)}}, http.StatusSeeOther)
	m.token = regexp.MustCompile(`name="token" value="([0-9a-f]+)"`).FindStringSubmatch(m.get("/waves"))[1]
	return m
}

// enrol makes an account by the command and enrols, with the digits of so many
// steps from now.
func enrol(t *testing.T, s *server, studyDir, data, name, role string, away int64) (*member, seal.CodeSecret, string) {
	t.Helper()
	out := sojourn(t, "staff", "add", name, "--role", role, "--study", studyDir, "--data", data)
	code := regexp.MustCompile(`code:\s+(\S+)`).FindStringSubmatch(out)
	if code == nil {
		t.Fatalf("no code is printed:\n%s", out)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := &member{t: t, name: name, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, base: s.sync}
	const password = "a password for a test"
	page := m.post("/enrol", url.Values{"name": {name}, "code": {code[1]}, "password": {password}}, http.StatusOK)
	typed := regexp.MustCompile(`<code>([A-Z2-7 ]+)</code>`).FindStringSubmatch(page)
	if typed == nil {
		t.Fatalf("no secret is shown:\n%s", page)
	}
	secret, err := seal.ParseCodeSecret(typed[1])
	if err != nil {
		t.Fatal(err)
	}
	step := time.Now().Unix()/30 + away
	m.post("/enrol/confirm", url.Values{"name": {name}, "enrolment": {code[1]}, "password": {password}, "code": {secret.Code(step)}}, http.StatusOK)
	return m, secret, password
}

func (m *member) post(path string, form url.Values, want int) string {
	return m.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), want)
}

func (m *member) get(path string) string { return m.send(http.MethodGet, path, "", nil, http.StatusOK) }

// send keeps the session's cookie itself: the jar gives no Secure cookie back
// over plain HTTP, which browsers do on the loopback address.
func (m *member) send(method, path, kind string, body io.Reader, want int) string {
	m.t.Helper()
	r, err := http.NewRequestWithContext(m.t.Context(), method, m.base+path, body)
	if err != nil {
		m.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if m.cookie != "" {
		r.Header.Set("Cookie", m.cookie)
	}
	response, err := m.client.Do(r)
	if err != nil {
		m.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != want {
		m.t.Fatalf("%s %s: status %d, want %d, %v\n%s", method, path, response.StatusCode, want, err, text)
	}
	for _, c := range response.Cookies() {
		if c.Name == "__Host-sid" {
			m.cookie = c.Name + "=" + c.Value
		}
	}
	return string(text)
}

func TestTheTeamPausesAFieldAndPublishesAVersionThatOutlivesARestart(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(t, root, studyDir)
	s := serve(t, studyDir, data, root)
	first := func(want string) {
		t.Helper()
		response, err := http.Get(s.pages + "/")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		if !strings.Contains(string(text), want) {
			t.Errorf("the first page does not say %q:\n%s", want, text)
		}
	}
	nino := join(t, s, studyDir, data, "nino", "field")
	first("Do you agree?")
	nino.post("/waves/1/doors", url.Values{"token": {nino.token}, "door": {"open"}, "do": {"pause"}}, http.StatusSeeOther)
	first("paused for a while")
	nino.post("/waves/1/doors", url.Values{"token": {nino.token}, "door": {"open"}, "do": {"plan"}}, http.StatusSeeOther)
	first("Do you agree?")

	dato := join(t, s, studyDir, data, "dato", "designer")
	second := func(form string) string {
		return strings.Replace(canaryInstrument, "| canary | 1 |", "| "+form+" | second |", 1)
	}
	dato.publish(second("another-form"), http.StatusUnprocessableEntity)
	dato.publish(canaryInstrument, http.StatusUnprocessableEntity)
	dato.publish(strings.Replace(canaryInstrument, "| integer | number |", "| integer | story |", 1), http.StatusUnprocessableEntity)
	dato.publish(second("canary"), http.StatusSeeOther)
	s.stop(t)
	s = serve(t, studyDir, data, root)
	dato.base = s.sync
	if page := dato.get("/versions"); !strings.Contains(page, `<th scope="row">second</th>`) || !regexp.MustCompile(`second</th>.*asked now`).MatchString(page) {
		t.Errorf("after a restart the published version is gone:\n%s", page)
	}
	first("Do you agree?")
}

// publish sends a questionnaire.
func (m *member) publish(text string, want int) {
	m.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.WriteField("token", m.token)
	part, err := w.CreateFormFile("file", "wave1.md")
	if err != nil {
		m.t.Fatal(err)
	}
	io.WriteString(part, text)
	w.Close()
	m.send(http.MethodPost, "/versions/1", w.FormDataContentType(), &b, want)
}

func TestTheDoctorSaysWhatToMend(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(t, root, studyDir)
	serve(t, studyDir, data, root).stop(t)
	doctor := func() (string, int) {
		t.Helper()
		out, err := exec.Command(program, "field", "doctor", studyDir, "--data", data).CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if exit != nil {
			return string(out), exit.ExitCode()
		}
		return string(out), 0
	}
	out, code := doctor()
	for _, want := range []string{"mend  keys", "one key alone", "sojourn key drill", "ok    storage", "ok    private keys", "GB free of", "ok    clock", "ok    permissions", "look  accounts"} {
		if !strings.Contains(out, want) {
			t.Errorf("the doctor does not say %q:\n%s", want, out)
		}
	}
	if code != 1 {
		t.Errorf("exit code %d with something to mend", code)
	}
	if err := os.Chmod(filepath.Join(data, "sync-token"), 0o644); err != nil {
		t.Fatal(err)
	}
	write(t, studyDir, map[string]string{"forgotten.key": "AGE-SECRET-KEY-1TEST"})
	out, _ = doctor()
	for _, want := range []string{"mend  permissions", "chmod go=", "mend  private keys", "forgotten.key"} {
		if !strings.Contains(out, want) {
			t.Errorf("the doctor does not say %q:\n%s", want, out)
		}
	}
}

// TestAPasskeyIsAddedAndLetsInInABrowser uses the virtual authenticator of
// Chromium, at localhost and at the bare number, where there are no passkeys.
func TestAPasskeyIsAddedAndLetsInInABrowser(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(t, root, studyDir)
	s := serve(t, studyDir, data, root)
	_, secret, password := enrol(t, s, studyDir, data, "nino", "field", -1)
	step := time.Now().Unix() / 30
	local := strings.Replace(s.sync, "127.0.0.1", "localhost", 1)
	lines := strings.Join(browser(t, "passkey.mjs", local, s.sync, "nino", password, secret.Code(step), secret.Code(step+1), os.Getenv("SOJOURN_SHOTS")), "\n")
	if want := "added /keys Телефон\nout /login\nin /progress 2\nelsewhere 0 true"; lines != want {
		t.Errorf("the browser says\n%s\nwant\n%s", lines, want)
	}
}

// TestTheTeamsPagesFitATelephoneAndAreAccessible looks at every page of three
// roles as on a telephone in the dark, and wide.
func TestTheTeamsPagesFitATelephoneAndAreAccessible(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(t, root, studyDir)
	s := serve(t, studyDir, data, root)
	for range 3 {
		answer(t, s, scenario.Script{Channel: "group", Answers: instrument.Answers{"story": {Values: []string{"so"}}}})
	}
	for role, pages := range map[string]string{"field": "progress waves versions channels keys", "admin": "accounts audit progress", "designer": "versions"} {
		m := join(t, s, studyDir, data, role+"-of-a-rather-long-name", role)
		if role == "field" {
			m.post("/waves/1/quotas", url.Values{"token": {m.token}, "channel": {"group"}, "soft": {"2"}, "hard": {"40"}}, http.StatusSeeOther)
			m.post("/channels/group/postings", url.Values{"token": {m.token}, "day": {"2024-01-01"}, "place": {"a channel with a long name, on a Sunday"}}, http.StatusSeeOther)
		}
		addresses := []string{m.cookie}
		for _, page := range strings.Fields(pages) {
			for _, lang := range []string{"en", "ru"} {
				addresses = append(addresses, s.sync+"/"+page+"?lang="+lang)
			}
		}
		lines := browser(t, "pages.mjs", addresses...)
		if last := lines[len(lines)-1]; last != fmt.Sprintf("pages %d", 2*(len(addresses)-1)) || len(lines) > 1 {
			t.Errorf("%s: %s", role, strings.Join(lines, "\n"))
		}
	}
}
