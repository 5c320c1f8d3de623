package ddi

import "encoding/xml"

// The elements of a document in the order in which the schema wants them.

type codeBook struct {
	XMLName        xml.Name  `xml:"codeBook"`
	Namespace      string    `xml:"xmlns,attr"`
	XSI            string    `xml:"xmlns:xsi,attr"`
	SchemaLocation string    `xml:"xsi:schemaLocation,attr"`
	Version        string    `xml:"version,attr"`
	Lang           string    `xml:"xml:lang,attr,omitempty"`
	Document       docDscr   `xml:"docDscr"`
	Study          stdyDscr  `xml:"stdyDscr"`
	File           *fileDscr `xml:"fileDscr"`
	Data           *dataDscr `xml:"dataDscr"`
}

// A text is an element of plain words.
type text struct {
	Lang string `xml:"xml:lang,attr,omitempty"`
	Text string `xml:",chardata"`
}

type docDscr struct {
	Citation struct {
		Titles   titlStmt `xml:"titlStmt"`
		Software software `xml:"prodStmt>software"`
	} `xml:"citation"`
}

type software struct {
	Text string `xml:",chardata"`
}

type titlStmt struct {
	Title    text   `xml:"titl"`
	Parallel []text `xml:"parTitl"`
	ID       []idNo `xml:"IDNo"`
}

type idNo struct {
	Agency string `xml:"agency,attr"`
	Text   string `xml:",chardata"`
}

type stdyDscr struct {
	Citation citation `xml:"citation"`
	Info     stdyInfo `xml:"stdyInfo"`
	Method   method   `xml:"method"`
	Access   *useStmt `xml:"dataAccs>useStmt"`
}

type citation struct {
	Titles      titlStmt   `xml:"titlStmt"`
	Responsible *rspStmt   `xml:"rspStmt"`
	Production  *prodStmt  `xml:"prodStmt"`
	Distributor distStmt   `xml:"distStmt"`
	Series      []serStmt  `xml:"serStmt"`
	Version     *verStmt   `xml:"verStmt"`
	Holdings    []holdings `xml:"holdings"`
}

type rspStmt struct {
	Authors []author `xml:"AuthEnty"`
}

type author struct {
	Affiliation string `xml:"affiliation,attr,omitempty"`
	Text        string `xml:",chardata"`
}

type prodStmt struct {
	Funders []text `xml:"fundAg"`
}

type distStmt struct {
	Distributors []text `xml:"distrbtr"`
	Date         *dated `xml:"distDate"`
}

type dated struct {
	Date string `xml:"date,attr,omitempty"`
	Text string `xml:",chardata"`
}

type serStmt struct {
	Lang string `xml:"xml:lang,attr,omitempty"`
	Name text   `xml:"serName"`
	Info []text `xml:"serInfo"`
}

type verStmt struct {
	Version dated `xml:"version"`
}

type holdings struct {
	URI string `xml:"URI,attr"`
}

type stdyInfo struct {
	Subject  *subject `xml:"subject"`
	Abstract []text   `xml:"abstract"`
	Summary  sumDscr  `xml:"sumDscr"`
}

type subject struct {
	Keywords []term `xml:"keyword"`
	Topics   []term `xml:"topcClas"`
}

type term struct {
	Lang          string `xml:"xml:lang,attr,omitempty"`
	Vocabulary    string `xml:"vocab,attr,omitempty"`
	VocabularyURI string `xml:"vocabURI,attr,omitempty"`
	Text          string `xml:",chardata"`
}

type sumDscr struct {
	Collected []collDate   `xml:"collDate"`
	Nations   []nation     `xml:"nation"`
	Unit      []conceptual `xml:"anlyUnit"`
	Universe  []text       `xml:"universe"`
	Kind      []text       `xml:"dataKind"`
}

type collDate struct {
	Event string `xml:"event,attr"`
	Date  string `xml:"date,attr"`
	Cycle string `xml:"cycle,attr,omitempty"`
	Text  string `xml:",chardata"`
}

type nation struct {
	Lang string `xml:"xml:lang,attr,omitempty"`
	Abbr string `xml:"abbr,attr,omitempty"`
	Text string `xml:",chardata"`
}

// A conceptual is words with a term of a controlled vocabulary before them.
type conceptual struct {
	Lang    string `xml:"xml:lang,attr,omitempty"`
	Concept *term  `xml:"concept"`
	Text    string `xml:",chardata"`
}

type method struct {
	Collection dataColl `xml:"dataColl"`
}

type dataColl struct {
	Time     []conceptual `xml:"timeMeth"`
	Sampling []conceptual `xml:"sampProc"`
	Mode     []conceptual `xml:"collMode"`
	Weight   []text       `xml:"weight"`
	Cleaning []text       `xml:"cleanOps"`
}

type useStmt struct {
	Restrictions []text `xml:"restrctn"`
	Conditions   []text `xml:"conditions"`
}

type fileDscr struct {
	ID      string  `xml:"ID,attr"`
	FileTxt fileTxt `xml:"fileTxt"`
}

type fileTxt struct {
	Name      text `xml:"fileName"`
	Cases     int  `xml:"dimensns>caseQnty"`
	Variables int  `xml:"dimensns>varQnty"`
}

type dataDscr struct {
	Variables []variable `xml:"var"`
}

type variable struct {
	ID         string     `xml:"ID,attr"`
	Name       string     `xml:"name,attr"`
	Files      string     `xml:"files,attr,omitempty"`
	Interval   string     `xml:"intrvl,attr"`
	Nature     string     `xml:"nature,attr,omitempty"`
	Label      []text     `xml:"labl"`
	Question   *qstn      `xml:"qstn"`
	Universe   []text     `xml:"universe"`
	Statistics []sumStat  `xml:"sumStat"`
	Categories []catgry   `xml:"catgry"`
	Format     *varFormat `xml:"varFormat"`
	Notes      []text     `xml:"notes"`
}

type qstn struct {
	Domain      string `xml:"responseDomainType,attr,omitempty"`
	Intro       []text `xml:"preQTxt"`
	Literal     []text `xml:"qstnLit"`
	Routing     []text `xml:"backward"`
	Instruction []text `xml:"ivuInstr"`
}

type sumStat struct {
	Type string `xml:"type,attr"`
	Text int    `xml:",chardata"`
}

type catgry struct {
	Missing   string   `xml:"missing,attr,omitempty"`
	MissType  string   `xml:"missType,attr,omitempty"`
	Exclusive string   `xml:"excls,attr,omitempty"`
	Value     string   `xml:"catValu"`
	Label     []text   `xml:"labl"`
	Frequency *catStat `xml:"catStat"`
}

type catStat struct {
	Type string `xml:"type,attr"`
	Text int    `xml:",chardata"`
}

type varFormat struct {
	Type string `xml:"type,attr"`
}
