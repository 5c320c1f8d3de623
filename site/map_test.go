package site

import (
	"strings"
	"testing"

	"golang.org/x/text/language"

	"sojourn/library"
)

func TestEveryCountryHasATileOfItsOwnNearWhereItLies(t *testing.T) {
	at := map[string]tile{}
	seen := map[[2]int]string{}
	for _, x := range grid() {
		if other := seen[[2]int{x.Col, x.Row}]; other != "" || at[x.Code].Code != "" {
			t.Errorf("%s lies on %s, or twice", x.Code, other)
		}
		if _, err := language.ParseRegion(x.Code); err != nil {
			t.Errorf("%s is no country: %v", x.Code, err)
		}
		seen[[2]int{x.Col, x.Row}], at[x.Code] = x.Code, x
	}
	if len(at) < 195 {
		t.Errorf("only %d countries", len(at))
	}
	for _, pair := range []string{"PT ES", "ES IT", "IT TR", "TR GE", "GE AZ", "AZ KZ", "KZ CN", "CN JP", "US FR", "MX BR", "GB PL", "DE UA", "SN SD"} {
		west, east, _ := strings.Cut(pair, " ")
		if at[west].Col > at[east].Col {
			t.Errorf("%s lies east of %s", west, east)
		}
	}
	for _, pair := range []string{"FI EE", "EE LT", "SE IT", "NO DK", "SE PL", "GB FR", "RU KZ", "KZ IR", "DE IT", "IT LY", "LY ZA", "US MX", "MX PE", "PE CL", "RS GR", "CN VN", "JP AU"} {
		north, south, _ := strings.Cut(pair, " ")
		if at[north].Row > at[south].Row {
			t.Errorf("%s lies south of %s", north, south)
		}
	}
}

func TestTheMapSaysWhatTheListSays(t *testing.T) {
	c := content()
	c.Works[1].Countries = append(c.Works[1].Countries, "PR")
	page := string(exported(t, c)["ru/countries.html"])
	for _, part := range []string{"<title>Грузия: 2 работы</title>", "<title>Сербия: 1 работа</title>", "<title>Япония</title>", "Нет на карте: Пуэрто-Рико", `role="img" aria-label="Карта`} {
		if !strings.Contains(page, part) {
			t.Errorf("the map lacks %s", part)
		}
	}
	if strings.Contains(string(exported(t, Content{Works: []library.Work{{ID: "a", Title: "A"}}})["countries.html"]), "<svg class=\"map\"") {
		t.Error("a library without countries has a map")
	}
}
