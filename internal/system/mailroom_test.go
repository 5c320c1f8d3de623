package system

import (
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/http"
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
	"sojourn/mailroom/posttest"
)

const mailroomPost = `
from: {name: {en: Researchers, ru: Исследователи}, address: team@example.org}
server: {host: 127.0.0.1, port: %d, tls: none}
per_hour: 3600000
letters:
  invitation:
    subject: {en: A question for you, ru: Вопрос к вам}
    text: {en: "Hello\n{link}\n", ru: "Здравствуйте\n{link}\nКод {code}\n"}
  reminder:
    subject: {en: A question for you, ru: Вопрос к вам}
    text: {en: "Hello again\n{link}\n", ru: "Ещё раз здравствуйте\n{link}\n"}
  interview:
    subject: {en: A talk, ru: Разговор}
    text: {en: "May we talk? Answer this letter.\n", ru: "Можно поговорить? Ответьте на это письмо.\n"}
`

// TestTheSamePeopleComeBackWithoutAnybodyKnowingBoth plays two waves with all
// three sides: people leave contacts, the desk hands them over, the mailroom
// invites, some answer by their personal links, and only the others are
// reminded.
func TestTheSamePeopleComeBackWithoutAnybodyKnowingBoth(t *testing.T) {
	c := corresponding(t)
	root, studyDir, data, at, post := c.root, c.study, c.data, c.at, c.post
	s := serve(t, studyDir, data, root)
	const people = 25
	for i := range people {
		answer(t, s, scenario.Script{Answers: story(i), Language: "ru", Contact: &scenario.Contact{Medium: "email", Address: fmt.Sprintf("person%d@example.org", i)}})
	}
	answer(t, s, scenario.Script{Answers: story(90), Contact: &scenario.Contact{Medium: "telegram", Address: "@somebody"}})
	sojourn(t, append([]string{"sync", studyDir}, c.from(s)...)...)
	trouble(t, "contact key", "handover", studyDir, "--wave", "1", "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", c.contactKey, "--out", at("x"))
	sojourn(t, append([]string{"handover", studyDir, "--wave", "1", "--out", at("one")}, c.from(s)...)...)
	s.stop(t)
	for _, hit := range search(t, "person1@example.org", data, studyDir, at("one")) {
		t.Errorf("an address stands open in %s", hit)
	}

	secondWave(t, studyDir, c.port)
	s = serve(t, studyDir, data, root)
	sojourn(t, "mailroom", "take", studyDir, at("one"), "--room", at("room"))
	trouble(t, "answers key", "mailroom", "status", studyDir, "--room", at("room"), "--wave", "2", "--key", c.answersKey)
	c.mail(t, "open", "--field", s.sync, "--token", filepath.Join(data, "mailroom-token"))
	waitsAloud(t, studyDir, at("room"), c.contactKey, c.port)
	c.mail(t, "send")
	links := linksIn(t, post, people)
	codeTold(t, s, post)

	const back = 10
	for i := range back {
		answer(t, s, scenario.Script{Link: links[i], Answers: story(i)})
	}
	if _, err := (&scenario.Player{Base: s.pages, Transport: &http.Transport{}}).Play(t.Context(),
		scenario.Script{Link: strings.Repeat("A", 42) + "E", Answers: story(1)}); err == nil {
		t.Error("a made-up link opened the panel door")
	}
	sojourn(t, append([]string{"sync", studyDir}, c.from(s)...)...)
	sojourn(t, append([]string{"handover", studyDir, "--wave", "2", "--out", at("two")}, c.from(s)...)...)
	sojourn(t, "mailroom", "take", studyDir, at("two"), "--room", at("room"))
	write(t, root, map[string]string{"gone": "PERSON24@example.org\nnobody@example.org\n"})
	if out := sojourn(t, "mailroom", "gone", studyDir, at("gone"), "--room", at("room"), "--wave", "2", "--key", c.contactKey); !strings.Contains(out, "1 person noted; 1 line of") {
		t.Errorf("gone: %s", out)
	}
	c.mail(t, "send", "--letter", "reminder")
	reminded := 0
	for i := range people {
		n := len(post.Letters()[fmt.Sprintf("person%d@example.org", i)])
		if n == 2 {
			reminded++
		}
		if want := 2; (i < back || i == 24) && n >= want {
			t.Errorf("person %d finished the wave or asked to be left alone and has %d letters", i, n)
		}
	}
	if reminded != people-back-1 {
		t.Errorf("%d people were reminded, want %d", reminded, people-back-1)
	}
	if out := c.mail(t, "hand"); !strings.Contains(out, "telegram: @somebody") || strings.Count(out, "/i/") != 1 {
		t.Errorf("by hand: %s", out)
	}
	c.mail(t, "back", "--out", at("back"))
	sojourn(t, "outcomes", studyDir, at("back"))
	for _, hit := range search(t, "person1@example.org", data, studyDir, at("room"), at("two"), at("back")) {
		t.Errorf("an address stands open in %s", hit)
	}
}

// waitsAloud sends in the quiet hours, reads why nothing happens, and stops it.
func waitsAloud(t *testing.T, studyDir, room, key string, port int) {
	t.Helper()
	now, post := time.Now(), fmt.Sprintf(mailroomPost, port)
	quiet := fmt.Sprintf("quiet: {from: %q, to: %q}\n", now.Add(-10*time.Hour).Format("15:04"), now.Add(10*time.Hour).Format("15:04"))
	write(t, studyDir, map[string]string{"mailroom.yaml": post + quiet})
	defer write(t, studyDir, map[string]string{"mailroom.yaml": post})
	output := &safeBuffer{}
	cmd := exec.Command(program, "mailroom", "send", studyDir, "--room", room, "--wave", "2", "--key", key)
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline) && !strings.Contains(output.String(), "Ctrl-C is safe"); {
		time.Sleep(20 * time.Millisecond)
	}
	cmd.Process.Signal(os.Interrupt)
	err := cmd.Wait()
	for _, want := range []string{"quiet hours of mailroom.yaml: waiting until", "Ctrl-C is safe", "interrupted: 0 sent, 25 remain"} {
		if !strings.Contains(output.String(), want) || strings.Contains(output.String(), "context canceled") {
			t.Errorf("stopped in the quiet hours (%v), sending does not say %q:\n%s", err, want, output)
		}
	}
}

func story(i int) instrument.Answers {
	return instrument.Answers{"story": {Values: []string{fmt.Sprintf("story %d", i)}}}
}

func answer(t *testing.T, s *server, script scenario.Script) {
	t.Helper()
	player := &scenario.Player{Base: s.pages, Transport: &http.Transport{}}
	if _, err := player.Play(t.Context(), script); err != nil {
		t.Fatal(err)
	}
}

// secondWave closes the first wave and opens the second to panelists.
func secondWave(t *testing.T, studyDir string, port int) {
	t.Helper()
	name := filepath.Join(studyDir, "study.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "closes: 2999-12-31}]\n", `closes: 2020-12-31}]
  - number: 2
    title: {en: Later}
    instrument: instrument/wave1.md
    doors: [{kind: panel, opens: 2021-01-01, closes: 2999-12-31}]
field: https://field.example
`, 1)
	write(t, studyDir, map[string]string{"study.yaml": changed, "mailroom.yaml": fmt.Sprintf(mailroomPost, port)})
}

var personal = regexp.MustCompile(`https://field\.example/i/([A-Za-z0-9_-]{43})`)

// linksIn gives the personal link of each person, in order, from the one
// letter that each has.
func linksIn(t *testing.T, post *posttest.Server, people int) []string {
	t.Helper()
	letters := post.Letters()
	links := make([]string, people)
	for i := range people {
		mine := letters[fmt.Sprintf("person%d@example.org", i)]
		if len(mine) != 1 {
			t.Fatalf("person %d has %d letters", i, len(mine))
		}
		_, body, _ := strings.Cut(mine[0], "\r\n\r\n")
		text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
		m := personal.FindSubmatch(text)
		if err != nil || m == nil || !strings.Contains(string(text), "Здравствуйте") {
			t.Fatalf("person %d: %v in %q", i, err, text)
		}
		links[i] = string(m[1])
	}
	if len(letters) != people {
		t.Errorf("%d addresses were written to, want %d", len(letters), people)
	}
	return links
}

var printedCode = regexp.MustCompile(`Код (\d{3} \d{3} \d{4})`)

// codeTold has the field tell the code of a letter from one that is a figure off.
func codeTold(t *testing.T, s *server, post *posttest.Server) {
	t.Helper()
	_, body, _ := strings.Cut(post.Letters()["person0@example.org"][0], "\r\n\r\n")
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	code := printedCode.FindSubmatch(text)
	if err != nil || code == nil {
		t.Fatalf("the letter has no code: %v, %q", err, text)
	}
	printed := string(code[1])
	off := printed[:11] + string('0'+(printed[11]-'0'+1)%10)
	for typed, want := range map[string]string{printed: "This code stands in our letters", off: "This code stands in none of our letters"} {
		resp, err := http.PostForm(s.pages+"/genuine?lang=en", url.Values{"what": {typed}})
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !strings.Contains(string(page), want) {
			t.Errorf("to the code %s the field does not say %q (status %d, %v)", typed, want, resp.StatusCode, err)
		}
	}
}

// TestAFieldDoesNotStartBeforeEveryKeyWasTried takes the keys of a study from
// unsafe to safe, one message after the other.
func TestAFieldDoesNotStartBeforeEveryKeyWasTried(t *testing.T) {
	root := t.TempDir()
	studyDir := filepath.Join(root, "study")
	answersKey := prepare(t, root, studyDir)
	field := []string{"field", studyDir, "--data", filepath.Join(root, "data"), "--listen", "127.0.0.1:0", "--staff", "127.0.0.1:0"}
	trouble(t, "one key alone", field...)
	trouble(t, "without respondents add --rehearsal", field...)
	if _, err := os.Stat(filepath.Join(root, "data", "fielded")); err == nil {
		t.Error("a field that did not start has fielded a questionnaire")
	}

	recoveryKey, contactKey := filepath.Join(root, "keys", "recovery.key"), filepath.Join(root, "keys", "contact.key")
	public := regexp.MustCompile(`age1\S+`).FindString(sojourn(t, "key", "new", "recovery", "--unlocked", "--out", recoveryKey))
	text, err := os.ReadFile(filepath.Join(studyDir, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, studyDir, map[string]string{"study.yaml": string(text) + "  recovery: [" + public + "]\n"})
	for _, key := range []string{answersKey, contactKey, recoveryKey} {
		trouble(t, "nobody tried", field...)
		sojourn(t, "key", "drill", studyDir, "--key", key)
	}
	other := filepath.Join(root, "keys", "other.key")
	sojourn(t, "key", "new", "answers", "--unlocked", "--out", other)
	trouble(t, "not among the keys", "key", "drill", studyDir, "--key", other)
	serveWith(t, studyDir, filepath.Join(root, "data"), root).stop(t)
	agedDrills(t, studyDir, field)
}

// takeBack takes everything back by six words.
func takeBack(t *testing.T, s *server, words string) {
	t.Helper()
	began := time.Now()
	answer, err := http.PostForm(s.pages+"/withdraw", url.Values{"phrase": {words}, "sure": {"yes"}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("taking back is answered with %d", answer.StatusCode)
	}
	if took := time.Since(began); took > time.Minute {
		t.Errorf("erasing is promised within a minute and took %v", took)
	}
}

// agedDrills lets the drills of a study grow old: the field warns, and then does
// not start any more.
func agedDrills(t *testing.T, studyDir string, field []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(studyDir, "drills.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	dated := func(days int) {
		day := time.Now().AddDate(0, 0, days).Format(time.DateOnly)
		write(t, studyDir, map[string]string{"drills.yaml": regexp.MustCompile(`\d{4}-\d\d-\d\d`).ReplaceAllString(string(text), day)})
	}
	dated(-92)
	trouble(t, "within the last 90 days nobody tried", field...)
	dated(5)
	trouble(t, "a clock is wrong", field...)
	dated(-80)
	out, err := exec.Command(program, "field", "doctor", studyDir, "--data", field[3]).CombinedOutput()
	if !strings.Contains(string(out), "look  keys") || strings.Count(string(out), "after 90 days the field does not start any more") != 3 {
		t.Errorf("ten days before, the doctor says (%v):\n%s", err, out)
	}
	s := serveWith(t, studyDir, field[3], filepath.Dir(field[3]))
	s.stop(t)
	if said := s.output.String(); strings.Count(said, "does not start any more") < 6 {
		t.Errorf("ten days before, the field starts and says\n%s", said)
	}
}

// TestAFieldIsSetUpAgainFromABackupMadeWhileItRan restores with what somebody
// took back meanwhile, who is gone before anything is served; and somebody
// answers there.
func TestAFieldIsSetUpAgainFromABackupMadeWhileItRan(t *testing.T) {
	root := t.TempDir()
	at := func(name string) string { return filepath.Join(root, name) }
	key := prepare(t, root, at("study"))
	s := serve(t, at("study"), at("data"), root)
	player := &scenario.Player{Base: s.pages, Transport: &http.Transport{}}
	leaver, err := player.Play(t.Context(), scenario.Script{Answers: story(0)})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		answer(t, s, scenario.Script{Answers: story(1 + i)})
	}
	sojourn(t, "backup", "--data", at("data"), "--out", at("backup"))
	if n := len(bodiesIn(t, at("backup"), "field.db", "SELECT header, body FROM envelope")); n != 3 {
		t.Fatalf("the copy has %d responses", n)
	}
	takeBack(t, s, leaver.Phrase)
	sojourn(t, "sync", at("study"), "--field", s.sync, "--token", filepath.Join(at("data"), "sync-token"), "--key", key)
	s.stop(t)
	sojourn(t, "withdrawn", at("study"), "--out", at("withdrawn"))
	trouble(t, "no list of withdrawals", "restore", at("backup"), "--data", at("other"), "--withdrawn", filepath.Join(at("study"), "study.yaml"))
	if out := sojourn(t, "restore", at("backup"), "--data", at("restored"), "--withdrawn", at("withdrawn")); !strings.Contains(out, "1 withdrawn responses erased again") {
		t.Errorf("restoring says %s", out)
	}
	if n := len(bodiesIn(t, at("restored"), "field.db", "SELECT header, body FROM envelope")); n != 2 {
		t.Errorf("before it serves anything the restored field has %d responses", n)
	}
	if _, err := os.Stat(filepath.Join(at("restored"), "fielded")); err != nil {
		t.Errorf("the fielded questionnaires are not in the copy: %v", err)
	}
	again := serve(t, at("study"), at("restored"), root)
	answer(t, again, scenario.Script{Answers: story(9)})
	out := sojourn(t, "sync", at("study"), "--field", again.sync, "--token", filepath.Join(at("restored"), "sync-token"), "--key", key)
	if !strings.Contains(out, "1 of them new") {
		t.Errorf("the sync goes on with: %s", out)
	}
	again.stop(t)
}
