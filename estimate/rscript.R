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
  v <- svyvar(~y + z, pick(complete, y = y, z = z))
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
  sums <- svytotal(as.formula(paste("~", paste0("y", seq_along(parts), "+n", seq_along(parts), collapse = "+"))), s)
  k <- svycontrast(sums, do.call(substitute, list(expression, names)))
  put(cell, coef(k), SE(k), around(coef(k), SE(k), df))
}
# The mean of a group as if it were composed by the shares: its weights are spread anew over the categories that have people.
standardised <- function(cell, domain, y, within, shares, answered, df) {
  in_it <- domain & !is.na(within) & (!answered | !is.na(y))
  s <- svystandardize(pick(in_it, y = as.numeric(y), within = within), by = ~within, over = ~one_group,
    population = shares[sort(unique(within[which(in_it)]))])
  m <- svymean(~y, s, na.rm = TRUE)
  put(cell, coef(m), SE(m), around(coef(m), SE(m), df))
}
# The difference of two arms with the variance of each, which is HC2.
arms <- function(cell, domain, y, arm) {
  a <- y[domain & arm == 1 & !is.na(y)]
  b <- y[domain & arm == 0 & !is.na(y)]
  se <- sqrt(var(a) / length(a) + var(b) / length(b))
  put(cell, mean(a) - mean(b), se, around(mean(a) - mean(b), se, length(a) + length(b) - 2))
}
