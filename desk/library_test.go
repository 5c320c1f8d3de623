package desk

import (
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"sojourn/look"
	"sojourn/study"
)

// shelved is a library of one page with a style of its own.
type shelved struct{}

func (shelved) Style() string { return ".ask label{display:block}" }

func (shelved) Serve(w http.ResponseWriter, _ *http.Request, _ study.Lang, frame func(string, template.HTML) error) error {
	w.Header().Set("Content-Security-Policy", w.Header().Get("Content-Security-Policy")+"; frame-src 'self'")
	return frame("Works", "<h1>Works</h1>")
}

func TestTheStyleOfTheLibraryIsOnItsOwnPagesAlone(t *testing.T) {
	b := browser{t, New(newFake(t), Options{Token: token, Host: host, Library: shelved{}, Log: slog.New(slog.DiscardHandler)}), map[string]string{}}
	b.get("/?token=" + token)
	for address, dressed := range map[string]bool{"/": false, "/explore": false, "/library/": true} {
		w := b.get(address)
		style := parsed(t, w).all("style")[0].FirstChild.Data
		if strings.Contains(style, shelved{}.Style()) != dressed {
			t.Errorf("%s has the style of the library: %v", address, !dressed)
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), look.StyleHash(style)) {
			t.Errorf("%s: the policy does not admit the page's style", address)
		}
		if strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-src 'self'") != dressed {
			t.Errorf("%s: the policy is not the one that the page has made", address)
		}
	}
}
