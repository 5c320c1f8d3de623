package ddi

import (
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// AboutFile is the file of the study folder that says what neither the study
// nor its data can tell an archive.
const AboutFile = "archive.yaml"

// An About is that file as it is written down.
type About struct {
	ID          string     `yaml:"id"`
	Agency      string     `yaml:"agency"`
	URI         string     `yaml:"uri"`
	Abstract    study.Text `yaml:"abstract"`
	Distributor study.Text `yaml:"distributor"`
	Authors     []Author   `yaml:"authors,omitempty"`
	Funder      study.Text `yaml:"funder,omitempty"`
	Version     string     `yaml:"version,omitempty"`
	Published   study.Day  `yaml:"published,omitempty"`
	Keywords    []Term     `yaml:"keywords,omitempty"`
	Topics      []Term     `yaml:"topics,omitempty"`
	Nations     []Nation   `yaml:"nations,omitempty"`
	Weighting   study.Text `yaml:"weighting,omitempty"`
	Cleaning    study.Text `yaml:"cleaning,omitempty"`
	Restriction study.Text `yaml:"restriction,omitempty"`
	Conditions  study.Text `yaml:"conditions,omitempty"`
}

// ParseAbout reads the text of an archive.yaml for the document of a wave.
// "{wave}" in the identifier and the address is the number of the wave.
func ParseAbout(data []byte, wave study.WaveID) (Study, error) {
	var a About
	if err := study.Decode(AboutFile, data, &a); err != nil {
		return Study{}, err
	}
	number := strings.NewReplacer("{wave}", strconv.Itoa(int(wave)))
	return Study{ID: number.Replace(a.ID), Agency: a.Agency, URI: number.Replace(a.URI), Abstract: a.Abstract, Distributor: a.Distributor,
		Authors: a.Authors, Funder: a.Funder, Version: a.Version, Published: a.Published, Keywords: a.Keywords, Topics: a.Topics,
		Nations: a.Nations, Weighting: a.Weighting, Cleaning: a.Cleaning, Restriction: a.Restriction, Conditions: a.Conditions}, nil
}

// Questions is the document of a question bank: what was asked, without data
// file and frequencies, as the European Question Bank wants it.
func (c Codebook) Questions() Codebook {
	out := Codebook{Study: c.Study}
	for _, v := range c.Variables {
		if len(c.Study.ordered(v.Question)) == 0 {
			continue
		}
		v.Valid, v.Invalid = nil, nil
		var categories []Category
		for _, category := range v.Categories {
			if category.Missing == dataset.Present {
				category.Count = nil
				categories = append(categories, category)
			}
		}
		v.Categories = categories
		out.Variables = append(out.Variables, v)
	}
	return out
}
