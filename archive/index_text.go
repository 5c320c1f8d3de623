package archive

import (
	"context"
	"os"
	"strings"

	"sojourn/archive/text"
	"sojourn/library"
	"sojourn/library/words"
	"sojourn/study"
)

// card is what is said of a work itself, the team's notes among it.
func card(w library.Work) (title, body string) {
	title, body = words.Card(w)
	return title, strings.TrimSpace(body + "\n" + w.Notes)
}

// pages gives the text of a copy by page, read once and remembered by its hash.
func (x *Index) pages(ctx context.Context, r text.Reader, w library.Work, c library.Copy) ([]string, *study.Problem, error) {
	if _, state := x.lib.verify(c); state != copyWhole || c.Media == mediaWACZ {
		return nil, nil, nil // a copy that is not what it was is reported by Check
	}
	if pages, err := x.remembered(ctx, c.Hash); err != nil || len(pages) > 0 {
		return pages, nil, err
	}
	var pages []string
	switch c.Media {
	case mediaPDF:
		found, err := r.PDF(ctx, x.lib.CopyPath(c))
		if p, ok := err.(study.Problem); ok {
			p.Where = w.ID.File()
			return nil, &p, nil
		}
		if err != nil {
			return nil, nil, err
		}
		pages = found
	case mediaHTML:
		data, err := os.ReadFile(x.lib.CopyPath(c))
		if err != nil {
			return nil, nil, err
		}
		page, err := text.HTML(data, "", c.From)
		if err != nil {
			return nil, &study.Problem{Severity: study.Warning, Code: "no-text", Where: w.ID.File(), What: "no text can be taken out of a saved page", Do: "save it anew"}, nil
		}
		pages = []string{page.Text}
	}
	for i, page := range pages {
		if _, err := x.db.ExecContext(ctx, "INSERT INTO copy (hash, number, body) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", c.Hash, i, page); err != nil {
			return nil, nil, err
		}
	}
	return pages, nil, nil
}

func (x *Index) remembered(ctx context.Context, hash string) ([]string, error) {
	rows, err := x.db.QueryContext(ctx, "SELECT body FROM copy WHERE hash = $1 ORDER BY number", hash)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var pages []string
	for rows.Next() {
		var body string
		if err := rows.Scan(&body); err != nil {
			return nil, err
		}
		pages = append(pages, body)
	}
	return pages, rows.Err()
}
