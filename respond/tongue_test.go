package respond

import (
	"strings"
	"testing"
)

// tongues are the addresses under which a page offers the other languages.
func tongues(p doc) (addresses []string) {
	for _, nav := range p.find(func(n node) bool { return n.attr("class") == "langs" }) {
		for c := range nav.Descendants() {
			if n := (node{c}); n.Data == "a" || n.Data == "button" {
				addresses = append(addresses, n.attr("href")+n.attr("formaction"))
			}
		}
	}
	return addresses
}

func TestThePagesAfterTheLastQuestionOfferTheLanguagesOfTheStudy(t *testing.T) {
	f := newFake(t)
	f.done = true
	b := visit(t, f)
	for address, want := range map[string]string{page("done"): page("done") + "?lang=ru", "/contact/kept": "/contact/kept?lang=ru", "/declined": "/declined?lang=ru", "/withdrawn": "/withdrawn?lang=ru"} {
		offered := tongues(seen(t, b.get(address)))
		if len(offered) != 2 || offered[0] != want {
			t.Errorf("%s offers %v", address, offered)
		}
		if lang := seen(t, b.get(offered[1])).named("html")[0].attr("lang"); lang != "fa" {
			t.Errorf("%s shows %s", offered[1], lang)
		}
	}
	f.study.Recognition = recognition
	if offered := tongues(seen(t, b.get(page("done")+"?asked"))); len(offered) != 2 || b.get(offered[0]).Code != 200 {
		t.Errorf("who was asked for the code is asked again at %v", offered)
	}
	if offered := tongues(seen(t, b.get(ownPath(token, "code")))); len(offered) != 2 {
		t.Errorf("the page for the code offers %v", offered)
	}
}

func TestALanguageIsChangedWhileAnAddressIsTyped(t *testing.T) {
	b := visit(t, newFake(t))
	p := seen(t, b.post("/contact/form", asForm("secret", secret)))
	offered := tongues(p)
	if len(offered) != 2 || offered[0] != "/contact/form?lang=ru" || strings.Contains(strings.Join(offered, ""), secret) {
		t.Fatalf("offered are %v", offered)
	}
	if first := p.named("button")[0]; first.attr("formaction") != "" || first.attr("form") != "left" {
		t.Error("the key Enter changes the language in place of sending the address")
	}
	w := b.post(offered[0], asForm("secret", secret, "medium", "telegram", "address", "@somebody"))
	if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, `lang="ru"`) || !strings.Contains(body, `value="@somebody"`) || !strings.Contains(body, `value="telegram" checked`) || !strings.Contains(body, secret) {
		t.Errorf("in the other language stands, with %d:\n%s", w.Code, body)
	}
}
