package respond

import (
	"net/http"
	"strings"
	"testing"

	"sojourn/fieldwork"
	"sojourn/study"
)

func withExits(f *fake) *fake {
	f.study.Exits = []study.Exit{{Name: "young", Kind: study.Ineligible, Page: "first", When: "${age} < 18"},
		{Name: "russia", Kind: study.Unsafe, Page: "first", When: "${country} = 'RU'", Text: study.Text{"ru": "Пожалуйста, закройте страницу."}}}
	return f
}

func TestWhoIsLedOutSeesAKindPageThatNamesNoReason(t *testing.T) {
	f := withExits(newFake(t))
	f.fail = &fieldwork.Out{Place: 2, Language: "ru"}
	b := visit(t, f)
	const at = "/out/2?lang=ru"
	leads(t, b.post(page("first"), asForm("do", "next")), at)
	got := b.get(at)
	text := got.Body.String()
	for _, want := range []string{"Пожалуйста, закройте страницу.", "ничего о вас не сохранено", `href="tel:&#43;995320000000"`, `href="/leave"`, "<title>Вопросы</title>", "истории браузера"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(text, "russia") || got.Header().Get("Clear-Site-Data") == "" || got.Header().Get("Cache-Control") != "no-store" {
		t.Error("the page names the exit, or lets the browser keep it")
	}
}

func TestAnExitSaysWhatIsKept(t *testing.T) {
	b := visit(t, withExits(newFake(t)))
	if body := b.get("/out/1?lang=en").Body.String(); !strings.Contains(body, "We only count how many people") || strings.Contains(body, "history of your browser") {
		t.Error("who is ineligible is not told what is kept")
	}
	for _, at := range []string{"/out/3", "/out/-1", "/out/x"} {
		if got := b.get(at); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", at, got.Code)
		}
	}
}

func TestAFullQuotaThanksAndLeadsBackThoseWhoBegan(t *testing.T) {
	f := newFake(t)
	f.full = true
	b := visit(t, f)
	for name, got := range map[string]string{"first page": b.get("/o/friends?lang=en").Body.String(),
		"consent": b.post("/start?lang=en", asForm("consent", "3", "secret", secret)).Body.String()} {
		for _, want := range []string{"Thank you for coming", "Enough people have answered", `href="/return?lang=en"`, `href="tel:&#43;995320000000"`} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the page lacks %q", name, want)
			}
		}
	}
}
