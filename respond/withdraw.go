package respond

import (
	"errors"
	"html/template"
	"net/http"
	"strings"

	"sojourn/seal"
	"sojourn/study"
)

// withdrawPage is what withdraw.html shows.
type withdrawPage struct {
	*frame
	Fault template.HTML
}

// askWithdrawal serves GET /withdraw, where everything can be taken back by the
// six words.
func (s *site) askWithdrawal(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), "/withdraw")
	f.Quick = true
	return s.render(w, r, http.StatusOK, "withdraw", withdrawPage{frame: f})
}

// withdraw serves POST /withdraw: the first time it says what would go, and the
// second time, from that page, it erases. Words under which nothing is kept are
// said to be so: whoever mistyped them must not believe that the answers are gone.
func (s *site) withdraw(w http.ResponseWriter, r *http.Request) error {
	posted, err := form(r)
	if err != nil {
		return err
	}
	f, phrase, sure := s.frame(choose(r, s.languages())), posted.Get("phrase"), posted.Get("sure") != ""
	if link := personalLink(phrase); link != "" {
		return seeOther(w, "/i/"+link+"/erase?lang="+string(f.Lang))
	}
	if sure {
		err = s.service.WithdrawByPhrase(r.Context(), phrase)
	} else {
		_, err = s.service.Find(r.Context(), phrase)
	}
	switch fault := (*seal.PhraseFault)(nil); {
	case errors.Is(err, study.ErrNotFound), errors.As(err, &fault):
		f.offer(s.languages(), "/withdraw")
		f.Quick = true
		f.Tab = f.Word("tab.check", f.Tab)
		return s.render(w, r, http.StatusUnprocessableEntity, "withdraw", withdrawPage{f, f.Say("withdraw.fault")})
	case err != nil:
		return err
	case sure:
		return seeOther(w, "/withdrawn?lang="+string(f.Lang))
	}
	return s.sure(w, r, surePage{frame: f, Action: "/withdraw", Phrase: phrase, Back: "/withdraw"})
}

// personalLink is the token in a personal link that somebody wrote in place of
// words, whole or the token alone; empty where it is none. Such a link may lead
// nowhere any more, and still takes everything back.
func personalLink(typed string) string {
	typed = strings.TrimSpace(typed)
	if at := strings.LastIndex(typed, "/i/"); at >= 0 {
		typed = typed[at+len("/i/"):]
	}
	token, _, _ := strings.Cut(typed, "?")
	if _, err := seal.ParseSecret(token); err != nil {
		return ""
	}
	return token
}

// withdrawn serves GET /withdrawn.
func (s *site) withdrawn(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), "/withdrawn")
	f.Quick = true
	forget(w.Header())
	return s.render(w, r, http.StatusOK, "withdrawn", f)
}
