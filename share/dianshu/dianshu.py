# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads dianshu's files with h5py, without dianshu.

    from dianshu import ds_read
    settlement = ds_read("year.h5", "settlement")
    claims = ds_read("region.h5")
"""
import h5py
import numpy as np


def ds_read(file, table="claims", yuan=True):
    """A table of a result or claims file, or the claims: a DataFrame where
    pandas is installed, else a dict of arrays. Codes become their texts, days
    and months dates (a month its first day), missing values None, NaN or NaT,
    points points. Money is yuan, and its column loses "_fen"; with yuan=False
    it is whole fen."""
    with _open(file) as f:
        if not isinstance(f.get(table), h5py.Group):
            raise KeyError("%s has no table %s; it has %s" %
                           (file, table, ", ".join(k for k in f
                                                   if k != "dictionary")))
        columns = {_name(f[table], n, yuan): _column(f, c, yuan)
                   for n, c in f[table].items()}
    try:
        import pandas
    except ImportError:
        return columns
    return pandas.DataFrame(columns)


def _open(file):
    try:
        return h5py.File(file, "r")
    except FileNotFoundError:
        raise
    except OSError:
        raise OSError("%s is not a file of dianshu (HDF5)" % file) from None


def _name(table, name, yuan):
    if not yuan or _word(table[name], "type", "kind") != "fen":
        return name
    short = name.removesuffix("_fen")
    return short + "_yuan" if short != name and short in table else short


def _texts(data):
    texts = data.asstr(errors="replace")[:]
    texts[texts == ""] = None
    return texts


def _word(data, *names):
    words = [data.attrs[n] for n in names if n in data.attrs]
    return words[0].decode() if words and isinstance(words[0], bytes) else \
        words[0] if words else None


def _column(f, data, yuan):
    kind = _word(data, "type", "kind")
    if data.dtype.kind in "SO":
        return _texts(data)
    values = data[:]
    if data.dtype.kind == "f":
        return values
    if _word(data, "dictionary"):
        return _texts(f["dictionary/" + _word(data, "dictionary")])[values]
    if "names" in data.attrs:  # of an enumeration; 0 is "unknown"
        names = [n.decode() if isinstance(n, bytes) else n
                 for n in data.attrs["names"]]
        return np.array(names, object)[values]
    missing = values == data.attrs.get("missing", -2**63)
    if kind in ("day", "month"):
        unit = "D" if kind == "day" else "M"
        dates = np.datetime64("2000-01", unit) + values.astype("m8[%s]" % unit)
        dates[missing] = "NaT"
        return dates.astype("M8[D]")
    decimals = {"points": 4, "fen": 2 if yuan else 0}.get(
        kind, int(data.attrs.get("decimals", 0)))
    if decimals == 0 and not missing.any():
        return values
    return np.where(missing, np.nan, values / 10.0**decimals)
