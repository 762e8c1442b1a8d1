# SPDX-License-Identifier: GPL-3.0-or-later
# Reads dianshu's files with the package rhdf5, without dianshu.
#   source("dianshu.R")
#   settlement <- ds_read("year.h5", "settlement")
#   claims <- ds_read("region.h5")
# A table of a result or claims file, or the claims, as a data.frame: codes as
# their texts, days and months as Date (a month its first day), missing values
# as NA, points as points. Money is yuan, and its column loses "_fen"; with
# yuan = FALSE it is whole fen. Integers of 64 bits are read as doubles: exact
# to 2^53 fen; ids beyond that are texts (needs the package bit64).
ds_read <- function(file, table = "claims", yuan = TRUE) {
  if (!file.exists(file)) stop(file, ": no such file", call. = FALSE)
  if (!rhdf5::H5Fis_hdf5(path.expand(file)))
    stop(file, " is not a file of dianshu (HDF5)", call. = FALSE)
  f <- rhdf5::H5Fopen(path.expand(file), "H5F_ACC_RDONLY")
  on.exit(rhdf5::H5Fclose(f))
  quiet <- function(x) suppressMessages(suppressWarnings(x)) # of missing values
  read <- function(name, is_long = FALSE) {
    to <- if (is_long) "bit64" else "double"
    x <- quiet(rhdf5::h5read(f, name, bit64conversion = to))
    if (is_long) x <- bit64::as.character.integer64(x)
    if (is.character(x)) Encoding(x) <- "UTF-8"
    if (is.raw(x)) as.integer(x) else as.vector(x)
  }
  texts <- function(x) replace(x, x == "", NA)
  column <- function(a, x) {
    kind <- c(a$type, a$kind, "")[1]
    if (is.character(x)) return(texts(x))
    if (!is.null(a$dictionary))
      return(texts(read(paste0("dictionary/", a$dictionary)))[x + 1])
    if (!is.null(a$names)) return(a$names[x + 1]) # 0 is "unknown"
    if (kind == "real") return(x)
    x[x == if (is.null(a$missing) || is.na(a$missing)) -2^63 else a$missing] <- NA
    if (kind == "day") return(as.Date("2000-01-01") + x)
    if (kind == "month")
      return(as.Date(ISOdate(2000 + x %/% 12, x %% 12 + 1, 1)))
    decimals <- switch(kind, fen = if (yuan) 2 else 0, points = 4,
                       decimal = a$decimals, 0)
    if (decimals == 0) x else x / 10^decimals
  }
  tables <- setdiff(rhdf5::h5ls(f, recursive = FALSE)$name, "dictionary")
  if (!table %in% tables)
    stop(file, " has no table ", table, "; it has ",
         paste(tables, collapse = ", "), call. = FALSE)
  g <- rhdf5::H5Gopen(f, table)
  on.exit(rhdf5::H5Gclose(g), add = TRUE, after = FALSE)
  list <- function(order) rhdf5::h5ls(g, recursive = FALSE, index_type = order)
  all <- tryCatch(list("H5_INDEX_CRT_ORDER"), # files of others have no order
                  error = function(e) list("H5_INDEX_NAME"))
  columns <- titles <- vector("list", nrow(all))
  for (i in seq_len(nrow(all))) {
    name <- all$name[i]
    a <- quiet(rhdf5::h5readAttributes(f, paste0(table, "/", name),
                                       bit64conversion = "double"))
    is_long <- "id" %in% a$kind && is.null(a$dictionary) &&
      !is.null(a$high) && as.numeric(a$high) > 2^53
    x <- if (all$dim[i] != "0") read(paste0(table, "/", name), is_long)
         else if (all$dclass[i] == "STRING") character() else numeric()
    columns[[i]] <- column(a, x)
    short <- if (yuan && "fen" %in% c(a$type, a$kind)) sub("_fen$", "", name)
             else name
    titles[[i]] <- if (short != name && short %in% all$name)
      paste0(short, "_yuan") else short
  }
  data.frame(setNames(columns, unlist(titles)), check.names = FALSE)
}
