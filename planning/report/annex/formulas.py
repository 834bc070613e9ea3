"""The formulas of the methods, as Typst writes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FORMULAS: Mapping[str, str] = MappingProxyType(
    {
        "travel": r"t_(i j) = a_i / v_0 + sum_(e in p_(i j)) l_e / v_(m, c(e)) + b_j / v_0",
        "nearest": r"T_i = min_(j in F) t_(i j), quad S = 100 dot (sum_(i: T_i <= L) P_i) / (sum_i P_i)",
        "norms": r"D_(u s) = P_u / 1000 dot r_s, quad A_(u s) = D_(u s) dot q_s",
        "flood": r"E_u = sum_(i in u) P_i dot [h_i >= 0.5]",
        "links": r"C_e = sum_i P_i dot [T_i < infinity and T_i^((-e)) = infinity]",
        "gains": r"G = sum_i P_i dot [min_k Delta T_(i k) <= -1 and max_k Delta T_(i k) < 1]",
        "ranking": r"Z_u = (sum_k w_k x_(u k)) / (sum_k w_k), quad x_(u k) = 100 (y_(u k) - y_k^0) / (y_k^1 - y_k^0)",
        "sure": r'w tilde "Dirichlet"(n, overline(w)), quad R_u = {"rank"_u (w_d): d = 1, dots, 10000}',
    }
)
