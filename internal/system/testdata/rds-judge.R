# Runs in a folder of "sojourn snowball rds" and writes what the package RDS
# makes of the sample: its tree, and numbers by name.
source("rds.R")
RDS::assert.valid.rds.data.frame(sample)
tree <- data.frame(id = RDS::get.id(sample), recruiter = RDS::get.rid(sample), knows = RDS::get.net.size(sample),
  wave = RDS::get.wave(sample), seed = RDS::get.seed.id(sample), recruits = RDS::get.number.of.recruits(sample))
write.csv(tree, "tree.csv", row.names = FALSE)

say <- function(name, value) cat(name, format(value, digits = 17), "\n", sep = "\t", file = "said.tsv", append = TRUE)
arguments <- commandArgs(trailingOnly = TRUE)
item <- arguments[1]
say("coupons", attr(sample, "max.coupons"))
say("seeds called", RDS::get.seed.rid(sample))
inverse <- RDS::RDS.II.estimates(sample, outcome.variable = item)$estimate
for (group in names(inverse)) say(paste("inverse", group), inverse[[group]])
set.seed(1)
successive <- RDS::RDS.SS.estimates(sample, outcome.variable = item, N = as.numeric(arguments[2]), number.ss.samples.per.iteration = 4000)$estimate
for (group in names(successive)) say(paste("successive", group), successive[[group]])
passed <- RDS::homophily.estimates(sample, outcome.variable = item, recruitment = TRUE)@estimate
say("homophily", attr(passed, "homophily"))
for (from in rownames(passed)) for (to in colnames(passed)) say(paste("passed", from, to), passed[from, to])
