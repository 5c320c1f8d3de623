// Package wacz keeps what a server answered in the form that web archives
// exchange: WARC 1.1 records (ISO 28500:2017), packed with an index and their
// hashes into a WACZ file (version 1.1.1).
//
// It writes files of one page each and checks those it is given. It fetches
// nothing and shows nothing; other programs open the files.
package wacz

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Response is one answer of a server.
type Response struct {
	URL    string // as it was asked: escaped, and its host in Latin letters
	Status int
	Header http.Header
	Body   []byte
	At     time.Time
}

// A Capture is a page with the redirects that led to it, oldest first.
type Capture struct {
	Title     string
	Responses []Response // the last is the page
	Software  string     // as the records name it
}

// Write packs a capture. The names of records are made of their content, so the
// same capture gives the same bytes.
func Write(c Capture) ([]byte, error) {
	if len(c.Responses) == 0 {
		return nil, fmt.Errorf("wacz: nothing was captured")
	}
	page := c.Responses[len(c.Responses)-1]
	data, index, err := records(c)
	if err != nil {
		return nil, err
	}
	pages, err := pageList(c.Title, page)
	if err != nil {
		return nil, err
	}
	files := []file{{"archive/data.warc.gz", data}, {"indexes/index.cdxj", index}, {"pages/pages.jsonl", pages}}
	described, err := describe(c, page, files)
	if err != nil {
		return nil, err
	}
	digest, err := json.MarshalIndent(map[string]string{"path": "datapackage.json", "hash": "sha256:" + hexHash(described)}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("wacz: %w", err)
	}
	return pack(append(files, file{"datapackage.json", described}, file{"datapackage-digest.json", digest}), page.At)
}

type file struct {
	name string
	data []byte
}

// pack stores the files without compressing them again, so that a player can
// read a record at its offset.
func pack(files []file, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store, Modified: at.UTC()})
		if err != nil {
			return nil, fmt.Errorf("wacz: %w", err)
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, fmt.Errorf("wacz: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("wacz: %w", err)
	}
	return b.Bytes(), nil
}

// records writes the WARC, a gzip member a record, and the index into it.
func records(c Capture) (data, index []byte, err error) {
	var b bytes.Buffer
	var lines []string
	first := c.Responses[0]
	info := "software: " + oneLine(c.Software) + "\r\nformat: WARC File Format 1.1\r\n"
	if _, err := member(&b, header("warcinfo", "", "application/warc-fields", first.At, []byte(info), ""), []byte(info)); err != nil {
		return nil, nil, err
	}
	for _, r := range c.Responses {
		block := httpBlock(r)
		at := b.Len()
		length, err := member(&b, header("response", r.URL, "application/http; msgtype=response", r.At, block, digest(r.Body)), block)
		if err != nil {
			return nil, nil, err
		}
		line, err := indexLine(r, at, length)
		if err != nil {
			return nil, nil, err
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return b.Bytes(), []byte(strings.Join(lines, "")), nil
}

// header is the head of a record.
func header(kind, target, media string, at time.Time, block []byte, payload string) string {
	id := sha256.Sum256([]byte(kind + target + at.UTC().Format(time.RFC3339Nano) + string(block)))
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // a UUID of version 8 (RFC 9562): made by the program's own rule
	h := "WARC/1.1\r\nWARC-Type: " + kind + "\r\n"
	h += fmt.Sprintf("WARC-Record-ID: <urn:uuid:%x-%x-%x-%x-%x>\r\n", id[:4], id[4:6], id[6:8], id[8:10], id[10:16])
	h += "WARC-Date: " + at.UTC().Format("2006-01-02T15:04:05Z") + "\r\n"
	if target != "" {
		h += "WARC-Target-URI: " + oneLine(target) + "\r\n"
	}
	if payload != "" {
		h += "WARC-Payload-Digest: " + payload + "\r\n"
	}
	return h + "WARC-Block-Digest: " + digest(block) + "\r\nContent-Type: " + media + fmt.Sprintf("\r\nContent-Length: %d\r\n\r\n", len(block))
}

func member(b *bytes.Buffer, head string, block []byte) (length int, err error) {
	start := b.Len()
	z := gzip.NewWriter(b)
	for _, part := range [][]byte{[]byte(head), block, []byte("\r\n\r\n")} {
		if _, err := z.Write(part); err != nil {
			return 0, fmt.Errorf("wacz: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return 0, fmt.Errorf("wacz: %w", err)
	}
	return b.Len() - start, nil
}

// httpBlock is the answer as it came, but for how it was cut into pieces on the
// way, which the reader of HTTP has undone.
func httpBlock(r Response) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", r.Status, http.StatusText(r.Status))
	h := r.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	h.Del("Transfer-Encoding")
	h.Del("Set-Cookie")
	h.Set("Content-Length", fmt.Sprint(len(r.Body)))
	_ = h.Write(&b) // a buffer does not fail
	b.WriteString("\r\n")
	b.Write(r.Body)
	return b.Bytes()
}

// digest is the hash by which archives compare records.
func digest(data []byte) string {
	sum := sha1.Sum(data)
	return "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
}

func hexHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// indexLine is a line of CDXJ: key, time and where the record lies.
func indexLine(r Response, offset, length int) (string, error) {
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	var fields bytes.Buffer
	out := json.NewEncoder(&fields) // ends the line
	out.SetEscapeHTML(false)
	err := out.Encode(struct {
		URL      string `json:"url"`
		Mime     string `json:"mime,omitempty"`
		Status   string `json:"status"`
		Digest   string `json:"digest"`
		Length   string `json:"length"`
		Offset   string `json:"offset"`
		Filename string `json:"filename"`
	}{r.URL, media, fmt.Sprint(r.Status), digest(r.Body), fmt.Sprint(length), fmt.Sprint(offset), "data.warc.gz"})
	if err != nil {
		return "", fmt.Errorf("wacz: %w", err)
	}
	return sortKey(r.URL) + " " + r.At.UTC().Format("20060102150405") + " " + fields.String(), nil
}

// sortKey turns an address so that pages of one site stand together, and the same
// page by all its addresses: "org,example)/path?a=1&b=2".
func sortKey(address string) string {
	u, err := url.Parse(strings.ToLower(address))
	if err != nil {
		return strings.ToLower(address)
	}
	labels := strings.Split(www.ReplaceAllString(u.Hostname(), ""), ".")
	slices.Reverse(labels)
	key := strings.Join(labels, ",")
	if port := u.Port(); port != "" {
		key += ":" + port
	}
	key += ")" + u.EscapedPath()
	if u.RawQuery != "" {
		asked := strings.Split(u.RawQuery, "&")
		slices.Sort(asked)
		key += "?" + strings.Join(asked, "&")
	}
	return key
}

var www = regexp.MustCompile(`^www\d*\.`)

func pageList(title string, page Response) ([]byte, error) {
	head, err := json.Marshal(map[string]string{"format": "json-pages-1.0", "id": "pages", "title": "Pages"})
	if err != nil {
		return nil, fmt.Errorf("wacz: %w", err)
	}
	line, err := json.Marshal(map[string]string{"id": hexHash([]byte(page.URL))[:20], "url": page.URL, "title": title, "ts": page.At.UTC().Format(time.RFC3339)})
	if err != nil {
		return nil, fmt.Errorf("wacz: %w", err)
	}
	return []byte(string(head) + "\n" + string(line) + "\n"), nil
}

type resource struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Hash  string `json:"hash"`
	Bytes int    `json:"bytes"`
}

type datapackage struct {
	Profile      string     `json:"profile"`
	Version      string     `json:"wacz_version"`
	Title        string     `json:"title,omitempty"`
	Software     string     `json:"software"`
	Created      string     `json:"created"`
	MainPageURL  string     `json:"mainPageUrl"`
	MainPageDate string     `json:"mainPageDate"`
	Resources    []resource `json:"resources"`
}

func describe(c Capture, page Response, files []file) ([]byte, error) {
	at := page.At.UTC().Format(time.RFC3339)
	d := datapackage{Profile: "data-package", Version: "1.1.1", Title: c.Title, Software: c.Software, Created: at, MainPageURL: page.URL, MainPageDate: at}
	for _, f := range files {
		d.Resources = append(d.Resources, resource{f.name[strings.LastIndexByte(f.name, '/')+1:], f.name, "sha256:" + hexHash(f.data), len(f.data)})
	}
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("wacz: %w", err)
	}
	return text, nil
}
