package seal

import (
	"strings"
	"testing"
)

func TestACodeIsReadAsPeopleTypeIt(t *testing.T) {
	for typed, want := range map[string]string{
		"482 913 5077": "4829135077", "482-913-5077": "4829135077", " 482\u00a0913\u20115077 ": "4829135077",
		"۴۸۲ ۹۱۳ ۵۰۷۷": "4829135077", "٤٨٢ ٩١٣ ٥٠٧٧": "4829135077", "４８２９１３５０７７": "4829135077",
		"482 9l3 5O77": "4829135077", "482 91З 5о77": "4829135077", "\u200f482 913 5077": "4829135077",
	} {
		if got, ok := ReadCode(typed); !ok || got != want {
			t.Errorf("%q is read as %q, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "482 913 507", "482 913 5077 1", "https://field.example.org", "482/913/5077", strings.Repeat("9", 1<<20)} {
		if got, ok := ReadCode(typed); ok {
			t.Errorf("%.20q is read as %q", typed, got)
		}
	}
}

func TestEachLetterOfAWaveHasACodeOfItsOwn(t *testing.T) {
	k, other := CodeKeyOf("token of the mailroom"), CodeKeyOf("another token")
	code := k.Code("exile", 1, "invitation")
	if read, ok := ReadCode(code); !ok || !k.Is(read, "exile", 1, "invitation") {
		t.Fatalf("the code %s is not that of its letter", code)
	}
	for name, differs := range map[string]string{"another letter": k.Code("exile", 1, "reminder"), "another wave": k.Code("exile", 2, "invitation"),
		"another study": k.Code("home", 1, "invitation"), "another key": other.Code("exile", 1, "invitation")} {
		if differs == code {
			t.Errorf("%s has the same code", name)
		}
	}
	if strings.Contains(string(k), "token") {
		t.Error("the key shows the token")
	}
}

func FuzzReadCode(f *testing.F) {
	f.Add("482 913 5077")
	f.Add("۴۸۲ ۹۱۳ ۵۰۷۷")
	f.Fuzz(func(t *testing.T, typed string) {
		digits, ok := ReadCode(typed)
		if ok && (len(digits) != codeDigits || strings.Trim(digits, "0123456789") != "") {
			t.Errorf("%q", digits)
		}
	})
}
