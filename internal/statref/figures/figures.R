# The same computations by the package survey, each timed once.
# Rscript figures.R small|large DATA ROWS
arguments <- commandArgs(TRUE)
n <- as.integer(arguments[3])
suppressPackageStartupMessages(library(survey))
columns <- c("country", "trust", "sex", "age", "w", paste0("m", 1:4), paste0("y", 1:10))
x <- matrix(readBin(arguments[2], "double", n * length(columns), size = 8), n)
d <- as.data.frame(x)
names(d) <- columns
for (f in c("country", "trust", "sex", paste0("m", 1:4))) d[[f]] <- factor(d[[f]])
design <- svydesign(ids = ~1, weights = ~w, data = d)
timed <- function(name, expression) {
  seconds <- system.time(force(expression))[["elapsed"]]
  cat(name, "\t", seconds, "\n", sep = "")
}
if (arguments[1] == "small") {
  timed("table", {
    svyby(~trust, ~country, design, svymean)
    svyby(~country, ~trust, design, svymean)
    svymean(~interaction(trust, country), design)
    svychisq(~trust + country, design)
  })
  timed("quantiles", svyby(~age, ~country, design, svyquantile, quantiles = c(.25, .5, .75), ci = TRUE))
  timed("means", svyby(~age, ~country, design, svymean))
} else {
  timed("means of groups", svyby(~age, ~country, design, svymean))
  margin <- function(m) setNames(data.frame(levels(d[[m]]), n * (3 + 0:4) / 25), c(m, "Freq"))
  margins <- paste0("m", 1:4)
  raked <- NULL
  timed("raking", raked <- rake(design, lapply(margins, function(m) reformulate(m)), lapply(margins, margin),
    control = list(maxit = 200, epsilon = 1e-10)))
  timed("raked means", svymean(~y1 + y2 + y3 + y4 + y5 + y6 + y7 + y8 + y9 + y10, raked))
}
