"""Reading what units write: text → clauses → facts. A deterministic grammar over one file of words. Pure.

Why no segmenter: jieba 0.42 (349,046 words, 19 MB, 1.3 s to load for every worker) and pkuseg (a model to download)
were looked at. They cut general prose; this grammar needs to know of some 700 words what each *does* in a sentence
(begun, done, denied, planned, left over …), which no dictionary says: jieba tags 亮灯, 通水, 封顶, 摊铺 as nouns and has
neither 投用, 阻工, 清表, 财评, 施划 nor 还差. Cutting by the longest word of our own lists gives the same pieces where it
matters ("2号桥/正在/浇筑/桥面", "均/未/开工"), in microseconds, and the office can add to it in 设置 (词表·组名).
"""

from toolkit.checks.sentences.clauses import Aspect, Clause, Fact, Quantity
from toolkit.checks.sentences.reader import LONGEST, numbers_in, read_clauses
from toolkit.checks.sentences.shares import SpokenShare, part_of
from toolkit.checks.sentences.units import COUNTED, base_unit, counts, in_base, of_money

__all__ = [
    "COUNTED", "LONGEST", "Aspect", "Clause", "Fact", "Quantity", "SpokenShare", "base_unit", "counts", "in_base", "numbers_in",
    "of_money", "part_of", "read_clauses",
]  # fmt: skip
