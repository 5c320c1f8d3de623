package model_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate/model"
	"sojourn/internal/statref"
)

func TestListExperimentsAgree(t *testing.T) {
	refs := statref.Load(t)
	for _, id := range []string{"pA_listexp", "pC_listexp"} {
		t.Run(id, func(t *testing.T) {
			c := refs.Case(t, id)
			b := newBench(t, refs.Of(t, c), refs.Designs[c.Design])
			l, err := model.NewListExperiment(b.data, "list_y", "list_t", 4, nil)
			if err != nil {
				t.Fatal(err)
			}
			weighted := b.fit("list_y ~ list_t", model.Gaussian, nil)
			in := l.Inference
			statref.Compare(t, c, map[string]any{"est": l.Share, "w": glm(weighted, b.survey(weighted)),
				"hc2": map[string]any{"coef": in.Coef, "se": in.SE, "ci": []float64{in.Low[1], in.High[1]}}}, refs.Want(t, id), "welch")
		})
	}
}

const amce = " ~ factor(dest_c, CentralAsia) + factor(visa_c, none) + factor(cost_c, low) + lang_c"

func TestConjointEffectsAgree(t *testing.T) {
	refs := statref.Load(t)
	for id, how := range map[string]struct {
		outcome string
		kind    model.Sandwich
	}{"o_amce_stata": {"chosen", model.CR1S}, "o_amce_CR0": {"chosen", model.CR0}, "o_amce_CR2": {"chosen", model.CR2}, "o_amce_rating": {"rating", model.CR2}} {
		t.Run(id, func(t *testing.T) {
			c := refs.Case(t, id)
			b := newBench(t, refs.Of(t, c), statref.Design{})
			respondents, _ := b.frame.Codes("rid")
			in, err := b.fit(how.outcome+amce, model.Gaussian, nil).Robust(how.kind, respondents, .95)
			if err != nil {
				t.Fatal(err)
			}
			statref.Compare(t, c, map[string]any{"coef": in.Coef, "se": in.SE, "df": in.DF, "p": in.P, "ci": pairs(in.Low, in.High)}, refs.Want(t, id))
		})
	}
	t.Run("o_amce_w", func(t *testing.T) {
		c := refs.Case(t, "o_amce_w")
		b := newBench(t, refs.Of(t, c), statref.Design{Weights: "wt", Clusters: "rid"})
		f := b.fit("chosen"+amce, model.Gaussian, nil)
		statref.Compare(t, c, glm(f, b.survey(f)), refs.Want(t, c.ID))
	})
}

func TestConjointMarginalMeansAgree(t *testing.T) {
	refs := statref.Load(t)
	c := refs.Case(t, "o_mm")
	b := newBench(t, refs.Of(t, c), statref.Design{Clusters: "rid"})
	want := refs.Want(t, c.ID)
	means, err := model.MarginalMeans(b.data, b.design, "chosen", []string{"dest_c", "visa_c", "cost_c", "lang_c"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for attribute, w := range want {
		of := w.(map[string]any)
		var est, se []float64
		for _, level := range of[attribute].([]any) { // the order of the reference, whose first level is the one compared with
			at := slices.IndexFunc(means, func(m model.LevelMean) bool { return m.Attribute == attribute+"_c" && m.Level == level })
			est, se = append(est, means[at].Estimate.Value), append(se, math.Sqrt(b.design.Variance(means[at].Estimate)))
		}
		statref.Compare(t, c, map[string]any{"chosen": est, "se": se, "est__": est, "se__": se}, of)
	}
}

func TestConjointLevelsAreCounted(t *testing.T) {
	refs := statref.Load(t)
	c := refs.Case(t, "o_conjoint_diag")
	b := newBench(t, refs.Of(t, c), statref.Design{Clusters: "rid"})
	attributes := []string{"dest", "visa", "cost", "lang"}
	means, err := model.MarginalMeans(b.data, b.design, "chosen", []string{"dest_c", "visa_c", "cost_c", "lang_c", "profile_c"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	n, order := map[string]any{}, map[string]any{}
	for _, a := range attributes {
		n[a] = map[string]any{}
	}
	for _, m := range means {
		if m.Attribute == "profile_c" {
			order[m.Level] = m.Estimate.Value
		} else {
			n[strings.TrimSuffix(m.Attribute, "_c")].(map[string]any)[m.Level] = m.Profiles
		}
	}
	statref.Compare(t, c, map[string]any{"n": n, "order": order}, refs.Want(t, c.ID))
}
