"""Solves one assignment whenever it is asked, and says how long it took (ms) and what the optimum costs."""

import sys
import time

import numpy
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

numbers = numpy.fromfile(sys.argv[1], "<i8")
rows, pairs = int(numbers[0]), numbers[1:].reshape(-1, 3)
costs = csr_matrix((pairs[:, 2].astype(float), (pairs[:, 0], pairs[:, 1])), shape=(rows, rows))

for _ in sys.stdin:
    began = time.perf_counter()
    row, column = min_weight_full_bipartite_matching(costs)
    took = (time.perf_counter() - began) * 1000
    print(took, int(costs[row, column].sum()), flush=True)
