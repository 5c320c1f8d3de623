package listener

import (
	"net/http"
	"net/url"
	"strings"

	"sojourn/study"
)

// Language picks the language of a page among those that there are: what the
// address asks for, else what the cookie remembers, else what the browser
// lists, else English.
func Language(r *http.Request, cookie string, has func(study.Lang) bool) study.Lang {
	wishes := []string{r.URL.Query().Get("lang")}
	if c, err := r.Cookie(cookie); err == nil {
		wishes = append(wishes, c.Value)
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		wishes = append(wishes, primary)
	}
	for _, wish := range wishes {
		if has(study.Lang(wish)) {
			return study.Lang(wish)
		}
	}
	return "en"
}

// InLanguage is the address of the same page in a language; after a form was
// sent, that of the first page.
func InLanguage(r *http.Request, lang study.Lang) string {
	address, query := url.URL{Path: "/"}, url.Values{}
	if r.Method == http.MethodGet && !strings.HasPrefix(r.URL.Path, "//") {
		address.Path, query = r.URL.Path, r.URL.Query()
		query.Del("token")
	}
	query.Set("lang", string(lang))
	address.RawQuery = query.Encode()
	return address.String()
}
