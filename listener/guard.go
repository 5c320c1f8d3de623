package listener

import (
	"errors"
	"net/http"

	"sojourn/study"
)

// What keeps a request from pages that are not open to all.
var (
	ErrMisdirected = errors.New("the request names another host")
	ErrOutside     = errors.New("the browser was not let in")
	ErrForeign     = errors.New("the form comes from elsewhere")
)

// A Guard stands before every route of pages behind a door.
type Guard struct {
	Door    *Door
	Policy  string                                          // see [Policy]
	Most    func(path string) int64                         // what a form sent to the path may weigh
	Speaks  func(study.Lang) bool                           // whether there are pages in the language
	Trouble func(http.ResponseWriter, *http.Request, error) // shows a page for an error
}

// Before serves the routes to the browser that is inside, and to all others a
// page that says why not. It remembers, in the browser alone, the language that
// an address asks for.
func (g Guard) Before(routes http.Handler) http.Handler {
	enter := Answer(g.enter, g.Trouble)
	inner := OwnForms(routes, g.Trouble)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Secure(w.Header(), g.Policy)
		r.Body = http.MaxBytesReader(w, r.Body, g.Most(r.URL.Path))
		switch {
		case !g.Door.Names(r.Host):
			g.Trouble(w, r, ErrMisdirected)
		case Asks(r):
			enter.ServeHTTP(w, r)
		case !g.Door.Inside(r):
			g.Trouble(w, r, ErrOutside)
		default:
			if lang := r.URL.Query().Get("lang"); g.Speaks(study.Lang(lang)) {
				http.SetCookie(w, Keep(g.Door.languageCookie(), lang))
			}
			inner.ServeHTTP(w, r)
		}
	})
}

// OwnForms keeps forms that other sites send from the routes.
func OwnForms(routes http.Handler, trouble func(http.ResponseWriter, *http.Request, error)) http.Handler {
	own := http.NewCrossOriginProtection()
	own.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { trouble(w, r, ErrForeign) }))
	return own.Handler(routes)
}

// Language picks the language of a page as [Language] does.
func (g Guard) Language(r *http.Request) study.Lang {
	return Language(r, g.Door.languageCookie(), g.Speaks)
}

// enter serves GET /?token=…: it lets a browser in and leads to an address
// without the token. Whoever is inside already is led there too.
func (g Guard) enter(w http.ResponseWriter, r *http.Request) error {
	if session, ok := g.Door.Enter(r.URL.Query().Get("token")); ok {
		http.SetCookie(w, Keep(g.Door.Cookie(), session))
	} else if !g.Door.Inside(r) {
		return ErrOutside
	}
	return SeeOther(w, "/")
}
