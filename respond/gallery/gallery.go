// Package gallery shows every page and state of the respondents' pages with
// canned data, in a language of each kind: Latin, Cyrillic, right to left.
//
// Nothing here is drawn for show. A scene is what the real pages answer, over
// the real service, to a made-up person who walks through a questionnaire with
// every way of asking. So the gallery is where a page is looked at, by people
// and by judges of accessibility, before a respondent sees it. It knows no
// storage and no key; both are passed in and may be thrown away.
package gallery

import (
	"embed"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"sojourn/fieldwork"
	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/outreach"
	"sojourn/respond"
	"sojourn/seal"
	"sojourn/study"
)

//go:embed form.md
var files embed.FS

// Languages are those of the gallery.
var Languages = [...]study.Lang{"en", "ru", "fa"}

// A Scene is one page in one state and one language.
type Scene struct {
	Lang   study.Lang
	Name   string // such as "return-fault"; the same in every language
	Status int
	Header http.Header
	Body   []byte
}

// Config is what the gallery borrows.
type Config struct {
	Storage interface {
		fieldwork.Storage
		fieldwork.Coupons
		outreach.Storage
	}
	Keys study.Keys // public keys that nothing real is sealed to
	Rand io.Reader
	Log  *slog.Logger
}

// noon is when everything in the gallery happens.
var noon = time.Date(2022, time.September, 6, 12, 0, 0, 0, time.UTC)

// Scenes walks through all pages in all languages.
func Scenes(c Config) ([]Scene, error) {
	s := made(c.Keys)
	in, err := form()
	if err != nil {
		return nil, err
	}
	clock := func() time.Time { return noon }
	service, err := fieldwork.New(fieldwork.Config{Study: s, Storage: c.Storage, Coupons: c.Storage, Now: clock, Rand: c.Rand,
		Instruments: map[study.WaveID][]*instrument.Instrument{1: {in}}, Numbers: func() *fieldwork.Numbers { return &numbers }})
	if err != nil {
		return nil, err
	}
	vault, err := outreach.NewVault(s, c.Storage, c.Rand)
	if err != nil {
		return nil, err
	}
	options := respond.Options{Clock: clock, Log: c.Log, Codes: outreach.NewCodes(s, letterCodes)}
	shut := *s
	shut.Waves = nil
	closed, err := fieldwork.New(fieldwork.Config{Study: &shut, Storage: c.Storage, Coupons: c.Storage, Now: clock, Rand: c.Rand})
	if err != nil {
		return nil, err
	}
	w := walker{pages: respond.New(service, vault, options), closed: respond.New(closed, vault, options), full: respond.New(filled{service}, vault, options)}
	w.crowded = respond.New(crowded{service}, vault, respond.Options{Clock: func() time.Time { return noon.Add(w.passed) }, Log: c.Log})
	w.failing = func(err error) http.Handler { return respond.New(broken{service, err}, vault, options) }
	for _, lang := range Languages {
		if err := w.walk(lang); err != nil {
			return nil, fmt.Errorf("gallery: %s: %w", lang, err)
		}
	}
	return w.scenes, nil
}

// letterCodes makes the codes of letters that nobody gets.
const letterCodes seal.CodeKey = "made up"

// numbers are what others answered in the gallery.
var numbers = fieldwork.Numbers{Study: "gallery", Items: []fieldwork.ItemNumber{{Item: "satisfied", Estimate: "satisfied_w1", Day: "2022-09-01", Base: 1230,
	Sample: study.Text{"en": "people who answered in spring", "ru": "ответившие весной", "fa": "کسانی که در بهار پاسخ دادند"},
	Shares: []fieldwork.Share{{Code: "1", Hidden: true}, {Code: "2", Percent: 12}, {Code: "3", Percent: 36}, {Code: "4", Percent: 37}, {Code: "5", Hidden: true}}}}}

// form reads the questionnaire with every way of asking.
func form() (*instrument.Instrument, error) {
	data, err := files.ReadFile("form.md")
	if err != nil {
		return nil, err
	}
	wb, problems := xlsform.ReadMarkdown("form.md", data)
	in, more := xlsform.Instrument(wb)
	return in, append(problems, more...).Err()
}

// made is the study that the gallery makes up.
func made(keys study.Keys) *study.Study {
	return &study.Study{ID: "gallery", Languages: Languages[:], Synthetic: true, Field: "https://field.example", Keys: keys,
		Title: study.Text{"en": "Life after moving", "ru": "Жизнь после переезда", "fa": "زندگی پس از مهاجرت"},
		Waves: []study.Wave{{Number: 1, Doors: []study.Door{{Kind: study.OpenDoor, Opens: "2022-09-01", Closes: "2022-09-30"}}}},
		Consent: []study.Consent{{Version: 1, Text: study.Text{
			"en": "We are a group of researchers who study how people live after moving to another country.\n\nAnswering takes about twelve minutes. You may leave out any question and stop at any time. We keep no name, no address of your computer and nothing about your device.\n\nYour answers are closed with a key that is not on this server.",
			"ru": "Мы, группа исследователей, изучаем, как живут люди после переезда в другую страну.\n\nОпрос займёт около двенадцати минут. Любой вопрос можно пропустить, и в любой момент можно остановиться. Мы не храним ни имени, ни адреса вашего компьютера, ни сведений о вашем устройстве.\n\nОтветы закрываются ключом, которого на этом сервере нет.",
			"fa": "ما گروهی پژوهشگر هستیم و زندگی مردم را پس از رفتن به کشوری دیگر بررسی می‌کنیم.\n\nپاسخ دادن حدود دوازده دقیقه طول می‌کشد. می‌توانید هر پرسشی را بی‌پاسخ بگذارید و هر زمان دست بکشید. ما نام، نشانی رایانه و چیزی دربارهٔ دستگاه شما نگه نمی‌داریم.\n\nپاسخ‌ها با کلیدی بسته می‌شوند که روی این سرور نیست.",
		}, Purposes: []study.Purpose{
			{Name: "next", Text: study.Text{"en": "You may ask me again in later rounds.", "ru": "Меня можно позвать в следующие волны.", "fa": "می‌توانید در دوره‌های بعد دوباره از من بپرسید."}},
			{Name: "quotation", Text: study.Text{"en": "You may quote my own words, without anything that shows who I am.", "ru": "Мои слова можно цитировать без всего, по чему меня можно узнать.", "fa": "می‌توانید جمله‌های مرا بدون آنچه هویت مرا نشان دهد نقل کنید."}},
			{Name: "archive", Text: study.Text{"en": "Other researchers may study my answers, without names.", "ru": "Другие исследователи могут изучать мои ответы без имён.", "fa": "پژوهشگران دیگر می‌توانند پاسخ‌های مرا بدون نام بررسی کنند."}}}}},
		Mirrors: []string{"https://questions.example"}, Official: study.Official{
			Places: []study.Place{{Title: study.Text{"en": "Our site", "ru": "Наш сайт", "fa": "وب‌گاه ما"}, Address: "https://team.example/"}},
			Never:  []study.Text{{"en": "to meet somebody whom you do not know", "ru": "встретиться с незнакомым человеком", "fa": "دیدار با کسی که نمی‌شناسید"}}},
		Live: []study.Live{{Item: "satisfied", When: "1 = 1", Estimate: "satisfied_w1"}},
		Exits: []study.Exit{{Name: "young", Kind: study.Ineligible, Page: "about", When: "${age} < 18"},
			{Name: "unsafe", Kind: study.Unsafe, Page: "about", When: "${country} = 'AZ'"}},
		Help: []study.Help{{Title: study.Text{"en": "Someone to talk to, at any hour", "ru": "С кем поговорить в любое время", "fa": "کسی برای گفت‌وگو در هر ساعت"},
			Country: study.Text{"en": "Georgia", "ru": "Грузия", "fa": "گرجستان"}, Address: "tel:+995320000000"},
			{Title: study.Text{"en": "Legal advice", "ru": "Юридический совет", "fa": "راهنمایی حقوقی"}, Address: "https://help.example/"}},
		Snowball: study.Snowball{On: true, Coupons: 3, Days: 14}, Recognition: code(),
	}
}

// code are questions by which somebody is recognised, as a study may choose them.
func code() study.Recognition {
	label := func(en, ru, fa string) study.Text { return study.Text{"en": en, "ru": ru, "fa": fa} }
	return study.Recognition{On: true, Questions: []study.Element{
		{Name: "birthday", From: 1, To: 31, Label: label("On which day of the month is your mother's birthday?", "Какого числа день рождения вашей матери?", "روز تولد مادرتان چندم ماه است؟")},
		{Name: "siblings", From: 0, To: 15, Label: label("How many older brothers and sisters do you have, or had?", "Сколько у вас было или есть старших братьев и сестёр?", "چند خواهر و برادر بزرگ‌تر دارید یا داشتید؟")},
		{Name: "house", From: 1, To: 9, Label: label("What is the last digit, other than 0, of the house number where you lived at ten?", "Последняя цифра, кроме 0, в номере дома, где вы жили в десять лет?", "آخرین رقمِ غیر صفرِ پلاک خانه‌ای که در ده‌سالگی در آن زندگی می‌کردید چیست؟")},
		{Name: "hand", Label: label("With which hand do you write?", "Какой рукой вы пишете?", "با کدام دست می‌نویسید؟"), Choices: []study.Choice{
			{Name: "left", Label: label("The left", "Левой", "چپ")}, {Name: "right", Label: label("The right", "Правой", "راست")}, {Name: "both", Label: label("Either", "Любой", "هر دو")}}}}}
}
