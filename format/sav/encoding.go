package sav

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"

	"sojourn/format/labelled"
)

// chooseEncoding finds out in which character encoding the file keeps its
// text: by name, else by number, else by a guess that is told.
func (f *file) chooseEncoding() {
	name := strings.TrimSpace(string(f.extensions[20]))
	if name == "" {
		name = f.codePage()
	}
	switch e := encodingNamed(name); e {
	case nil:
	case unicode.UTF8:
		f.decode = func(b []byte) string {
			s, _ := labelled.Plain(string(b))
			return s
		}
		return
	default:
		f.decode = decoder(e)
		return
	}
	if name != "" {
		f.Warn("encoding", "", "it names a character encoding that is not known", "look whether the labels are legible")
	}
	guess, called := labelled.GuessEncoding(f.lang)
	f.decode = func(b []byte) string {
		if utf8.Valid(b) {
			return string(b)
		}
		return decoder(guess)(b)
	}
	if !f.allASCII() {
		f.Warn("encoding", "", "it does not say in which character encoding it is; "+called+" is assumed", "look whether the labels are legible")
	}
}

// codePage names the encoding that the machine record gives by number.
func (f *file) codePage() string {
	b := f.extensions[3]
	if len(b) < 32 {
		return ""
	}
	switch n := int32(f.order.Uint32(b[28:])); {
	case n == 65001:
		return "utf-8"
	case n >= 1250 && n <= 1258 || n == 874:
		return fmt.Sprintf("windows-%d", n)
	case n > 28590 && n <= 28606:
		return fmt.Sprintf("iso-8859-%d", n-28590)
	case n == 437 || n == 850 || n == 866:
		return fmt.Sprintf("IBM%d", n)
	case n == 932:
		return "shift_jis"
	case n == 936:
		return "gbk"
	case n == 949:
		return "euc-kr"
	case n == 950:
		return "big5"
	}
	return ""
}

func encodingNamed(name string) encoding.Encoding {
	if name == "" || strings.EqualFold(name, "us-ascii") {
		return nil
	}
	if e, err := htmlindex.Get(name); err == nil {
		return e
	}
	if e, err := ianaindex.IANA.Encoding(name); err == nil {
		return e
	}
	return nil
}

func decoder(e encoding.Encoding) func([]byte) string {
	return func(b []byte) string {
		if ascii(string(b)) {
			return string(b)
		}
		out, err := e.NewDecoder().Bytes(b)
		if err != nil {
			out = b
		}
		s, _ := labelled.Plain(strings.ToValidUTF8(string(out), "\uFFFD"))
		return s
	}
}

func (f *file) allASCII() bool {
	for _, v := range f.fields {
		if v.width > 0 || !ascii(string(v.rawName)+string(v.rawLabel)) {
			return false
		}
		for _, l := range v.labels {
			if !ascii(string(l.label)) {
				return false
			}
		}
	}
	return true
}
