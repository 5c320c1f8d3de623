package scenario

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
)

// recognises reports whether the page asks for the code by which a person is
// recognised.
func (p *page) recognises() bool { return strings.HasPrefix(p.path, "/m/") && p.has("code") }

// recognise gives the script's code, or goes on without one.
func (v *visit) recognise() error {
	if len(v.script.Code) == 0 {
		return v.get(v.at.address("/done"))
	}
	f, err := v.at.form("/m/")
	if err != nil {
		return err
	}
	for name, value := range v.script.Code {
		f.values.Set(name, value)
	}
	if err := v.post(f); err != nil {
		return err
	}
	if v.at.recognises() {
		return errors.New("it is not taken")
	}
	return nil
}

// passOn looks at the links that the person may pass on, and comes back.
func (v *visit) passOn() error {
	end := v.at
	links := v.at.address("/links")
	if links == "" {
		return errors.New("the last page leads to none")
	}
	if err := v.get(links); err != nil {
		return err
	}
	walk(v.at.root, func(n *html.Node) {
		if _, token, ok := strings.Cut(textOf(n), "/r/"); ok && attr(n, "class") == "whole" {
			v.out.Links = append(v.out.Links, strings.TrimSpace(token))
		}
	})
	v.at = end
	return nil
}

// address is that of the first link on the page whose path ends so.
func (p *page) address(end string) string {
	var found string
	walk(p.root, func(n *html.Node) {
		if path, _, _ := strings.Cut(attr(n, "href"), "?"); found == "" && n.Data == "a" && strings.HasSuffix(path, end) {
			found = attr(n, "href")
		}
	})
	return found
}
