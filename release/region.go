package release

import (
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// A region is one of UN M49's, with the countries in it by their two letters
// (ISO 3166-1).
type region struct {
	code      string
	name      study.Text
	countries string
}

// regions are the geographical regions of "Standard country or area codes for
// statistical use" (UN M49). Kosovo (XK) and Taiwan (TW), which the list does
// not have, stand with their neighbours.
var regions = []region{
	{"015", study.Text{"en": "Northern Africa", "ru": "Северная Африка"}, "DZ EG EH LY MA SD TN"},
	{"014", study.Text{"en": "Eastern Africa", "ru": "Восточная Африка"}, "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW"},
	{"017", study.Text{"en": "Middle Africa", "ru": "Центральная Африка"}, "AO CD CF CG CM GA GQ ST TD"},
	{"018", study.Text{"en": "Southern Africa", "ru": "Южная Африка"}, "BW LS NA SZ ZA"},
	{"011", study.Text{"en": "Western Africa", "ru": "Западная Африка"}, "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG"},
	{"029", study.Text{"en": "Caribbean", "ru": "Карибский бассейн"}, "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI"},
	{"013", study.Text{"en": "Central America", "ru": "Центральная Америка"}, "BZ CR GT HN MX NI PA SV"},
	{"005", study.Text{"en": "South America", "ru": "Южная Америка"}, "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE"},
	{"021", study.Text{"en": "Northern America", "ru": "Северная Америка"}, "BM CA GL PM US"},
	{"143", study.Text{"en": "Central Asia", "ru": "Центральная Азия"}, "KG KZ TJ TM UZ"},
	{"030", study.Text{"en": "Eastern Asia", "ru": "Восточная Азия"}, "CN HK JP KP KR MN MO TW"},
	{"035", study.Text{"en": "South-eastern Asia", "ru": "Юго-Восточная Азия"}, "BN ID KH LA MM MY PH SG TH TL VN"},
	{"034", study.Text{"en": "Southern Asia", "ru": "Южная Азия"}, "AF BD BT IN IR LK MV NP PK"},
	{"145", study.Text{"en": "Western Asia", "ru": "Западная Азия"}, "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE"},
	{"151", study.Text{"en": "Eastern Europe", "ru": "Восточная Европа"}, "BG BY CZ HU MD PL RO RU SK UA"},
	{"154", study.Text{"en": "Northern Europe", "ru": "Северная Европа"}, "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ"},
	{"039", study.Text{"en": "Southern Europe", "ru": "Южная Европа"}, "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK"},
	{"155", study.Text{"en": "Western Europe", "ru": "Западная Европа"}, "AT BE CH DE FR LI LU MC NL"},
	{"053", study.Text{"en": "Australia and New Zealand", "ru": "Австралия и Новая Зеландия"}, "AU CC CX HM NF NZ"},
	{"054", study.Text{"en": "Melanesia", "ru": "Меланезия"}, "FJ NC PG SB VU"},
	{"057", study.Text{"en": "Micronesia", "ru": "Микронезия"}, "FM GU KI MH MP NR PW UM"},
	{"061", study.Text{"en": "Polynesia", "ru": "Полинезия"}, "AS CK NU PF PN TK TO TV WF WS"},
	{elsewhere, study.Text{"en": "Elsewhere", "ru": "В другом месте"}, "AQ"},
}

// elsewhere is the code for what is in no region: Antarctica, XA to XZ, and
// answers such as "another country".
const elsewhere = "other"

// regionOf finds the place in regions of a country's code.
func regionOf(country string) int {
	country = strings.ToUpper(country)
	for i, r := range regions {
		if len(country) == 2 && strings.Contains(" "+r.countries+" ", " "+country+" ") {
			return i
		}
	}
	return len(regions) - 1
}

// areCountries reports whether a code list is one of countries: nearly all of
// its codes have two letters and are known.
func areCountries(l *dataset.CodeList) bool {
	known := 0
	for _, c := range l.Categories {
		if regionOf(c.Code) < len(regions)-1 {
			known++
		}
	}
	return known > 1 && 10*known >= 6*len(l.Categories)
}
