# The judge of made-up combinations: the same questions put to R's survey package and base R, written from the definitions
# and not from what Sojourn writes. Each case calls put() with the keys of a number and what R says of it; NA is not compared.
suppressMessages(library(survey))
# R seeks the saddlepoint to 1e-8, which near the middle leaves a p-value right to six digits alone.
sharper <- survey:::saddle
body(sharper) <- parse(text = gsub("tol = 1e-08", "tol = 1e-15", paste(deparse(body(sharper)), collapse = "\n"), fixed = TRUE))[[1]]
assignInNamespace("saddle", sharper, "survey")
options(digits = 17, survey.lonely.psu = "fail", warn = -1)
recent <- packageVersion("survey") >= "4.5"
answers <- list()
case <- ""
put <- function(key, value = NA, se = NA, low = NA, high = NA, df = NA, stat = NA, p = NA) {
  answers[[length(answers) + 1]] <<- data.frame(case = case, key = key, value = as.numeric(value)[1], se = as.numeric(se)[1],
    low = as.numeric(low)[1], high = as.numeric(high)[1], df = as.numeric(df)[1], stat = as.numeric(stat)[1], p = as.numeric(p)[1])
}
world <- function(file, words) {
  x <- read.csv(file, na.strings = c("", "NA"), stringsAsFactors = FALSE)
  for (v in words) x[[v]] <- factor(x[[v]])
  x$one <- 1
  x
}
# Degrees of freedom of a domain: under replicates the rank there, and at most those of the whole.
whole <- function(d) if (inherits(d, "svyrep.design")) min(degf(d), full_df) else degf(d)
full_df <- Inf
# An estimate with its interval by t on the degrees of freedom of the design at hand.
calibrated <- function(d) !is.null(d$postStrata)
by_t <- function(key, m, d, df = whole(d)) {
  if (df < 1) return(put(key, coef(m)[1]))
  b <- coef(m)[1]
  s <- SE(m)[1]
  put(key, b, s, b - qt(.975, df) * s, b + qt(.975, df) * s, df)
}
levels_of <- function(d, v) levels(d$variables[[v]])
part <- function(d, v, l) d[which(d$variables[[v]] %in% l), ]
# The people who have a value. Calibrated designs keep the others with weight zero, and a gap must not spread from there.
there <- function(d, v) {
  s <- d[which(!is.na(d$variables[[v]])), ]
  gap <- is.na(s$variables[[v]])
  s$variables[[v]][gap] <- if (is.factor(s$variables[[v]])) levels(s$variables[[v]])[1] else 0
  s
}
people <- function(d, v = "one") sum(!is.na(d$variables[[v]]) & weights(d, "sampling") > 0)
each <- function(d, by, f) {
  if (by == "") return(f("", d))
  for (l in levels_of(d, by)) f(paste0(by, "=", l), part(d, by, l))
}
join <- function(a, b) if (a == "") b else if (b == "") a else paste0(a, ", ", b)

means <- function(d, y, by = "") each(d, by, function(key, s) {
  if (people(s, y) < 2) return()
  by_t(key, svymean(reformulate(y), s, na.rm = TRUE), s, whole(s))
})
totals <- function(d, y, by = "") each(d, by, function(key, s) {
  if (people(s, y) < 2) return()
  by_t(key, svytotal(reformulate(y), there(s, y)), s)
})
ratios <- function(d, y, z, by = "") each(d, by, function(key, s) {
  b <- there(there(s, y), z)
  if (people(b) < 2) return()
  by_t(key, svyratio(reformulate(y), reformulate(z), b), s)
})
marked <- function(d, hit) { d$variables$hit_ <- as.numeric(hit); d }
lowest <- function(d, y) { s <- there(d, y); s$variables$low_ <- as.numeric(s$variables[[y]] == min(d$variables[[y]][weights(d, "sampling") > 0], na.rm = TRUE)); s }
# On the arcsine scale R turns back where an end passes 0 or 1.
wraps <- function(m, df) {
  if (coef(m)[1] <= 0 || coef(m)[1] >= 1) return(TRUE)
  a <- asin(sqrt(coef(m)[1]))
  h <- qt(.975, df) * SE(m)[1] / (2 * sqrt(coef(m)[1] * (1 - coef(m)[1])))
  a - h < 0 || a + h > pi / 2
}
# Some replicate has nobody, or nobody else, in the category.
emptied <- function(q, s) {
  r <- svymean(~hit, s, na.rm = TRUE, return.replicates = TRUE)$replicates
  any(!is.finite(r) | r <= 0 | r >= 1)
}
proportions <- function(d, v, by = "", method) each(d, by, function(key, s) for (l in levels_of(d, v)) {
  s$variables$hit <- as.numeric(s$variables[[v]] == l)
  if (people(s, "hit") < 2) next
  q <- svymean(~hit, s, na.rm = TRUE)
  p <- coef(q)
  if (p <= 0 || p >= 1) { put(join(key, paste0("category=", l)), p); next }
  i <- c(NA, NA)
  if (method == "wilson") {
    if (recent) i <- attr(svyciprop(~hit, s, method = "wilson", df = whole(s), na.rm = TRUE), "ci")
  } else if (method == "logit" && inherits(s, "svyrep.design") && emptied(q, s)) { # R takes the logit in each replicate, even where nobody is left
  } else if (method != "") i <- attr(svyciprop(~hit, s, method = method, df = whole(s), na.rm = TRUE), "ci")
  if (method == "asin" && wraps(q, whole(s))) i <- c(NA, NA)
  if (method == "beta" && inherits(s, "svyrep.design") && degf(there(s, "hit")) != whole(s)) i <- c(NA, NA) # it takes the rank of the replicates of the group
  if (method == "likelihood" && min(p, 1 - p) * people(s, "hit") < 5) i <- c(NA, NA) # so far from the share R has no points for its curve
  put(join(key, paste0("category=", l)), p, SE(q), i[1], i[2], whole(s))
})
quantiles <- function(d, y, ps, by = "", rule, interval) if (rule == "math" && !recent) put("passed over") else each(d, by, function(key, s) {
  if (people(s, y) < 5) return()
  for (p in ps) {
    q <- svyquantile(reformulate(y), there(s, y), p, qrule = rule, interval.type = interval, df = whole(s))[[1]]
    steps <- rule %in% c("school", "hf2", "hf3") # there R passes over the smallest value if it holds more than the share
    if ((steps || rule == "hf4") && p < svymean(~low_, lowest(s, y))) next # and hf4 goes below it, where base R does not
    if (interval == "beta" && (calibrated(s) || inherits(s, "svyrep.design") || degf(there(s, y)) != whole(s))) q[2:4] <- NA # R counts other rows and ranks
    if (!recent && interval != "quantile" && (interval == "beta" || inherits(s, "svyrep.design"))) q[2:4] <- NA
    if (interval == "asin" && wraps(svymean(~hit_, marked(there(s, y), there(s, y)$variables[[y]] <= q[1])), whole(s))) q[2:4] <- NA
    values <- sort(unique(there(s, y)$variables[[y]][weights(there(s, y), "sampling") > 0]))
    beside <- abs(values - q[1]) < 1e-9
    if (any(beside) && values[beside][1] != q[1]) q[2:4] <- NA # by its last digit R counts those who have the value, or not
    if (isTRUE(steps && q[2] <= values[2]) || isTRUE(rule == "hf4" && q[2] < values[1])) q[c(2, 4)] <- NA
    if (!is.finite(q[4]) || q[4] == 0) q[2:4] <- NA # everybody is at or below: Sojourn falls back to Wilson's interval
    put(join(key, paste0("quantile=", p)), q[1], q[4], q[2], q[3])
  }
})
variances <- function(d, y, z, by = "") each(d, by, function(key, s) {
  s <- there(there(s, y), z)
  v <- svyvar(reformulate(c(y, z)), s)
  m <- as.matrix(v)
  e <- matrix(SE(v), 2)
  put(join(key, paste0("item=", y, ", with=", y)), m[1, 1], e[1, 1])
  put(join(key, paste0("item=", z, ", with=", y)), m[2, 1], e[2, 1])
  put(join(key, paste0("item=", z, ", with=", z)), m[2, 2], e[2, 2])
})
# Pearson's correlation is a function of five means: its error by the delta method.
correlations <- function(d, y, z, by = "") each(d, by, function(key, s) {
  s <- there(there(s, y), z)
  s$variables$y_ <- s$variables[[y]]
  s$variables$z_ <- s$variables[[z]]
  s <- update(s, yy_ = y_^2, zz_ = z_^2, yz_ = y_ * z_)
  m <- svymean(~y_ + z_ + yy_ + zz_ + yz_, s, return.replicates = TRUE)
  k <- svycontrast(m, quote((yz_ - y_ * z_) / sqrt((yy_ - y_^2) * (zz_ - z_^2))))
  put(join(key, paste0("item=", z, ", with=", y)), coef(k), SE(k))
})
# The difference of the means of two groups: a function of totals.
gap <- function(d, y, by, a, b) {
  s <- d
  of <- function(l) !is.na(d$variables[[y]]) & d$variables[[by]] %in% l
  s$variables$na_ <- as.numeric(of(a))
  s$variables$nb_ <- as.numeric(of(b))
  s$variables$a_ <- ifelse(of(a), d$variables[[y]], 0)
  s$variables$b_ <- ifelse(of(b), d$variables[[y]], 0)
  k <- svycontrast(svytotal(~a_ + b_ + na_ + nb_, s, return.replicates = TRUE), quote(b_ / nb_ - a_ / na_))
  put(paste0(by, "=", b, ", minus=", a), coef(k), SE(k))
}
# A change between two items of partly the same people: a function of totals.
change <- function(d, y, z, key) {
  s <- d
  s$variables$y_ <- ifelse(is.na(d$variables[[y]]), 0, d$variables[[y]])
  s$variables$z_ <- ifelse(is.na(d$variables[[z]]), 0, d$variables[[z]])
  s$variables$ny_ <- as.numeric(!is.na(d$variables[[y]]))
  s$variables$nz_ <- as.numeric(!is.na(d$variables[[z]]))
  k <- svycontrast(svytotal(~y_ + z_ + ny_ + nz_, s, return.replicates = TRUE), quote(z_ / nz_ - y_ / ny_))
  put(key, coef(k), SE(k))
}
standardised <- function(d, y, by, within, shares) {
  d <- there(d, y)
  if (calibrated(d)) return(standardised_by_totals(d, y, by, within, shares)) # there svystandardize forgets the margins
  s <- svystandardize(d, by = reformulate(within), over = reformulate(by), population = shares)
  for (l in levels_of(d, by)) {
    m <- svymean(reformulate(y), part(s, by, l))
    put(paste0(by, "=", l), coef(m), SE(m))
  }
}
# The same as a function of totals.
standardised_by_totals <- function(d, y, by, within, shares) for (l in levels_of(d, by)) {
  terms <- list()
  s <- d
  for (k in seq_along(levels_of(d, within))) {
    here <- d$variables[[by]] %in% l & d$variables[[within]] %in% levels_of(d, within)[k] & !is.na(d$variables[[y]])
    if (!any(here & weights(d, "sampling") > 0)) next
    s$variables[[paste0("a", k)]] <- ifelse(here, d$variables[[y]], 0)
    s$variables[[paste0("n", k)]] <- as.numeric(here)
    terms <- c(terms, sprintf("%.17g * a%d / n%d", shares[k], k, k))
  }
  if (length(terms) < length(shares)) { put("passed over"); next }
  used <- paste0(c("a", "n"), rep(seq_along(shares), each = 2))
  k <- svycontrast(svytotal(reformulate(used), s), parse(text = paste(terms, collapse = " + "))[[1]])
  put(paste0(by, "=", l), coef(k), SE(k))
}
crossed <- function(d, v, by, statistic) {
  s <- there(there(d, v), by)
  for (l in levels_of(d, v)) for (g in levels_of(d, by)) {
    s$variables$a_ <- as.numeric(s$variables[[v]] == l)
    s$variables$b_ <- as.numeric(s$variables[[by]] == g)
    s$variables$ab_ <- s$variables$a_ * s$variables$b_
    key <- paste0("category=", l, ", ", by, "=", g, ", of=")
    all <- svymean(~ab_, s)
    put(paste0(key, "all"), coef(all), SE(all))
    w <- svytotal(~ab_, s)
    put(paste0(key, "weight"), coef(w), SE(w))
    if (sum(s$variables$a_) > 1) { m <- svymean(~b_, subset(s, a_ == 1)); put(paste0(key, "row"), coef(m), SE(m)) }
    if (sum(s$variables$b_) > 1) { m <- svymean(~a_, subset(s, b_ == 1)); put(paste0(key, "column"), coef(m), SE(m)) }
  }
  if (!recent && calibrated(d)) return()
  if (statistic %in% c("lincom", "saddlepoint") && inherits(s, "svyrep.design")) return() # R takes the degrees of freedom for infinite
  if (any(table(s$variables[[v]]) == 0) || any(table(s$variables[[by]]) == 0)) return()
  t <- try(svychisq(reformulate(c(v, by)), d, statistic = statistic), silent = TRUE)
  if (inherits(t, "try-error") || !is.finite(t$p.value)) return() # Sojourn notes that the test is not defined
  # Of calibrated designs R counts the rows outside the domain, too.
  if (whole(d) != degf(d)) return()
  scaled <- statistic %in% c("lincom", "saddlepoint") || statistic == "Chisq" && calibrated(d)
  put(paste0("test=", statistic), stat = if (scaled) NA else t$statistic, p = t$p.value)
}
two_groups <- function(d, y, by, a, b) {
  s <- part(d, by, c(a, b))
  s$variables[[by]] <- factor(s$variables[[by]], c(a, b))
  t <- svyttest(reformulate(by, y), s)
  df <- whole(there(s, y)) - 1
  if (df < 1) return(put("refuse"))
  put("test=t", t$estimate, stat = t$statistic, p = 2 * pt(-abs(t$statistic), df))
}
one_group <- function(d, y, null) {
  s <- there(d, y)
  s$variables$y_ <- s$variables[[y]] - null
  t <- svyttest(y_ ~ 0, s)
  df <- whole(s) - 1
  if (df < 1) return(put("refuse"))
  put("test=mean", stat = t$statistic, p = 2 * pt(-abs(t$statistic), df))
}
ranked <- function(d, y, by, test) {
  s <- there(there(d, y), by)
  s$variables[[by]] <- droplevels(s$variables[[by]])
  if (any(weights(s, "sampling") < 0) || whole(s) < nlevels(s$variables[[by]])) return(put("refuse"))
  if (inherits(s, "svyrep.design") && nlevels(s$variables[[by]]) > 2) return(put("passed over")) # R forgets the replicates
  t <- svyranktest(reformulate(by, y), s, test = test)
  if (whole(s) != degf(s)) t$p.value <- NA
  put(paste0("test=", test), stat = if (names(t$statistic) == "df") t$parameter else t$statistic, p = t$p.value)
}
# The Wald test that shares are as held, by F with the degrees of freedom of the whole domain.
fits <- function(d, v, shares) {
  m <- svymean(reformulate(v), there(d, v))
  o <- coef(m)[-1] - shares[-1]
  q <- length(o)
  f <- drop(t(o) %*% solve(vcov(m)[-1, -1, drop = FALSE]) %*% o) / q
  put("test=goodness-of-fit", stat = f, p = pf(f, q, whole(d), lower.tail = FALSE))
}
agreement <- function(d, a, b) {
  s <- there(there(d, a), b)
  k <- svykappa(reformulate(c(a, b)), s)
  put("test=kappa", coef(k), SE(k))
}
# Where a variable determines the outcome R ends somewhere, and the coefficients have no finite value.
separated <- function(m) m$family$family == "quasibinomial" && any(m$fitted.values < 1e-8 | m$fitted.values > 1 - 1e-8)
coefficients <- function(m, names, df) {
  b <- coef(m)
  s <- sqrt(diag(vcov(m)))
  for (i in seq_along(b)) put(paste0("term=", names[i]), b[i], s[i], b[i] - qt(.975, df) * s[i], b[i] + qt(.975, df) * s[i],
    stat = b[i] / s[i], p = 2 * pt(-abs(b[i] / s[i]), df))
}
regression <- function(d, f, family, names, term = "") {
  m <- svyglm(f, d, family = family, control = glm.control(epsilon = 1e-14, maxit = 200))
  df <- whole(m$survey.design) + 1 - length(coef(m))
  if (df < 1 || separated(m)) return(put("refuse"))
  coefficients(m, names, df)
  if (term != "") { t <- regTermTest(m, reformulate(term), method = "Wald", df = df); put(paste0("test=", term), stat = t$Ftest, p = t$p) }
}
predictions <- function(d, f, family, v) {
  m <- svyglm(f, d, family = family, control = glm.control(epsilon = 1e-14, maxit = 200))
  if (whole(m$survey.design) + 1 - length(coef(m)) < 1 || separated(m)) return(put("refuse"))
  x <- d$variables[complete.cases(d$variables[all.vars(f)]), ]
  w <- weights(d, "sampling")[complete.cases(d$variables[all.vars(f)])]
  for (l in levels(d$variables[[v]])) {
    x[[v]] <- factor(l, levels(d$variables[[v]]))
    put(paste0("margin=", l), weighted.mean(predict(m, x, type = "response"), w))
  }
}
# Sandwiches of weighted least squares by their formulas: CR0, CR1S and CR2 (Bell & McCaffrey 2002, working model of equal variances, Pustejovsky & Tipton 2018).
clustered <- function(x, f, cluster, w, kind, names) {
  x <- x[complete.cases(x[all.vars(f)]), ]
  X <- model.matrix(f, x)
  y <- model.response(model.frame(f, x))
  w <- x[[w]]
  B <- solve(crossprod(X * sqrt(w)))
  b <- drop(B %*% crossprod(X, w * y))
  e <- y - drop(X %*% b)
  groups <- split(seq_along(y), x[[cluster]], drop = TRUE)
  meat <- 0
  for (g in groups) {
    u <- w[g] * e[g]
    if (kind == "CR2") {
      Xg <- X[g, , drop = FALSE]
      H <- Xg %*% B %*% t(Xg * w[g])
      M <- diag(length(g)) - H - t(H) + Xg %*% B %*% crossprod(X * w) %*% B %*% t(Xg)
      E <- eigen((M + t(M)) / 2, symmetric = TRUE)
      A <- E$vectors %*% diag(1 / sqrt(pmax(E$values, 1e-12)), length(g)) %*% t(E$vectors)
      u <- w[g] * drop(A %*% e[g])
    }
    s <- drop(crossprod(X[g, , drop = FALSE], u))
    meat <- meat + tcrossprod(s)
  }
  n <- length(y)
  G <- length(groups)
  v <- B %*% meat %*% B * if (kind == "CR1S") G / (G - 1) * (n - 1) / (n - ncol(X)) else if (kind == "CR1") G / (G - 1) else 1
  for (i in seq_along(b)) put(paste0("term=", names[i]), b[i], sqrt(v[i, i]))
}
# Tests of the same people at two points, from their table.
panel <- function(x, a, b, codes) {
  t <- table(factor(x[[a]], codes), factor(x[[b]], codes))
  n <- sum(t)
  k <- length(codes)
  if (k == 2) {
    m <- t[1, 2] + t[2, 1]
    put("test=mcnemar", stat = (t[1, 2] - t[2, 1])^2 / m, p = pchisq((t[1, 2] - t[2, 1])^2 / m, 1, lower.tail = FALSE))
    put("test=mcnemar-corrected", stat = mcnemar.test(t)$statistic, p = mcnemar.test(t)$p.value)
    put("test=mcnemar-exact", p = binom.test(t[1, 2], m)$p.value)
    q <- min(t[1, 2], t[2, 1])
    put("test=mcnemar-midp", p = min(1, 2 * pbinom(q, m, .5) - dbinom(q, m, .5)))
  }
  d <- (rowSums(t) - colSums(t))[-k]
  S <- (-(t + t(t)))[-k, -k, drop = FALSE]
  diag(S) <- (rowSums(t) + colSums(t) - 2 * diag(t))[-k]
  q <- drop(d %*% solve(S) %*% d)
  put("test=stuart-maxwell", stat = q, p = pchisq(q, k - 1, lower.tail = FALSE))
  q <- q / (1 - q / n)
  put("test=bhapkar", stat = q, p = pchisq(q, k - 1, lower.tail = FALSE))
  o <- upper.tri(t) & t + t(t) > 0
  q <- sum(((t - t(t))^2 / (t + t(t)))[o])
  put("test=bowker", stat = q, p = pchisq(q, sum(o), lower.tail = FALSE))
}
occasions <- function(x, items, code) {
  m <- x[complete.cases(x[items]), items]
  m <- sapply(m, function(v) as.numeric(v == code))
  k <- ncol(m)
  C <- colSums(m)
  R <- rowSums(m)
  q <- k * (k - 1) * sum((C - mean(C))^2) / (k * sum(R) - sum(R^2))
  put("test=cochran", stat = q, p = pchisq(q, k - 1, lower.tail = FALSE))
}
alpha <- function(x, items) {
  m <- x[complete.cases(x[items]), items]
  k <- length(items)
  a <- k / (k - 1) * (1 - sum(apply(m, 2, var)) / var(rowSums(m)))
  n <- nrow(m)
  f <- function(p) 1 - (1 - a) * qf(p, n - 1, (n - 1) * (k - 1))
  put("fit=alpha", a, low = f(.975), high = f(.025))
  v <- cov(x[items], use = "pairwise")
  put("fit=alpha-pairwise", k / (k - 1) * (1 - sum(diag(v)) / sum(v)))
}
classical <- function(x, y, by, v) {
  x[[by]] <- droplevels(x[[by]])
  g <- levels(x[[by]])
  t <- table(x[[v]], x[[by]])
  t <- t[rowSums(t) > 0, colSums(t) > 0]
  q <- chisq.test(t, correct = FALSE)
  put("test=pearson", stat = q$statistic, p = q$p.value)
  put("test=fisher", p = fisher.test(t, workspace = 2e7)$p.value)
  a <- x[[y]][x[[by]] %in% g[1]]
  b <- x[[y]][x[[by]] %in% g[2]]
  for (k in c("welch", "student")) {
    q <- t.test(a, b, var.equal = k == "student")
    put(paste0("test=", k), diff(rev(q$estimate)), low = q$conf.int[1], high = q$conf.int[2], stat = q$statistic, p = q$p.value)
  }
  q <- wilcox.test(a, b)
  put("test=rank-sum", stat = q$statistic, p = q$p.value)
}
pairs_of_numbers <- function(x, a, b) {
  q <- t.test(x[[b]], x[[a]], paired = TRUE)
  put("test=paired-t", q$estimate, low = q$conf.int[1], high = q$conf.int[2], stat = q$statistic, p = q$p.value)
  q <- wilcox.test(x[[b]], x[[a]], paired = TRUE)
  put("test=signed-rank", stat = q$statistic, p = q$p.value)
}
# Volz and Heckathorn's estimate of a share: weights of one over the degree.
chained <- function(x, v, degree) for (l in levels(x[[v]])) {
  ok <- !is.na(x[[v]]) & !is.na(x[[degree]])
  put(paste0("category=", l), sum((x[[v]][ok] == l) / x[[degree]][ok]) / sum(1 / x[[degree]][ok]))
}
# Who moved from which answer to which, among those who answered at both points.
moved <- function(d, a, b) {
  s <- there(there(d, a), b)
  for (f in levels_of(d, a)) for (l in levels_of(d, b)) {
    s$variables$from_ <- as.numeric(s$variables[[a]] %in% f)
    s$variables$to_ <- as.numeric(s$variables[[b]] %in% l)
    s$variables$both_ <- s$variables$from_ * s$variables$to_
    key <- paste0("from=", f, ", to=", l, ", of=")
    m <- svymean(~both_, s)
    put(paste0(key, "all"), coef(m), SE(m))
    origin <- subset(s, from_ == 1)
    if (people(origin) > 1) { m <- svymean(~to_, origin); put(paste0(key, "origin"), coef(m), SE(m)) }
  }
}
net <- function(d, v, top, low) {
  s <- there(d, v)
  s$variables$score_ <- (s$variables[[v]] %in% top) - (s$variables[[v]] %in% low)
  m <- svymean(~score_, s)
  put("contrast", coef(m), SE(m), stat = coef(m) / SE(m))
}
# A list experiment: the difference of the arms with the variance of each.
listed <- function(x, y, arm) {
  a <- x[[y]][x[[arm]] %in% 1]
  b <- x[[y]][x[[arm]] %in% 0]
  put("", mean(a) - mean(b), sqrt(var(a) / length(a) + var(b) / length(b)))
}
# Marginal means of the levels of attributes, and their differences from the first.
levelled <- function(d, y, attributes) for (v in attributes) {
  means(d, y, v)
  for (l in levels_of(d, v)[-1]) gap(d, y, v, levels_of(d, v)[1], l)
  for (k in seq_along(answers)) if (answers[[k]]$case == case) answers[[k]]$key <<- sub(paste0("^", v, "="), paste0("attribute=", v, ", level="), answers[[k]]$key)
}
