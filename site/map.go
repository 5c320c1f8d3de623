package site

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// places are where countries lie: code (ISO 3166-1), degrees north and east of a
// point in their midst, rounded. The table is the program's own.
const places = `AD 43 2,AE 24 54,AF 34 66,AG 17 -62,AL 41 20,AM 40 45,AO -12 18,AR -35 -65,AT 48 14,AU -25 134,AZ 40 48,BA 44 18,BB 13 -59,BD 24 90,BE 51 5,BF 12 -2,BG 43 25,BH 26 51,BI -3 30,BJ 10 2,BN 5 115,BO -17 -65,` +
	`BR -10 -53,BS 24 -76,BT 27 90,BW -22 24,BY 54 28,BZ 17 -89,CA 58 -105,CD -3 24,CF 7 21,CG -1 15,CH 47 8,CI 8 -6,CL -33 -71,CM 6 12,CN 36 104,CO 4 -73,CR 10 -84,CU 22 -79,CV 16 -24,CY 35 33,CZ 50 15,DE 51 10,DJ 12 43,DK 56 9,DM 15 -61,` +
	`DO 19 -71,DZ 28 3,EC -1 -78,EE 59 26,EG 27 30,ER 15 39,ES 40 -4,ET 9 40,FI 64 26,FJ -18 178,FM 7 158,FR 47 2,GA -1 12,GB 54 -2,GD 12 -62,GE 42 44,GH 8 -1,GM 13 -15,GN 10 -11,GQ 2 10,GR 39 22,GT 16 -90,GW 12 -15,GY 5 -59,HK 22 114,` +
	`HN 15 -87,HR 45 16,HT 19 -73,HU 47 19,ID -2 118,IE 53 -8,IL 31 35,IN 22 79,IQ 33 44,IR 32 54,IS 65 -19,IT 42 13,JM 18 -77,JO 31 37,JP 37 138,KE 0 38,KG 41 75,KH 13 105,KI 1 173,KM -12 44,KN 17 -63,KP 40 127,KR 36 128,KW 29 48,KZ 48 67,` +
	`LA 19 103,LB 34 36,LC 14 -61,LI 47 10,LK 7 81,LR 6 -9,LS -30 28,LT 55 24,LU 50 6,LV 57 25,LY 27 18,MA 32 -6,MC 44 7,MD 47 29,ME 43 19,MG -19 47,MH 7 171,MK 42 22,ML 17 -4,MM 21 96,MN 47 104,MO 22 113,MR 20 -10,MT 36 14,MU -20 58,` +
	`MV 3 73,MW -13 34,MX 24 -102,MY 4 109,MZ -17 35,NA -22 17,NE 17 9,NG 9 8,NI 13 -85,NL 52 5,NO 62 10,NP 28 84,NR -1 167,NZ -41 174,OM 21 56,PA 9 -80,PE -9 -75,PG -6 144,PH 12 123,PK 30 70,PL 52 19,PS 32 34,PT 40 -8,PW 7 134,PY -23 -58,` +
	`QA 25 51,RO 46 25,RS 44 21,RU 62 95,RW -2 30,SA 24 45,SB -9 160,SC -5 55,SD 15 30,SE 62 16,SG 1 104,SI 46 15,SK 49 20,SL 8 -12,SM 44 12,SN 14 -14,SO 6 46,SR 4 -56,SS 7 30,ST 0 7,SV 14 -89,SY 35 38,SZ -27 31,TD 15 19,TG 8 1,TH 15 101,` +
	`TJ 39 71,TL -9 126,TM 39 59,TN 34 9,TO -21 -175,TR 39 35,TT 10 -61,TV -8 178,TW 24 121,TZ -6 35,UA 49 32,UG 1 32,US 40 -98,UY -33 -56,UZ 41 64,VA 42 12,VC 13 -61,VE 7 -66,VN 16 108,VU -16 167,WS -14 -172,XK 43 21,YE 16 48,ZA -29 25,ZM -13 28,ZW -19 30`

// The grid of the map, in tiles.
const (
	mapColumns = 34
	mapRows    = 24
)

// A tile is the place of a country on the map.
type tile struct {
	Code     string
	Col, Row int
	N        int // works
}

// A place is where a country lies, in tiles from the corner of the map.
type place struct {
	code string
	x, y float64
}

// mapped lists the countries on Mercator's projection, which gives crowded Europe
// room, from the middle of Europe outwards.
func mapped() []place {
	mercator := func(north float64) float64 { return math.Log(math.Tan(math.Pi/4 + north*math.Pi/360)) }
	top, bottom := mercator(67), mercator(-46)
	var all []place
	for entry := range strings.SplitSeq(places, ",") {
		f := strings.Fields(entry)
		north, _ := strconv.ParseFloat(f[1], 64) // the table is ours
		east, _ := strconv.ParseFloat(f[2], 64)
		all = append(all, place{f[0], (east + 130) / 310 * mapColumns, (top - mercator(north)) / (top - bottom) * mapRows})
	}
	distance := func(p place) float64 { return math.Hypot(p.x-15.5, p.y-5) }
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(distance(a), distance(b)), cmp.Compare(a.code, b.code))
	})
	return all
}

// off is how far a tile is from where a country lies, squared.
func (p place) off(t tile) float64 {
	x, y := float64(t.Col)+.5-p.x, float64(t.Row)+.5-p.y
	return x*x + y*y
}

// grid gives each country a tile of its own: the free one next to where it lies,
// and then two countries change places as long as that brings them nearer.
func grid() []tile {
	all := mapped()
	taken := map[[2]int]bool{}
	tiles := make([]tile, len(all))
	for i, p := range all {
		best, found := math.Inf(1), tile{}
		for col := range mapColumns {
			for row := range mapRows {
				t := tile{Code: p.code, Col: col, Row: row}
				if d := p.off(t); d < best && !taken[[2]int{col, row}] {
					best, found = d, t
				}
			}
		}
		taken[[2]int{found.Col, found.Row}] = true
		tiles[i] = found
	}
	const nearer = 1e-9
	for better := true; better; {
		better = false
		for i := range tiles {
			for k := range i {
				a, b := tiles[i], tiles[k]
				if all[i].off(b)+all[k].off(a) < all[i].off(a)+all[k].off(b)-nearer {
					tiles[i].Col, tiles[i].Row, tiles[k].Col, tiles[k].Row = b.Col, b.Row, a.Col, a.Row
					better = true
				}
			}
		}
	}
	slices.SortFunc(tiles, func(a, b tile) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col)) })
	return tiles
}

// mapView is the map with the works of each country. The list beside it says the
// same in words.
type mapView struct {
	Tiles         []shownTile
	Width, Height int
	Label         string
	Elsewhere     []string // codes that the map has no place for
}

// A shownTile is a tile in the measures of the drawing.
type shownTile struct {
	tile
	X, Y     int
	Title    string
	TextY    int
	CountY   int
	CentreX  int
	Strength string // class: off, some or many
}

const tileSide = 26

// countryMap draws the works of countries.
func (s setting) countryMap(v *view) mapView {
	n, most := map[string]int{}, 0
	for _, g := range v.countries {
		n[g.Key] = len(g.Works)
		most = max(most, len(g.Works))
	}
	m := mapView{Width: mapColumns * tileSide, Height: mapRows * tileSide, Label: s.Say("map.label", len(v.countries))}
	for _, t := range v.tiles {
		t.N = n[t.Code]
		x := shownTile{tile: t, X: t.Col*tileSide + 1, Y: t.Row*tileSide + 1, Title: s.Country(t.Code), Strength: "off"}
		x.CentreX, x.TextY, x.CountY = x.X+tileSide/2-1, x.Y+15, x.Y+21
		if t.N > 0 {
			x.Title = s.Say("map.tile", s.Country(t.Code), s.Say("works.n", t.N))
			x.Strength, x.TextY = "some", x.Y+11
			if 2*t.N > most {
				x.Strength = "many"
			}
		}
		delete(n, t.Code)
		m.Tiles = append(m.Tiles, x)
	}
	for _, g := range v.countries {
		if _, left := n[g.Key]; left {
			m.Elsewhere = append(m.Elsewhere, s.Country(g.Key))
		}
	}
	return m
}
