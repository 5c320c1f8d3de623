package outreach

import (
	"strings"
	"testing"
	"time"

	"sojourn/study"
)

var exile = &study.Study{ID: "exile", Title: study.Text{"en": "Exile panel", "ru": "Панель"}, Languages: []study.Lang{"en", "ru"}}

const goodPost = `
from: {name: {en: Researchers, ru: Исследователи}, address: team@example.org}
server: {host: mail.example.org, port: 587, user: team}
per_hour: 300
quiet: {from: "22:00", to: "09:00"}
letters:
  invitation:
    subject: {en: A question for you, ru: Вопрос к вам}
    text: {en: "Hello\n{link}\nuntil {closes}", ru: "Здравствуйте\n{link}\nдо {closes}"}
`

func TestAPostIsReadAndWritesInTheReadersLanguage(t *testing.T) {
	p, problems := ParsePost([]byte(goodPost), exile)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	subject, text := p.Write(Invitation, "ru", Places{Link: "https://x.example/i/abc", Closes: "2022-09-30", Code: "482 913 5077"})
	if subject != "Вопрос к вам" || text != "Здравствуйте\nhttps://x.example/i/abc\nдо 2022-09-30" {
		t.Errorf("%q, %q", subject, text)
	}
	if p.Pace() != 12*time.Second || p.MostTries() != 5 {
		t.Errorf("pace %v, tries %d", p.Pace(), p.MostTries())
	}
}

func TestAPostThatWouldHarmSaysWhere(t *testing.T) {
	for name, tt := range map[string]struct{ old, with, want string }{
		"a key that is none":             {"per_hour", "per_minute", "per_minute"},
		"a sender with a header in it":   {"team@example.org}", `"team@example.org\r\nBcc: x@example.org"}`, "from.address"},
		"a name with a header in it":     {"en: Researchers", `en: "Researchers\r\nBcc: x@example.org"`, "from.name.en"},
		"a name with a Unicode line end": {"en: Researchers", `en: "Researchers\u2028Bcc: x@example.org"`, "from.name.en"},
		"a name that turns round":        {"en: Researchers", `en: "Researchers\u202e"`, "from.name.en"},
		"a subject with a zero byte":     {"en: A question for you", `en: "A\0B"`, "letters.invitation.subject.en"},
		"a subject with a header in it":  {"en: A question for you", `en: "A\r\nBcc: x@example.org"`, "letters.invitation.subject.en"},
		"addresses over an open line":    {"user: team", "tls: none", "server.tls"},
		"no port":                        {"port: 587", "port: 0", "server"},
		"hours that are none":            {"22:00", "half past nine", "quiet"},
		"no link":                        {`Hello\n{link}`, "Hello", "letters.invitation.text.en"},
		"a placeholder nobody fills":     {`Hello\n`, `Hello {name}\n`, "{name}"},
		"an occasion that is none":       {"  invitation:", "  birthday:", "letters.birthday"},
		"no Russian":                     {", ru: Вопрос к вам", "", "letters.invitation.text.ru"},
		"the study's name on the screen": {"A question for you", "Exile panel", "locked screens"},
	} {
		if !strings.Contains(goodPost, tt.old) {
			t.Fatalf("%s: the example has no %q", name, tt.old)
		}
		_, problems := ParsePost([]byte(strings.Replace(goodPost, tt.old, tt.with, 1)), exile)
		if text := problems.Error(); len(problems) == 0 || !strings.Contains(text, tt.want) {
			t.Errorf("%s: %q does not name %q", name, text, tt.want)
		}
	}
}

func TestQuietHoursAreThoseOfAClockOnTheWallWhenItIsSetToo(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	night := Quiet{"22:00", "09:00"}
	for name, tt := range map[string]struct {
		at   time.Time
		want time.Duration
	}{
		"an ordinary night":                   {time.Date(2022, 9, 5, 23, 0, 0, 0, berlin), 10 * time.Hour},
		"set forward: an hour less to wait":   {time.Date(2022, 3, 26, 23, 0, 0, 0, berlin), 9 * time.Hour},
		"after it was set forward":            {time.Date(2022, 3, 27, 3, 30, 0, 0, berlin), 5*time.Hour + 30*time.Minute},
		"set forward: nine is nine":           {time.Date(2022, 3, 27, 9, 0, 0, 0, berlin), 0},
		"set forward: ten at night is quiet":  {time.Date(2022, 3, 27, 22, 0, 0, 0, berlin), 11 * time.Hour},
		"set back: an hour more to wait":      {time.Date(2022, 10, 29, 23, 0, 0, 0, berlin), 11 * time.Hour},
		"set back: half past eight is quiet":  {time.Date(2022, 10, 30, 8, 30, 0, 0, berlin), 30 * time.Minute},
		"set back: half past nine at night":   {time.Date(2022, 10, 30, 21, 30, 0, 0, berlin), 0},
		"the second half past two of a night": {time.Date(2022, 10, 30, 0, 30, 0, 0, time.UTC).Add(time.Hour).In(berlin), 6*time.Hour + 30*time.Minute},
	} {
		if got := night.Wait(tt.at); got != tt.want {
			t.Errorf("%s: wait %v, want %v", name, got, tt.want)
		}
	}
}

func TestQuietHoursMayPassMidnight(t *testing.T) {
	for _, tt := range []struct {
		q    Quiet
		at   string
		want time.Duration
	}{
		{Quiet{"22:00", "09:00"}, "23:30", 9*time.Hour + 30*time.Minute},
		{Quiet{"22:00", "09:00"}, "08:59", time.Minute},
		{Quiet{"22:00", "09:00"}, "09:00", 0},
		{Quiet{"22:00", "09:00"}, "21:59", 0},
		{Quiet{"01:00", "05:00"}, "02:00", 3 * time.Hour},
		{Quiet{"01:00", "05:00"}, "06:00", 0},
		{Quiet{}, "03:00", 0},
	} {
		at, err := time.Parse("15:04", tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.q.Wait(at.AddDate(2022, 1, 1)); got != tt.want {
			t.Errorf("%v at %s: wait %v, want %v", tt.q, tt.at, got, tt.want)
		}
	}
}
