x <- read.csv(file, na.strings = "", check.names = FALSE, fileEncoding = "UTF-8", stringsAsFactors = FALSE,
  colClasses = setNames(rep("character", length(texts)), texts))
x$row <- seq_len(nrow(x))
x$one_group <- 1
result <- NULL
put <- function(cell, estimate, se = NA, interval = c(NA, NA)) {
  result <<- rbind(result, data.frame(cell = cell, estimate = as.numeric(estimate), se = as.numeric(se),
    low = as.numeric(interval)[1], high = as.numeric(interval)[2]))
}
# The design narrowed to the people of a domain, with variables on the rows of x.
pick <- function(domain, ...) {
  s <- d
  for (v in names(list(...))) s$variables[[v]] <- list(...)[[v]][s$variables$row]
  s[which(domain[s$variables$row]), ]
}
around <- function(estimate, se, df) as.numeric(estimate) + c(-1, 1) * qt(.5 + level / 2, df) * as.numeric(se)
mean_of <- function(cell, domain, y, df) {
  m <- svymean(~y, pick(domain, y = as.numeric(y)), na.rm = TRUE)
  put(cell, coef(m), SE(m), around(coef(m), SE(m), df))
}
share <- function(cell, domain, y, method, df) {
  s <- pick(domain, y = as.numeric(y))
  m <- svymean(~y, s, na.rm = TRUE)
  interval <- c(NA, NA)
  if (method != "") interval <- attr(svyciprop(~y, s, method = method, level = level, df = df, na.rm = TRUE), "ci")
  put(cell, coef(m), SE(m), interval)
}
total <- function(cell, domain, y, df) {
  m <- svytotal(~y, pick(domain, y = as.numeric(y)), na.rm = TRUE)
  put(cell, coef(m), SE(m), around(coef(m), SE(m), df))
}
count <- function(cell, domain) put(cell, sum(domain, na.rm = TRUE))
ratio <- function(cell, domain, y, z, df) {
  m <- svyratio(~y, ~z, pick(domain & !is.na(y) & !is.na(z), y = as.numeric(y), z = as.numeric(z)))
  put(cell, coef(m), SE(m), around(coef(m), SE(m), df))
}
quantile_of <- function(cell, domain, y, p, rule, interval, df) {
  q <- svyquantile(~y, pick(domain, y = y), p, qrule = rule, interval.type = interval, alpha = 1 - level, na.rm = TRUE, df = df)[[1]]
  put(cell, q[1], q[4], q[2:3])
}
variance <- function(cell, domain, y, z, df) {
  complete <- domain & !is.na(y) & !is.na(z)
  v <- svyvar(~y + z, pick(complete, y = ifelse(complete, y, 0), z = ifelse(complete, z, 0))) # calibrated designs keep the others
  se <- as.vector(SE(v))[2]
  put(cell, as.matrix(v)[1, 2], se, around(as.matrix(v)[1, 2], se, df))
}
correlation <- function(cell, domain, y, z) {
  v <- as.matrix(svyvar(~y + z, pick(domain & !is.na(y) & !is.na(z), y = y, z = z)))[1:2, 1:2]
  put(cell, cov2cor(v)[1, 2])
}
# A function of means and totals: parts is a list of y and n by name, NA where somebody is not of the part.
contrast <- function(cell, expression, parts, df) {
  s <- d
  names <- list()
  for (k in seq_along(parts)) {
    in_it <- !is.na(parts[[k]]$y) & parts[[k]]$domain %in% TRUE
    s$variables[[paste0("y", k)]] <- ifelse(in_it, parts[[k]]$y, 0)[s$variables$row]
    s$variables[[paste0("n", k)]] <- as.numeric(in_it)[s$variables$row]
    names[[k]] <- if (parts[[k]]$total) as.name(paste0("y", k)) else call("/", as.name(paste0("y", k)), as.name(paste0("n", k)))
  }
  base::names(names) <- base::names(parts)
  sums <- svytotal(as.formula(paste("~", paste0("y", seq_along(parts), "+n", seq_along(parts), collapse = "+"))), s, return.replicates = TRUE)
  k <- svycontrast(sums, do.call(substitute, list(expression, names)))
  put(cell, coef(k), SE(k), around(coef(k), SE(k), df))
}
# The mean of a group as if it were composed by the shares: its weights are spread anew over the categories that have people.
standardised <- function(cell, domain, y, within, shares, answered, df) {
  parts <- list()
  above <- below <- "0"
  for (l in sort(unique(within[which(domain & (!answered | !is.na(y)))]))) {
    k <- length(parts) / 3 + 1
    here <- domain & within %in% l
    of <- function(v) list(domain = here, y = v, total = TRUE)
    parts[paste0(c("y", "a", "n"), ".", k)] <- list(of(y), of(ifelse(is.na(y), NA, 1)), of(if (answered) ifelse(is.na(y), NA, 1) else rep(1, length(y))))
    above <- paste0(above, " + ", shares[l], " * y.", k, " / n.", k)
    below <- paste0(below, " + ", shares[l], " * a.", k, " / n.", k)
  }
  contrast(cell, parse(text = paste0("(", above, ") / (", below, ")"))[[1]], parts, df)
}
# The difference of two arms with the variance of each, which is HC2.
arms <- function(cell, domain, y, arm) {
  a <- y[domain & arm == 1 & !is.na(y)]
  b <- y[domain & arm == 0 & !is.na(y)]
  se <- sqrt(var(a) / length(a) + var(b) / length(b))
  put(cell, mean(a) - mean(b), se, around(mean(a) - mean(b), se, length(a) + length(b) - 2))
}
# A test, and what it is of where R gives that.
told <- function(cell, t, statistic = t$statistic) put(cell, if (is.null(statistic)) NA else statistic, t$p.value)
ranked <- function(cell, s, test) {
  t <- svyranktest(y ~ group, s, test = test)
  told(cell, t, if (names(t$statistic) == "df") t$parameter else t$statistic) # of more than two groups R puts the degrees of freedom there
}
fits <- function(cell, s, shares, df) {
  m <- svymean(~y, s)
  off <- (coef(m) - shares)[-1]
  f <- drop(off %*% solve(vcov(m)[-1, -1, drop = FALSE]) %*% off) / length(off)
  put(cell, f, pf(f, length(off), df, lower.tail = FALSE))
}
mid_p <- function(cell, t) {
  n <- t[1, 2] + t[2, 1]
  put(cell, t[1, 2], min(1, 2 * pbinom(min(t[1, 2], t[2, 1]), n, .5) - dbinom(t[1, 2], n, .5)))
}
# Stuart 1955 and Maxwell 1970; with other variances Bhapkar 1966.
margins <- function(cell, t, bhapkar) {
  used <- rowSums(t) + colSums(t) > 0
  t <- t[used, used]
  k <- nrow(t)
  off <- (rowSums(t) - colSums(t))[-k]
  v <- (diag(rowSums(t) + colSums(t)) - t - t(t))[-k, -k, drop = FALSE]
  q <- drop(off %*% solve(v) %*% off)
  if (bhapkar) q <- q / (1 - q / sum(t))
  put(cell, q, pchisq(q, k - 1, lower.tail = FALSE))
}
# Cochran 1950: hits has a row for each person and a column for each occasion.
occasions <- function(cell, hits) {
  k <- ncol(hits)
  q <- k * (k - 1) * sum((colSums(hits) - mean(colSums(hits)))^2) / (k * sum(hits) - sum(rowSums(hits)^2))
  put(cell, q, pchisq(q, k - 1, lower.tail = FALSE))
}
# Errors of a regression that go by people (HC) or clusters (CR): White 1980; MacKinnon & White 1985; Liang & Zeger 1986; Bell & McCaffrey 2002.
sandwich <- function(m, kind, clusters) {
  X <- model.matrix(m)[, !is.na(coef(m)), drop = FALSE]
  w <- weights(m, "working")
  e <- residuals(m, "working")
  B <- solve(crossprod(X * sqrt(w)))
  n <- nrow(X)
  groups <- split(seq_len(n), if (is.null(clusters)) seq_len(n) else clusters[as.integer(names(e))])
  G <- length(groups)
  factor <- switch(kind, HC1 = n / (n - ncol(X)), CR1 = G / (G - 1), CR1S = G / (G - 1) * (n - 1) / (n - ncol(X)), 1)
  meat <- 0
  for (g in groups) {
    Xg <- X[g, , drop = FALSE]
    u <- w[g] * e[g]
    if (kind %in% c("HC2", "HC3")) u <- u / (1 - drop(Xg %*% B %*% t(Xg)) * w[g])^(if (kind == "HC2") .5 else 1)
    if (kind == "CR2" && m$family$family != "gaussian") {
      r <- sqrt(m$family$variance(fitted(m)[g]) / weights(m, "prior")[g])
      Tg <- Xg * sqrt(w[g])
      E <- eigen((r^2 %o% r^2) * (diag(length(g)) - Tg %*% B %*% t(Tg)), symmetric = TRUE)
      u <- weights(m, "prior")[g] * r * drop(E$vectors %*% (ifelse(E$values > 1e-12, 1 / sqrt(abs(E$values)), 0) * crossprod(E$vectors, r * residuals(m, "response")[g])))
    } else if (kind == "CR2") {
      H <- Xg %*% B %*% t(Xg * w[g])
      E <- eigen(diag(length(g)) - H - t(H) + Xg %*% B %*% crossprod(X * w) %*% B %*% t(Xg), symmetric = TRUE)
      u <- w[g] * drop(E$vectors %*% (ifelse(E$values > 1e-12, 1 / sqrt(E$values), 0) * crossprod(E$vectors, e[g])))
    }
    meat <- meat + tcrossprod(drop(crossprod(Xg, u)))
  }
  factor * B %*% meat %*% B
}
