# Makes other.csv and expected.csv: answers of R (base and survey) on made-up
# data with strata, clusters, unequal weights, ties and gaps.
# Run in this directory: Rscript other.R
suppressMessages(library(survey))
set.seed(6); n <- 90
x <- data.frame(a=sample(1:3, n, TRUE), b=sample(1:2, n, TRUE), g=sample(1:3, n, TRUE), y=round(rnorm(n)*2),
  z=round(rnorm(n, .4), 3), w=round(runif(n, .5, 3), 3), c=rep(1:30, 3), s=rep(rep(1:3, 10), 3), k=as.integer(runif(n) > .2))
x$a2 <- ifelse(runif(n) < .5, x$a, sample(1:3, n, TRUE))
x$i1 <- sample(1:5, n, TRUE); x$i2 <- pmin(5, pmax(1, x$i1 + sample(-1:1, n, TRUE))); x$i3 <- pmin(5, pmax(1, x$i1 + sample(-2:2, n, TRUE)))
x$a[c(3, 7)] <- NA; x$b[11] <- NA; x$y[20] <- NA; x$i2[c(5, 6)] <- NA; x$a2[9] <- NA
write.csv(x, "other.csv", row.names=FALSE, na="", quote=FALSE)
d <- svydesign(ids=~c, strata=~s, weights=~w, data=x); e <- subset(d, k == 1)
h <- function(t) list(statistic=unname(t$statistic), df=unname(c(t$parameter, t$ddf)), p=unname(t$p.value))
out <- list()
for (st in c("F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint"))
  for (on in c("all", "k"))
    out[[paste("associate", st, on)]] <- h(suppressWarnings(svychisq(~a+b, if (on == "all") d else e, statistic=st)))
for (ts in c("wilcoxon", "vanderWaerden", "median", "KruskalWallis")) {
  out[[paste("ranks", ts, "two")]] <- h(svyranktest(y~b, d, test=ts))
  r <- svyranktest(y~factor(g), e, test=ts) # whose statistic and df stand in each other's place
  out[[paste("ranks", ts, "three")]] <- list(statistic=unname(r$parameter), df=unname(c(r$statistic, r$ddf)), p=unname(r$p.value))
}
out[["t"]] <- h(svyttest(y~b, e))
out[["t one"]] <- h(svyttest(y~0, e))
r <- as.svrepdesign(d, type="JKn")
out[["replicates F"]] <- h(svychisq(~a+b, r)); out[["replicates Chisq"]] <- h(svychisq(~a+b, r, statistic="Chisq"))
f <- update(subset(d, !is.na(a) & !is.na(a2)), a=factor(a), a2=factor(a2))
kp <- svykappa(~a+a2, f); out[["kappa"]] <- list(value=unname(coef(kp)), se=unname(SE(kp)))
out[["alpha"]] <- as.numeric(svycralpha(~i1+i2+i3, e, na.rm=TRUE))
one <- x$z[1:13]; two <- x$z[14:30]
out[["sum exact"]] <- h(wilcox.test(one, two)); out[["sum normal"]] <- h(wilcox.test(one, two, exact=FALSE))
out[["signed exact"]] <- h(wilcox.test(two[1:13], one, paired=TRUE)); out[["signed normal"]] <- h(wilcox.test(two[1:13], one, paired=TRUE, exact=FALSE))
out[["sum ties"]] <- h(wilcox.test(x$y[x$k == 1], x$y[x$k == 0], exact=FALSE))
out[["student"]] <- h(t.test(one, two, var.equal=TRUE))
out[["fisher"]] <- list(p=fisher.test(matrix(c(3, 9, 11, 2), 2))$p.value, equal=fisher.test(matrix(c(5, 5, 5, 5), 2))$p.value)
out[["binomial"]] <- list(p=c(binom.test(3, 20, .3)$p.value, binom.test(11, 20, .3)$p.value, binom.test(0, 20, .01)$p.value))
out[["one share"]] <- list(plain=h(prop.test(31, 80, .5, correct=FALSE)), corrected=h(prop.test(31, 80, .5)))
pc <- prop.test(c(15, 25), c(50, 40)); out[["two shares"]] <- c(h(pc), list(ci=as.numeric(pc$conf.int)))
out[["mcnemar even"]] <- h(mcnemar.test(matrix(c(4, 6, 6, 9), 2)))
out[["sum of chi"]] <- list(finite=pFsum(9, rep(1, 3), c(2.1, .7, .3), ddf=14, lower.tail=FALSE, method="saddlepoint"),
  infinite=pchisqsum(9, rep(1, 3), c(2.1, .7, .3), lower.tail=FALSE, method="saddlepoint"),
  small=pchisqsum(.4, rep(1, 3), c(2.1, .7, .3), lower.tail=FALSE, method="saddlepoint"))
ps <- c(.01, .04, .03, .8, .005, .03)
out[["families"]] <- list(holm=p.adjust(ps, "holm"), bh=p.adjust(ps, "BH"))
flat <- unlist(out)
writeLines(c("name,value", sprintf("%s,%.17g", names(flat), flat)), "expected.csv")
