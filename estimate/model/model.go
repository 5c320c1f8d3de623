// Package model fits regression models to survey data and says how far their
// coefficients can be trusted.
//
// A [Formula] says what is explained by what; it becomes a [Frame] of coded
// columns over the rows that have an answer to everything; a frame becomes a
// [Fit]. The coefficients of a fit carry their influence, so that strata,
// clusters, raked weights and replicates enter as they do for a mean: through
// a design of package kernel. Where no design is wanted there are the
// classical covariance and the sandwich estimators for clusters.
//
// Nothing is dropped in silence. A column that others already determine is
// named with those that determine it; a model whose coefficients have no
// finite value is refused with the columns that separate the outcome. On top
// stand the models of a panel study: attrition and its weights, list
// experiments and conjoint experiments.
//
// The package does not know where rows come from, and it does not decide
// which model makes sense.
package model
